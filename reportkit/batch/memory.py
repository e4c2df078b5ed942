"""The last plan of a folder, so that a run for which nothing has changed need not read it all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reportkit.batch.fingerprint import Parts, digest, folder_digest, look, programs
from reportkit.batch.notices import Notice
from reportkit.batch.plan import REPORT_KINDS, Choice, Job, notebook_of
from reportkit.comments import FOLDER
from reportkit.dataset import SourceFile
from reportkit.files import write_bytes
from reportkit.readers.sources import Sources
from reportkit.schema import Finding

NAME = "dernier-plan.json"


@dataclass(frozen=True)
class Plan:
    """All that a run says and decides before its first report, under the key of what it read."""

    key: str
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    notices: tuple[Notice, ...]
    jobs: tuple[Job, ...]
    parts: Mapping[PurePosixPath, Parts]


_PLAN = TypeAdapter(Plan)


def key_of(sources: Sources, choice: Choice, given: Mapping[str, Any], out: Path) -> str:
    """What a plan follows from: the bytes of all that is read, and what was asked.

    Raises:
        InputError: a file cannot be read.
    """
    beside = [sources.toml, sources.corrections, sources.complements]
    told = {
        "files": [
            (s.name, str(s.path), str(s.date), s.asked, digest(s.data)) for s in sources.files
        ],
        "beside": [path and digest(path.read_bytes()) for path in beside],
        "config": repr(sources.config),
        "comments": folder_digest(sources.home / FOLDER),
        "notebooks": [digest(notebook_of(kind).read_bytes()) for kind in REPORT_KINDS],
        "look": look(),
        "programs": programs(),
        "choice": asdict(choice),
        "given": dict(given),
        "out": str(out),
        "epoch": os.environ.get("SOURCE_DATE_EPOCH", ""),
    }
    return digest(json.dumps(told, default=str, sort_keys=True))


def recall(work: Path, key: str) -> Plan | None:
    """The plan of this key, where the last run left one."""
    try:
        plan = _PLAN.validate_json((work / NAME).read_bytes())
    except (OSError, ValidationError):
        return None
    return plan if plan.key == key else None


def remember(work: Path, plan: Plan) -> None:
    """Keep a plan for the next run.

    Raises:
        OSError: it cannot be written.
    """
    write_bytes(work / NAME, _PLAN.dump_json(plan))
