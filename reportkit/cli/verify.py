"""`reportkit verify`: PDF files through our gates and veraPDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportkit.cli import french
from reportkit.cli.app import (
    DONE,
    NOTHING,
    PARTLY,
    app,
    count,
    err,
    escape,
    out,
    parse_path,
    progress_bar,
)

if TYPE_CHECKING:
    from reportkit.printing.filegates import Reason
    from reportkit.printing.verapdf import Conformance
    from reportkit.printing.verify import Verdict


class Format(StrEnum):
    """`--format`."""

    TEXT = "texte"
    JSON = "json"


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="PDF…",
        parser=parse_path,
        help="Fichiers PDF, ou dossiers : tous leurs PDF sont vérifiés, sauf ceux de _travail.",
    ),
]


@app.command(cls=french.FrenchCommand)
def verify(
    files: Files,
    format_: Annotated[
        Format,
        typer.Option(
            "--format", metavar="texte|json", help="À lire (texte), ou pour un programme (json)."
        ),
    ] = Format.TEXT,
) -> None:
    """Vérifier des PDF imprimés, avant de les envoyer ou de les archiver.

    Deux séries de contrôles : les règles de PDF/UA-1 et de PDF/A-3a, par veraPDF,
    et les nôtres : titres, figures, tableaux, polices, fichiers joints, rien d'actif.

    Une réussite veut dire « contrôles automatiques réussis », et non « accessible » :
    l'ordre de lecture et le sens des descriptions demandent une personne.

    Codes de sortie : 0, 1 si un fichier est en échec, 2 si rien n'a pu être vérifié.

    Exemples :

    reportkit verify out

    reportkit verify out/2024/aude/2024_aude_departement.pdf

    reportkit verify out --format json > verification.json
    """
    from reportkit.printing.verapdf import require_libraries  # noqa: PLC0415 (an extra)

    require_libraries()
    paths = _find(files)
    if not paths:
        err.print("Aucun PDF trouvé : nommez des fichiers PDF, ou un dossier qui en contient.")
        raise typer.Exit(NOTHING)
    verdicts = _verify(paths)
    if format_ is Format.JSON:
        from reportkit.printing.verify import as_json  # noqa: PLC0415

        typer.echo(as_json(verdicts))
    else:
        _tell(verdicts)
    raise typer.Exit(DONE if all(verdict.passed for verdict in verdicts) else PARTLY)


def _find(named: Sequence[Path]) -> list[Path]:
    """The files named, and those of the folders named; each one once.

    Raises:
        ParameterError: a path that does not exist.
    """
    from reportkit.batch.plan import WORK  # noqa: PLC0415 (pandas loads slowly)
    from reportkit.errors import ParameterError  # noqa: PLC0415

    found: dict[Path, Path] = {}
    for path in named:
        if not path.exists():
            raise ParameterError(f"{path} : introuvable.")
        files = [path]
        if path.is_dir():
            within = (f for f in path.rglob("*") if f.suffix.casefold() == ".pdf" and f.is_file())
            files = sorted(f for f in within if WORK not in f.relative_to(path).parts)
        for file in files:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _verify(paths: Sequence[Path]) -> list[Verdict]:
    from reportkit.printing.verify import verify_file  # noqa: PLC0415

    verdicts = []
    with progress_bar() as progress:
        task = progress.add_task("Vérification", total=len(paths))
        for path in paths:
            verdicts.append(verify_file(path))
            progress.advance(task)
    return verdicts


def _tell(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        told = [_profile(profile) for profile in verdict.profiles]
        if verdict.errors:
            told.append(count(len(verdict.errors), "défaut"))
        if verdict.warnings:
            told.append(count(len(verdict.warnings), "avertissement"))
        mark = "OK   " if verdict.passed else "ÉCHEC"
        out.print(f"{mark}  {escape(str(verdict.path))} : {' · '.join(told)}")
    for verdict in verdicts:
        lines = list(_lines(verdict))
        if lines:
            out.print(f"\n{escape(str(verdict.path))}")
        for line in lines:
            out.print(f"  {escape(line)}")
    failed = sum(not verdict.passed for verdict in verdicts)
    ended = f"{failed} en échec" if failed else "contrôles automatiques réussis"
    out.print(f"\n{len(verdicts)} PDF : {ended}.")
    out.print(
        "L'ordre de lecture et le sens des descriptions ne se vérifient pas ainsi : "
        "ils demandent une personne."
    )


def _profile(profile: Conformance) -> str:
    if profile.problem:
        return f"{profile.profile} non vérifié"
    if profile.failed:
        return f"{profile.profile} {len(profile.failed)} sur {profile.rules} règles en échec"
    return f"{profile.profile} {profile.rules} règles"


def _lines(verdict: Verdict) -> Iterator[str]:
    pages: defaultdict[Reason, list[int]] = defaultdict(list)
    for reason in (*verdict.errors, *verdict.warnings):
        pages[replace(reason, page=None)] += [reason.page] if reason.page else []
    for reason, numbers in pages.items():
        grave = "" if reason.severity == "erreur" else "à relire : "
        listed = ", ".join(str(number) for number in sorted(set(numbers)))
        where = f" ({'pages' if len(set(numbers)) > 1 else 'page'} {listed})" if listed else ""
        yield f"[{reason.code}] {grave}{reason.message}{where}"
    for profile in verdict.profiles:
        if profile.problem:
            yield f"[{profile.profile}] {profile.problem}."
        for check in profile.failed:
            yield f"[{profile.profile} {check.rule}] {check.times} fois : {check.description}"
