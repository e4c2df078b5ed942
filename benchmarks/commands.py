"""Runs a command and gives what it prints; one that fails ends the benchmark with its own words."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

SAID = 3000  # signs of a failed command's last words


def output(
    *command: str, cwd: Path | None = None, allowed: Sequence[int] = (0,), **environment: str
) -> str:
    """What the command writes on its standard output.

    Args:
        command: the words of it.
        cwd: the folder to run it in.
        allowed: the exit codes that are none of a failure.
        environment: variables to set beside those of this process.

    Raises:
        SystemExit: it ended with another code.
    """
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode not in allowed:
        raise SystemExit(
            f"{command[0]} {' '.join(command[1:4])} … ended with {done.returncode}:\n"
            f"{(done.stdout + done.stderr)[-SAID:]}"
        )
    return done.stdout
