"""Errors that a user can act on; everything else keeps its traceback.

ReportkitError
├── InputError        an export that cannot be read (file, line, found, expected)
├── ConfigError       reportkit.toml is wrong
├── CommentError      a team's comment file that cannot be read (file, line, advice)
├── ParameterError    an unknown or ill-typed parameter, an unknown centre or department
├── NotebookError     a notebook stopped in one of its cells
├── PrintError        a notebook ran but cannot be printed
├── ClusterError      a Dask cluster that cannot be used
├── BusyError         another run writes into the same folder
├── DiskError         what was made cannot be written
├── ApartError        a process apart was ended, or failed
└── MissingExtraError libraries that only some commands need are not installed

Messages are French: staff read them. `cli.py` alone turns them into exit codes.
"""

from __future__ import annotations


class ReportkitError(Exception):
    """Base of the errors that are shown as one message and a next step."""


class InputError(ReportkitError):
    """An export that cannot be read.

    Args:
        source: the file as the user named it.
        line: 1-based line of the trouble, None when there is no line to name.
        found: what stands there.
        expected: what a SENACS export would hold there.
    """

    def __init__(self, source: str, line: int | None, found: str, expected: str) -> None:
        self.source, self.line, self.found, self.expected = source, line, found, expected
        place = source if line is None else f"{source}, ligne {line}"
        super().__init__(f"{place} : {found}. Attendu : {expected}.")


class ConfigError(ReportkitError):
    """reportkit.toml cannot be used as it is."""


class CommentError(ReportkitError):
    """A file of a team's comments that cannot be read as it is.

    Args:
        path: the file, relative to the home folder.
        line: 1-based line of the trouble, None when there is no line to name.
        problem: what is wrong, a sentence that goes on from « fichier, ligne n : ».
        advice: what to do.
    """

    def __init__(self, path: str, line: int | None, problem: str, advice: str) -> None:
        self.path, self.line, self.advice = path, line, advice
        place = path if line is None else f"{path}, ligne {line}"
        self.message = f"{place} : {problem}"
        super().__init__(f"{self.message} {advice}")


class ParameterError(ReportkitError):
    """A report was asked for with a parameter that does not exist or does not fit."""


class NotebookError(ReportkitError):
    """A cell of a report's notebook failed; the executed notebook holds the trace."""


class PrintError(ReportkitError):
    """An executed notebook that cannot become a PDF."""


class ClusterError(ReportkitError):
    """A Dask cluster that cannot be used."""


class BusyError(ReportkitError):
    """Another run writes into the same folder."""


class DiskError(ReportkitError):
    """The disk takes nothing more: a run ends, and loses nothing that it had written."""


class ApartError(ReportkitError):
    """A process apart that gave no result.

    Args:
        kind: « time », « memory », « died », « failed », « refused »; « raised » for our own error.
        message: what happened, in French, without a full stop.
    """

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class MissingExtraError(ReportkitError):
    """Libraries that only some commands need are not installed.

    Args:
        purpose: what needs them, in French, as the subject of « demande ».
        extra: the extra of this package that brings them.
    """

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(
            f"{purpose} demande des bibliothèques qui ne sont pas installées. "
            f'Pour les installer : pip install "reportkit[{extra}]"'
        )


class AccountingError(AssertionError):
    """A line of an export stands nowhere, or twice: a defect of ours, never hidden."""
