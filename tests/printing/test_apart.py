"""A process apart: its limits end it alone, and nothing of it reaches out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from reportkit.errors import PrintError
from reportkit.printing.apart import Limits, run_apart

LIMITS = Limits(memory=2 * 1024**3, seconds=30)


def double(number: int) -> int:
    return 2 * number


def name_itself(_: None) -> tuple[int, str | None]:
    return os.getpid(), os.environ.get("COULEUR")


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def fill(size: int) -> int:
    return len(bytearray(size))


def die(sign: int) -> None:
    os.kill(os.getpid(), sign)


def leave(code: int) -> None:
    os._exit(code)


def fail(message: str) -> None:
    raise ValueError(message)


def reach_out(how: str) -> Any:
    ways = {
        "prise": lambda: socket.create_connection(("127.0.0.1", 9)),
        "nom": lambda: socket.getaddrinfo("example.org", 80),
        "programme": lambda: subprocess.run([sys.executable, "-V"], check=True),
        "commande": lambda: os.system("true"),  # noqa: S605, S607 (refused, that is the test)
        "enfant": os.fork,
    }
    return ways[how]()


def test_it_gives_what_the_function_gives() -> None:
    assert run_apart(double, 21, LIMITS, {}) == 42


def test_each_call_is_a_process_of_its_own_with_its_own_environment() -> None:
    first = run_apart(name_itself, None, LIMITS, {"COULEUR": "bleu"})
    second = run_apart(name_itself, None, LIMITS, {})
    assert first[1] == "bleu"
    assert second[1] is None
    assert len({os.getpid(), first[0], second[0]}) == 3


def test_one_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(PrintError, match="a dépassé 1 secondes"):
        run_apart(sleep, 60, Limits(seconds=1), {})
    assert time.monotonic() - began < 20


def test_one_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(PrintError, match="2048 Mo de mémoire"):
        run_apart(fill, 3 * 1024**3, LIMITS, {})


@pytest.mark.parametrize(
    ("function", "argument", "told"),
    [
        (die, signal.SIGKILL, "SIGKILL"),
        (die, signal.SIGSEGV, "SIGSEGV"),
        (leave, 3, "code 3"),
        (fail, "une raison", "une raison"),
    ],
)
def test_one_that_dies_or_fails_is_told(function: Any, argument: Any, told: str) -> None:
    with pytest.raises(PrintError, match=told):
        run_apart(function, argument, LIMITS, {})


@pytest.mark.parametrize("how", ["prise", "nom", "programme", "commande", "enfant"])
def test_nothing_reaches_out(how: str) -> None:
    with pytest.raises(PrintError, match="interdit"):
        run_apart(reach_out, how, LIMITS, {})
