"""All measures of a run: the facts of every action, each checked against the line it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from reportkit.dataset import Dataset
from reportkit.measures.amounts import find_amounts
from reportkit.measures.coding import find_coded
from reportkit.measures.dates import find_dates
from reportkit.measures.fact import Fact
from reportkit.measures.families import Lexicon
from reportkit.measures.frequency import find_frequencies
from reportkit.measures.keysentences import find_key_sentences
from reportkit.measures.people import find_people
from reportkit.measures.sentences import Sentence, sentences_of
from reportkit.measures.sessions import find_sessions
from reportkit.sheet import Sheet, sheets

Sentences = Mapping[str, Sequence[Sentence]]

MEASURES: tuple[Callable[[Sentences], Iterable[Fact]], ...] = (
    find_amounts,
    find_people,
    find_sessions,
    find_frequencies,
    find_dates,
)
"""What is drawn from the sentences of one action (column -> sentences), by rules alone."""


class QuoteError(AssertionError):
    """A quote that does not stand on the line it names (a defect of ours)."""


def measure(
    dataset: Dataset,
    lexicon: Lexicon | None = None,
    withheld: Callable[[Sentence], bool] | None = None,
) -> list[Fact]:
    """The facts of all actions, in the order of the dataset, measures and lines.

    Args:
        dataset: the actions.
        lexicon: the words of limits, perspectives and outcomes; the package's own if None.
        withheld: tells the sentences that must not be quoted as key sentences.

    Raises:
        QuoteError: a quote stands elsewhere than its fact says (a defect of ours).
    """
    return [
        fact
        for sheet in sheets(dataset.actions)
        for fact in measure_sheet(sheet, lexicon, withheld)
    ]


def measure_sheet(
    sheet: Sheet,
    lexicon: Lexicon | None = None,
    withheld: Callable[[Sentence], bool] | None = None,
) -> list[Fact]:
    """The facts of one action; arguments and errors as `measure`."""
    sentences = sentences_of(sheet)
    found = [fact for look in MEASURES for fact in look(sentences)]
    found += find_coded(sentences, lexicon)
    found += find_key_sentences(sentences, withheld, lexicon)
    _check_quotes(sheet, found)
    return found


def _check_quotes(sheet: Sheet, facts: Iterable[Fact]) -> None:
    for fact in facts:
        if not fact.quote or fact.quote not in sheet.words_at(fact.field, fact.line):
            raise QuoteError(f"{fact.source_file}:{fact.line} : « {fact.quote} » n'y est pas.")
