"""The seam between notebook and tool: `open_report`, and one method a section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from IPython.display import display

from reportkit.dataset import load_dataset
from reportkit.errors import ParameterError
from reportkit.report.edition import Edition
from reportkit.report.markup import mime_bundle
from reportkit.report.model import Block
from reportkit.report.parameters import check_parameters, held_scope
from reportkit.report.perimeter import ReportKind
from reportkit.report.scope import Scope, build_scope
from reportkit.report.sections import (
    actions,
    audiences,
    cover,
    evolution,
    files,
    glossary,
    limits,
    means,
    method,
    note,
    outcomes,
    perspectives,
    remarks,
    sheets,
    structure,
    summary,
    zoom,
)


@dataclass(frozen=True)
class Section:
    """The blocks of a section; a notebook that ends a cell with it shows them all.

    `section[2:]` is the section without its first two blocks.
    """

    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return len(self.blocks)

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    def __getitem__(self, place: int | slice) -> Section:
        chosen = self.blocks[place]
        return Section(chosen if isinstance(chosen, tuple) else (chosen,))

    def _ipython_display_(self) -> None:
        for block in self.blocks:
            display(mime_bundle(block), raw=True)


@dataclass(frozen=True)
class Report:
    """One report: its scope, and its sections in the order of the printed document.

    `shown` keeps the sections that were asked for, whose figures `files` attaches.
    """

    scope: Scope
    edition: Edition = field(default_factory=Edition)
    shown: dict[str, Section] = field(default_factory=dict)

    def _section(self, name: str, blocks: list[Block]) -> Section:
        self.shown[name] = section = Section(tuple(blocks))
        return section

    def cover(self) -> Section:
        """Couverture, or the head of a note."""
        return self._section("cover", cover.compose(self.scope, self.edition))

    def editorial(self) -> Section:
        """Éditorial, in the team's words; nothing where there are none."""
        return self._section("editorial", remarks.editorial(self.scope))

    def summary(self) -> Section:
        """En bref, or L'essentiel."""
        return self._section("summary", summary.compose(self.scope))

    def structure(self) -> Section:
        """La structure et le périmètre, or Les structures contributrices."""
        return self._section("structure", structure.compose(self.scope))

    def actions(self) -> Section:
        """Les actions de l'année: status, themes and the list."""
        return self._section("actions", actions.compose(self.scope))

    def panorama(self) -> Section:
        """Panorama des actions: I1, I4 and the dimension."""
        return self._section("panorama", actions.compose_panorama(self.scope))

    def themes(self) -> Section:
        """Thématiques."""
        return self._section("themes", actions.compose_themes(self.scope))

    def audiences(self) -> Section:
        """Publics, territoires et partenaires."""
        return self._section("audiences", audiences.compose(self.scope))

    def addressed(self) -> Section:
        """Publics et territoires."""
        return self._section("addressed", audiences.compose_addressed(self.scope))

    def participation(self) -> Section:
        """Participation des habitants."""
        return self._section("participation", audiences.compose_participation(self.scope))

    def partners(self) -> Section:
        """Partenariats."""
        return self._section("partners", audiences.compose_partners(self.scope))

    def outcomes(self) -> Section:
        """Résultats déclarés."""
        return self._section("outcomes", outcomes.compose(self.scope))

    def means(self) -> Section:
        """Moyens déclarés."""
        return self._section("means", means.compose(self.scope))

    def limits(self) -> Section:
        """Limites signalées."""
        return self._section("limits", limits.compose(self.scope))

    def perspectives(self) -> Section:
        """Perspectives annoncées."""
        return self._section("perspectives", perspectives.compose(self.scope))

    def zoom(self) -> Section:
        """Zoom sur quelques actions."""
        return self._section("zoom", zoom.compose(self.scope))

    def evolution(self) -> Section:
        """Évolution: the year before."""
        return self._section("evolution", evolution.compose(self.scope))

    def sheets(self) -> Section:
        """Fiches-actions."""
        return self._section("sheets", sheets.compose(self.scope))

    def listing(self) -> Section:
        """Liste des structures et des actions."""
        return self._section("listing", actions.compose_list(self.scope))

    def conclusion(self) -> Section:
        """Conclusion, in the team's words; nothing where there are none."""
        return self._section("conclusion", remarks.conclusion(self.scope))

    def method(self) -> Section:
        """Sources, méthode et précautions de lecture, or Note méthodologique."""
        return self._section("method", method.compose(self.scope))

    def glossary(self) -> Section:
        """Glossaire."""
        return self._section("glossary", glossary.compose(self.scope))

    def purpose(self) -> Section:
        """Objet et périmètre, of a note."""
        return self._section("purpose", note.purpose(self.scope))

    def deeds(self) -> Section:
        """Actions réalisées, of a note."""
        return self._section("deeds", note.deeds(self.scope))

    def reached(self) -> Section:
        """Publics touchés, of a note."""
        return self._section("reached", note.reached(self.scope))

    def achieved(self) -> Section:
        """Objectifs et résultats, of a note."""
        return self._section("achieved", note.achieved(self.scope))

    def budget(self) -> Section:
        """Moyens et écarts, of a note."""
        return self._section("budget", note.budget(self.scope))

    def difficulties(self) -> Section:
        """Difficultés, of a note."""
        return self._section("difficulties", note.difficulties(self.scope))

    def sequel(self) -> Section:
        """Suites, of a note."""
        return self._section("sequel", note.sequel(self.scope))

    def files(self) -> Section:
        """Fichiers joints et édition: the last section of all."""
        before = [b for name, blocks in self.shown.items() if name != "files" for b in blocks]
        return self._section("files", files.compose(self.scope, self.edition, before))


