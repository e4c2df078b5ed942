"""A process apart: its limits end it alone, and nothing of it reaches out."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from reportkit.apart import PINNED, Limits, run_apart
from reportkit.errors import ApartError, PrintError
from reportkit.printing.fonts import page_settings

LIMITS = Limits(memory=2 * 1024**3, seconds=30)
HERE = dict(os.environ)


UNGUARDED = """
import os
from reportkit.apart import Limits, run_apart
print("début", flush=True)
os.chdir(os.sep)
print(run_apart("os.path:basename", "dossier/rapport.pdf", Limits(), dict(os.environ)))
"""


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


def refuse(message: str) -> None:
    raise PrintError(message)


def count_up(number: int, tell: Any) -> str:
    for told in range(number):
        tell(told)
    return "fini"


def start_another(_: None, tell: Any) -> None:
    tell(subprocess.Popen(["sleep", "600"]).pid)  # noqa: S607
    time.sleep(600)


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
    assert run_apart(double, 21, LIMITS, HERE) == 42


def test_a_function_may_be_given_by_its_name() -> None:
    assert run_apart("os.path:basename", "dossier/rapport.pdf", LIMITS, HERE) == "rapport.pdf"


def test_the_script_that_began_it_all_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "analyse.py"
    script.write_text(UNGUARDED, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "début\nrapport.pdf\n"


def test_each_call_is_a_process_of_its_own_with_its_own_environment() -> None:
    first = run_apart(name_itself, None, LIMITS, HERE | {"COULEUR": "bleu"})
    second = run_apart(name_itself, None, LIMITS, HERE)
    assert first[1] == "bleu"
    assert second[1] is None
    assert len({os.getpid(), first[0], second[0]}) == 3


def test_one_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(ApartError, match="1 secondes"):
        run_apart(sleep, 60, Limits(seconds=1), HERE)
    assert time.monotonic() - began < 20


def test_one_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(ApartError, match="2048 Mo"):
        run_apart(fill, 3 * 1024**3, LIMITS, HERE)


@pytest.mark.parametrize(
    ("function", "argument", "told"),
    [
        (die, signal.SIGKILL, "SIGKILL"),
        (die, signal.SIGSEGV, "SIGSEGV"),
        (leave, 3, "code 3"),
        (fail, "une raison", "ValueError: une raison"),
        (refuse, "une page vide", "^une page vide$"),
    ],
)
def test_one_that_dies_or_fails_is_told(function: Any, argument: Any, told: str) -> None:
    with pytest.raises(ApartError, match=told):
        run_apart(function, argument, LIMITS, HERE)


@pytest.mark.parametrize("how", ["prise", "nom", "programme", "commande", "enfant"])
def test_nothing_reaches_out(how: str) -> None:
    with pytest.raises(ApartError, match="interdit"):
        run_apart(reach_out, how, LIMITS, HERE)


def name_network(_: None) -> str:
    return str(Path("/proc/self/ns/net").readlink())


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_it_has_no_network_where_the_kernel_allows_it() -> None:
    unshare = shutil.which("unshare")
    assert unshare, "util-linux has it"
    allowed = subprocess.run([unshare, "--user", "--net", "true"], check=False, timeout=10)
    apart = run_apart(name_network, None, LIMITS, HERE) != name_network(None)
    assert apart == (allowed.returncode == 0)
    assert run_apart(name_network, None, LIMITS, HERE, guarded=False) == name_network(None)


def shout(words: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.write(words)
        stream.flush()
    os.write(1, words.encode())
    program = f"import os; os.write(1, {words.encode()!r})"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_it_prints_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    """What goes to standard output is for machines, and the terminal has a bar."""
    run_apart(shout, "bonjour", LIMITS, HERE, guarded=False)
    assert capfd.readouterr() == ("", "")


def test_a_server_that_is_killed_is_begun_again() -> None:
    """Even while a process waits to be forked from it: stopped first, so that one does."""
    run_apart(double, 1, LIMITS, HERE)
    server = forkserver._forkserver._forkserver_pid
    assert server is not None
    os.kill(server, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(run_apart, double, 21, LIMITS, HERE)
        time.sleep(0.3)
        assert not waiting.done()
        os.kill(server, signal.SIGKILL)
        assert waiting.result(60) == 42
    assert forkserver._forkserver._forkserver_pid != server


def count_threads_of_server(_: None) -> int:
    return len(list(Path(f"/proc/{os.getppid()}/task").iterdir()))


@pytest.mark.parametrize("name", PINNED)
def test_a_server_with_another_look_serves_nobody(name: str) -> None:
    """What it holds of the look it has read once: another is begun from nothing."""
    settings = HERE | page_settings()
    forkserver._forkserver._stop()  # one that an earlier test began may have another look
    run_apart(double, 1, LIMITS, settings)
    server = forkserver._forkserver._forkserver_pid
    assert run_apart(name_parent, None, LIMITS, settings) == server
    assert run_apart(name_parent, None, LIMITS, settings | {name: "autre"}) != server


def name_parent(_: None) -> int:
    return os.getppid()


def test_the_server_has_one_thread() -> None:
    """A fork takes one thread along: what another held would never be let go."""
    assert run_apart(count_threads_of_server, None, LIMITS, HERE) == 1


def test_what_it_tells_on_its_way_is_heard_in_order() -> None:
    heard: list[int] = []
    assert run_apart(count_up, 3, LIMITS, HERE, hear=heard.append) == "fini"
    assert heard == [0, 1, 2]


def test_what_it_started_ends_with_it() -> None:
    heard: list[int] = []
    with pytest.raises(ApartError, match="1 secondes"):
        run_apart(start_another, None, Limits(seconds=1), HERE, guarded=False, hear=heard.append)
    (pid,) = heard
    until = time.monotonic() + 5
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that ended, and waits for someone to hear of it, does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("ascii")
    except FileNotFoundError:
        return False


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """A parent killed without a word leaves nothing that goes on for ever."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from reportkit.apart import Limits, run_apart\n"
        "from test_apart import tell_pid\n"
        "if __name__ == '__main__':\n"
        "    say = lambda pid: print(pid, flush=True)\n"
        "    run_apart(tell_pid, None, Limits(), dict(os.environ), hear=say)\n"
    )
    here = HERE | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=here
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 5
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(child)


def tell_pid(_: None, tell: Any) -> None:
    tell(os.getpid())
    time.sleep(600)
