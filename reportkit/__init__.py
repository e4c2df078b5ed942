"""Printed syntheses of French social centres' actions, from SENACS exports.

In a notebook: `from reportkit import open_report`, or `open_facts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reportkit.report.evidence import open_facts
    from reportkit.report.report import open_report

__all__ = ["__version__", "open_facts", "open_report"]


def __getattr__(name: str) -> Any:
    """Import these on first use, so that the command line starts fast."""
    if name == "open_report":
        from reportkit.report.report import open_report  # noqa: PLC0415

        return open_report
    if name == "open_facts":
        from reportkit.report.evidence import open_facts  # noqa: PLC0415

        return open_facts
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
