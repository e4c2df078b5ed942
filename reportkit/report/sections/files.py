"""The files that go with the report, and the colophon that names this edition."""

from __future__ import annotations

from collections.abc import Iterable

from reportkit import __version__
from reportkit.report.attached import attach
from reportkit.report.edition import Edition, content_id
from reportkit.report.french import counted, say, series
from reportkit.report.model import Attachments, Block, Column, Table
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import body, chapter, part
from reportkit.report.wording import export_words, source_words


def compose(scope: Scope, edition: Edition, shown: Iterable[Block]) -> list[Block]:
    """The colophon, then the attachments of the blocks that the report has shown."""
    colophon = _colophon(scope, edition)
    items = attach(scope, edition, (*shown, colophon))
    listed = say(
        "Ce fichier PDF en contient d'autres : {files}.",
        files=series(f"{item.name} ({_lower(item.description)})" for item in items),
    )
    title = "Fichiers joints et édition"
    head = part(title, "edition") if scope.funder else chapter(title, "edition")
    return [head, body(listed), colophon, Attachments(items=items)]


def _colophon(scope: Scope, edition: Edition) -> Table:
    made = len(scope.corrections)
    export = export_words([file.date for file in scope.files])
    rows = [
        (
            say("Édition"),
            say("brouillon, à ne pas diffuser") if edition.draft else say("définitive"),
        ),
        (say("Identifiant du contenu"), content_id(scope)),
        (say("Remplace"), edition.replaces or say("aucune édition connue")),
        (say("Publication"), scope.config.name or say("organisme non précisé")),
        (
            say("Composition"),
            say(
                "composé avec reportkit {version}, Source Serif et Source Sans", version=__version__
            ),
        ),
        (say("D'après"), source_words(scope.year_label, export)),
        (
            say("Corrections"),
            say("{n}, nommées plus haut", n=counted(made, "correction")) if made else say("aucune"),
        ),
    ]
    return Table(
        title=say("Colophon"),
        columns=(Column(label=say("Repère"), short=True), Column(label=say("Valeur"))),
        rows=tuple(rows),
        reading=say(
            "Le même identifiant dit le même contenu : export, corrections, compléments, textes de "
            "l'équipe, réglages et version."
        ),
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
