"""The team's own words from commentaires/, signed and dated, in their place."""

from __future__ import annotations

from reportkit.report.french import date, name_line, say
from reportkit.report.model import Block, Remark
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import chapter


def remark(scope: Scope, key: str, title: str = "Les mots de l'équipe") -> list[Block]:
    """What the team wrote for a part; nothing where it wrote nothing."""
    comments = scope.comments
    if comments is None or not comments.signed or key not in comments.parts:
        return []
    assert comments.date is not None, "signed comments have a date"
    who = ", ".join(name_line(name) for name in (comments.author, comments.role) if name)
    signature = say("{who}, le {day}", who=who, day=date(comments.date))
    return [Remark(title=say(title), markdown=comments.parts[key], signature=signature)]


def editorial(scope: Scope) -> list[Block]:
    """Éditorial, a chapter of its own."""
    return _chapter(scope, "editorial", "Éditorial")


def conclusion(scope: Scope) -> list[Block]:
    """Conclusion, a chapter of its own."""
    return _chapter(scope, "conclusion", "Conclusion")


def _chapter(scope: Scope, key: str, title: str) -> list[Block]:
    words = remark(scope, key, "")
    return [chapter(title, key), *words] if words else []
