"""Runs a function in a process forked from a warm one: limited memory and time, ended alone."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pkgutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from reportkit.errors import ApartError, ReportkitError
from reportkit.lean import collect_seldom
from reportkit.resources import LOOK, TEMPLATES

WARM = "reportkit.batch.warm"
"""What the process that all others are forked from imports: see that module."""

PINNED = (TEMPLATES, LOOK, "FONTCONFIG_FILE")
"""Environment variables whose effect a warm process keeps: another value needs a new one."""

START_SECONDS = 120
"""How long a process may take to begin: the first waits for the libraries to load."""

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
"""Whether this machine can fork; elsewhere each process starts from nothing."""

START_TRIES = 4
"""How often a process is begun again where the server that it is forked from was ended."""

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # linux/sched.h: CLONE_NEWUSER, CLONE_NEWNET

_READY, _UNFIT = "ready", "unfit"

_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)
"""Audit events (docs.python.org/3/library/audit_events.html) that end what runs guarded."""

Tell = Callable[[Any], None]

_under_way: set[int] = set()
_stopped = threading.Event()


@dataclass(frozen=True)
class Limits:
    """What a process may take: bytes of address space, seconds of wall clock."""

    memory: int = 3 * 1024**3
    seconds: float = 300.0


def run_apart(
    function: Callable[..., Any] | str,
    argument: Any,
    limits: Limits,
    environment: Mapping[str, str],
    *,
    guarded: bool = True,
    hear: Tell | None = None,
) -> Any:
    """Call a function in a process of its own and give what it returns.

    The process is forked from a server that holds the libraries (WARM), so that it starts in
    hundredths of a second and sees nothing of what ran before it.

    Args:
        function: of a module, with an argument and a result that can be pickled; or its name,
            « module:function », where only the process apart is to load that module.
        argument: handed to it.
        limits: beyond which the process is ended, alone, with all that it started.
        environment: all its variables.
        guarded: whether to refuse it the network and other programs.
        hear: called with what the function tells on its way; it then takes a second argument,
            by which it tells.

    Raises:
        ApartError: it took too long or too much memory, died, failed, or did what is refused;
            with the words of our own error, where the function raised one.
    """
    order = (function, argument, hear is not None)
    for method in ("forkserver", "spawn")[not FORKS :]:
        kind, value = _call(
            method, order, limits, (dict(environment), limits.memory, guarded), hear
        )
        if kind != "unfit":
            break
    if kind != "done":
        raise ApartError(kind, value)
    return value


def end_all() -> None:
    """Kill every process apart and begin no other: whoever waits for one is told that it died."""
    _stopped.set()
    for pid in list(_under_way):
        _kill(pid)


def start_server() -> None:
    """Start what processes are forked from, which takes a while, beside other work."""
    if FORKS:
        _context("forkserver")
        with contextlib.suppress(OSError):  # told, or done without it, when it is needed
            forkserver.ensure_running()


def _call(
    method: str,
    order: tuple[Any, ...],
    limits: Limits,
    setting: tuple[dict[str, str], int, bool],
    hear: Tell | None,
) -> tuple[str, Any]:
    context = _context(method)
    # multiprocessing refuses children to a daemon, as Dask's workers are, for fear that they
    # outlive it: ours do not (`_follow`).
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    started = _start(context, setting)
    if started is None:
        return "unfit", "le processus n'a pas pu commencer"
    process, mine = started
    try:
        mine.send(order)
        until = time.monotonic() + limits.seconds
        while mine.poll(max(0.0, until - time.monotonic())):
            kind, value = mine.recv()
            if kind != "told":
                return kind, value
            if hear:
                hear(value)
        return "time", f"le temps accordé est dépassé ({limits.seconds:.0f} secondes)"
    except (EOFError, ConnectionError):
        return "died", _death(process)
    finally:
        mine.close()
        _end(process)


def _start(
    context: Any, setting: tuple[dict[str, str], int, bool]
) -> tuple[BaseProcess, Connection] | None:
    """A process that is ready to serve, and the connection to it; None where none can be."""
    for attempt in range(START_TRIES):
        if _stopped.is_set():
            return None
        mine, theirs = context.Pipe(duplex=True)
        process = context.Process(target=_serve, args=(theirs, *setting), name="reportkit")
        try:
            process.start()
            theirs.close()
            assert process.pid is not None, "it has begun"
            _under_way.add(process.pid)
            if _stopped.is_set():  # it was asked for before, and took its time
                _kill(process.pid)
            if mine.poll(START_SECONDS) and mine.recv() == _READY:
                return process, mine
            mine.close()
            _end(process)
        except (EOFError, ConnectionError):
            # The server was ended meanwhile: multiprocessing begins another once it is gone.
            mine.close()
            time.sleep(0.2 * attempt)
        except OSError:  # a socket's path that is too long, no process to be had
            mine.close()
            return None
        else:
            return None
        finally:
            theirs.close()
    return None


def _context(method: str) -> Any:
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([WARM])
    return context


def _end(process: BaseProcess) -> None:
    """Kill the process, and what it started and left."""
    if process.pid is not None:
        _under_way.discard(process.pid)
        _kill(process.pid)
    process.kill()
    process.join()
    process.close()


def _kill(pid: int) -> None:
    """The group that it leads, and it alone where it does not lead one yet."""
    for name in ("killpg", "kill"):
        with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
            getattr(os, name)(pid, signal.SIGKILL)


def _death(process: BaseProcess) -> str:
    process.join(5)
    code = process.exitcode
    if code is not None and code < 0:
        return f"le processus a été arrêté ({signal.Signals(-code).name})"
    return f"le processus s'est arrêté de lui-même (code {code})"


def _serve(connection: Connection, environment: dict[str, str], memory: int, guarded: bool) -> None:
    """In the process apart: shut it off, then do the one thing it is for."""
    if guarded:
        _leave_network()
    _silence()
    _end_with_parent()
    if any(os.environ.get(name, value) != value for name, value in _pinned(environment)):
        connection.send(_UNFIT)
        return
    connection.send(_READY)
    os.environ.clear()
    os.environ.update(environment)
    # The process ends with this report: what it holds need not be looked through again.
    gc.freeze()
    collect_seldom()
    connection.send(_answer(connection, memory, guarded))
    connection.close()


def _answer(connection: Connection, memory: int, guarded: bool) -> tuple[str, Any]:
    function, argument, telling = connection.recv()
    if isinstance(function, str):
        function = pkgutil.resolve_name(function)  # may still load libraries
    _limit_memory(memory)
    if guarded:
        sys.addaudithook(_refuse)
    tell = [lambda value: connection.send(("told", value))] if telling else []
    try:
        return "done", call_with_room(function, argument, *tell)
    except MemoryError:
        return "memory", f"la mémoire accordée est dépassée ({memory // 1024**2} Mo)"
    except ReportkitError as error:
        return "raised", str(error)
    except Exception:  # noqa: BLE001 (told to the parent, whatever it is)
        return "failed", traceback.format_exc(limit=-4)


def call_with_room(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function with a block for the frames of all calls below it.

    CPython keeps frames in blocks of 16 KiB, asks the system for one when it is full and gives it
    back as soon as the call that needed it returns: a loop that runs at such a border asks tens
    of thousands of times. This frame claims 70,000 places, and so gets a block of 1 MiB.
    """
    return function(*arguments)


call_with_room.__code__ = call_with_room.__code__.replace(co_stacksize=70_000)


def _pinned(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, environment[name]) for name in PINNED if name in environment]


def _end_with_parent() -> None:
    """Lead a group of its own, that can be killed whole; go when the parent goes."""
    ignore_stops()
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):
            os.setsid()
    threading.Thread(target=_follow, daemon=True, name="parent").start()


def ignore_stops() -> None:
    """What stops a run is the driver's to answer, though it is told to all its processes.

    SIGTERM gets a handler rather than SIG_IGN, which programs that a notebook starts would keep.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: None)


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _silence() -> None:
    """Print nowhere, and nothing that it starts either: it answers by its connection alone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


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

    It does as long as the process has one thread. Where it does not, the refusal of every socket
    (`_refuse`) is what is left.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED):
        raise ApartError("refused", f"ce qui tourne à part a tenté ce qui est interdit ({event})")
