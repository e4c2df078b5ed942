"""Typer's own words in French: its help pages and its complaints about arguments."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup

from reportkit.schema import FIRST_YEAR, LAST_YEAR

UsageError = typer.TyperException
"""What Typer raises when arguments do not fit."""

_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"No such option: (\S+)\s*(?:\(Possible options: (.*)\))?", "option inconnue : {0}{1}"),
    (r"No such option: (\S+) Did you mean (.*)\?", "option inconnue : {0}{1}"),
    (r"No such command '(.*?)'\.?(?: Did you mean (.*)\?)?", "commande inconnue : {0}{1}"),
    (r"Missing command\.", "il manque une commande"),
    (r"Missing option (.*?)\.?", "il manque l'option {0}"),
    (r"Missing argument (.*?)\.?", "il manque l'argument {0}"),
    (r"Option '?(\S+?)'? requires an argument\.?", "l'option {0} demande une valeur"),
    (r"Got unexpected extra arguments? \((.*)\)", "argument en trop : {0}"),
    (
        r"Invalid value for (.*?): Input should be greater than or equal to 1\.?",
        "{0} : un nombre d'au moins 1 est attendu",
    ),
    (
        r"(?:Invalid value(?: for (.*?))?: )?Input should be (?:greater|less) than .*",
        f"{{0}} : une année entre {FIRST_YEAR} et {LAST_YEAR} est attendue",
    ),
    (r"Invalid value(?: for (.*?))?: .*valid integer.*", "{0} : un nombre entier est attendu"),
    (
        r"Invalid value(?: for (.*?))?: (?:Value error, )?'?(.*?)'? is not one of (.*?)\.?",
        "{0} : « {1} » n'est pas parmi {2}",
    ),
    (r"Invalid value(?: for (?:.*?))?: (.*)", "{0}"),
)


def explain(error: typer.TyperException) -> str:
    """The complaint in French; words that we do not know are kept as they are."""
    said = getattr(error, "format_message", error.__str__)
    words = said()
    words = " ".join(str(words).split())
    for pattern, french in _COMPLAINTS:
        match = re.fullmatch(pattern, words)
        if match:
            parts = [(part or "").replace("'", "") for part in match.groups()]
            if french.endswith("{1}") and len(parts) > 1:
                parts[1] = f" ; vouliez-vous dire {parts[1]} ?" if parts[1] else ""
            sentence = french.format(*parts).removeprefix(" : ")
            return sentence if sentence.endswith(("?", ".")) else sentence + "."
    return words


class _French:
    """Usage line and help option in French, for commands and groups alike."""

    def get_usage(self, ctx: Any) -> str:
        words: str = super().get_usage(ctx)  # type: ignore[misc]
        words = words.replace("Usage: ", "Utilisation : ", 1).replace("…]...", "…]")
        return re.sub(r"\{([\w…]+)\}(?:\.\.\.)?", r"\1", words)

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False):
                param.metavar = ""  # nothing to give, rather than « <bool> »
        return params

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Afficher cette aide."
        return option


class FrenchCommand(_French, TyperCommand):
    """A command whose help is French throughout."""


class FrenchGroup(_French, TyperGroup):
    """The group of commands whose help is French throughout."""


def install() -> None:
    """Give Typer's help panels French words, and none of Python's types."""
    setattr(TyperArgument, "display_type_rich", lambda self, ctx: None)  # noqa: ARG005, B010
    rich_utils.RANGE_STRING = ""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
