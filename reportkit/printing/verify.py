"""The verdict on a printed PDF: our gates, and veraPDF's two profiles."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from reportkit.printing.filegates import Reason, Severity, inspect
from reportkit.printing.verapdf import Conformance, validate


@dataclass(frozen=True)
class Verdict:
    """What the automatic checks say of a file; `pages` is None where it cannot be opened."""

    path: Path
    pages: int | None
    reasons: tuple[Reason, ...]
    profiles: tuple[Conformance, ...]

    @property
    def passed(self) -> bool:
        """Whether no gate stopped it and it keeps every rule of both profiles."""
        return not self.errors and all(profile.passed for profile in self.profiles)

    @property
    def errors(self) -> tuple[Reason, ...]:
        """What makes it fail."""
        return tuple(r for r in self.reasons if r.severity == Severity.ERROR)

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """What a person should look at."""
        return tuple(r for r in self.reasons if r.severity == Severity.WARNING)


def verify_file(path: Path) -> Verdict:
    """Check one file; whatever it holds, it gets a verdict.

    Raises:
        MissingExtraError: a library of the extra is not installed.
    """
    inspection = inspect(path)
    return Verdict(path, inspection.pages, inspection.reasons, validate(path))


def as_json(verdicts: Iterable[Verdict]) -> str:
    """An array of verdicts, for other programs."""
    return json.dumps([_record(v) for v in verdicts], ensure_ascii=False, indent=1)


def _record(verdict: Verdict) -> dict[str, object]:
    return {
        "file": str(verdict.path),
        "passed": verdict.passed,
        "pages": verdict.pages,
        "reasons": [asdict(reason) for reason in verdict.reasons],
        "profiles": [asdict(one) | {"passed": one.passed} for one in verdict.profiles],
    }