def open_report(  # noqa: PLR0913 (the parameters of the notebooks)
    kind: ReportKind,
    *,
    exports: Sequence[str | Path] | str | None = None,
    annee: int | None = None,
    departement: str | None = None,
    centre: str | None = None,
    financeur: str | None = None,
    annee_attribuee: int | None = None,
    fix_encoding: bool = False,
    brouillon: bool = False,
    remplace: str | None = None,
) -> Report:
    """Open the report of one centre or department for one year, or a note for a funder.

    Args:
        kind: « centre », « departement » or « financeur ».
        exports: files or folders; None for what the working folder names.
        annee: the année SENACS (or the assigned year); None for actions without a year.
        departement: its name; may be left out where the exports hold only one.
        centre: the structure's name, for a centre's report; a note without it is about the
            department.
        financeur: the key of a block `[funders.<key>]` of reportkit.toml, for a note.
        annee_attribuee: the year that you assign to actions which the index does not date.
        fix_encoding: mend text that was once read in the wrong encoding (« Ã© »).
        brouillon: mark every page as a draft.
        remplace: the content id of the edition that this one replaces.

    Raises:
        InputError, ConfigError: the exports or reportkit.toml cannot be read.
        ParameterError: a parameter of the wrong type, or a name or year not in the exports.
    """
    if kind not in get_args(ReportKind):
        raise ParameterError(
            f"sorte de rapport inconnue : « {kind} » ({', '.join(get_args(ReportKind))})."
        )
    paths = [exports] if isinstance(exports, str) else [str(e) for e in exports or ()]
    given = check_parameters(
        {
            "exports": paths or None,
            "annee": annee,
            "departement": departement,
            "centre": centre,
            "financeur": financeur,
            "annee_attribuee": annee_attribuee,
            "fix_encoding": fix_encoding,
            "brouillon": brouillon,
            "remplace": remplace,
        }
    )
    edition = Edition(given.brouillon, given.remplace)
    scope = held_scope(kind, given)
    if scope is not None:
        return Report(scope, edition)
    dataset = load_dataset(paths or None, given.annee_attribuee, fix_encoding=given.fix_encoding)
    scope = build_scope(
        dataset, kind, given.annee, given.departement, given.centre, given.financeur
    )
    return Report(scope, edition)
