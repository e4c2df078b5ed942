"""Runs a function in a process of its own: limited memory and time, no network."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from reportkit.errors import PrintError

T = TypeVar("T")
R = TypeVar("R")

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # linux/sched.h: CLONE_NEWUSER, CLONE_NEWNET

_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)
"""Audit events (docs.python.org/3/library/audit_events.html) that end what runs apart."""


@dataclass(frozen=True)
class Limits:
    """What a process may take: bytes of address space, seconds of wall clock."""

    memory: int = 3 * 1024**3
    seconds: float = 300.0


def run_apart(
    function: Callable[[T], R], argument: T, limits: Limits, environment: dict[str, str]
) -> R:
    """Call a function in a fresh process and give what it returns.

    The process is forked from a server that holds this module's imports, so that it starts in
    hundredths of a second and sees nothing of what ran before it.

    Args:
        function: of a module, with an argument and a result that can be pickled.
        argument: handed to it.
        limits: beyond which the process is ended, alone.
        environment: variables set for it alone.

    Raises:
        PrintError: it took too long or too much memory, died, or failed.
    """
    context = _context(function.__module__)
    mine, theirs = context.Pipe(duplex=True)
    process = context.Process(
        target=_serve, args=(theirs, limits.memory, environment), daemon=True, name="reportkit"
    )
    process.start()
    theirs.close()
    try:
        mine.send((function, argument))
        if not mine.poll(limits.seconds):
            raise PrintError(f"la mise en page a dépassé {limits.seconds:.0f} secondes.")
        done, value = mine.recv()
    except (EOFError, ConnectionError) as error:
        raise PrintError(_death(process)) from error
    finally:
        mine.close()
        process.kill()
        process.join()
    if not done:
        raise PrintError(value)
    result: R = value
    return result


def _context(module: str) -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, module])
    return context


def _death(process: BaseProcess) -> str:
    process.join(5)
    code = process.exitcode
    if code is not None and code < 0:
        return f"le processus d'impression a été arrêté ({signal.Signals(-code).name})."
    return f"le processus d'impression s'est arrêté (code {code})."


def _serve(connection: Connection, memory: int, environment: dict[str, str]) -> None:
    """In the process apart: shut it off, then do the one thing it is for."""
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    function, argument = connection.recv()
    _limit_memory(memory)
    _leave_network()
    sys.addaudithook(_refuse)
    try:
        answer = (True, function(argument))
    except MemoryError:
        answer = (False, f"la mise en page a dépassé {memory // 1024**2} Mo de mémoire.")
    except PrintError as error:
        answer = (False, str(error))
    except Exception:  # noqa: BLE001 (told to the parent, whatever it is)
        answer = (False, "la mise en page a échoué :\n" + traceback.format_exc(limit=-4))
    connection.send(answer)
    connection.close()


def _limit_memory(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or memory < hard:
        with contextlib.suppress(ValueError):  # macOS knows no limit of address space
            resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


def _leave_network() -> None:
    """Enter an empty network namespace where the kernel lets a user do so.

    Where it does not, the refusal of every socket (`_refuse`) is what is left.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PrintError(f"la mise en page a tenté ce qui lui est interdit ({event}).")
