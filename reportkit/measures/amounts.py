"""The money that an action tells of: each amount with its kind, and what the action cost in all.

Source of the conventions: issue « Facts » and the reading by hand beside the real export. Every
amount of every field counts once a line; its kind comes from the words beside it
(`amount_kinds`), and within the field of the resources from the amounts around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportkit.measures.amount_kinds import (
    COMPONENT,
    OTHER,
    SUBSIDY,
    TOTAL,
    UNIT_PRICE,
    Clause,
    folded,
    is_income,
    is_planned,
    kind_of,
    names_giver,
    names_resources,
)
from reportkit.measures.fact import BORDERLINE, Fact, Said
from reportkit.measures.funding import Amount, anomalies, choose_total
from reportkit.measures.money import Money, find_money, lone_number
from reportkit.measures.sentences import Sentence

RESOURCES = "funding"

_CANDIDATE = re.compile(r"€|(?<![a-zà-ÿ])eur(?:os?)?(?![a-zà-ÿ])|\d\s?k?e\b|centime")
_SEPARATOR = re.compile(r"[;,+|•]|\s[-–/]\s|(?<!\w)(?:et|dont|soit|plus|sur)(?!\w)|[()=]|\.\s")
_AGAINST = re.compile(
    r"(?<!\w)(?:pour|contre|au\s+lieu\s+de)\s*(?:(?:une?|le|la)\s+(?:cout|budget|total|montant)\b.*)?$"
)
_STRONG = re.compile(r"[;+|=]|(?<!\w)(?:dont|soit)(?!\w)|\.\s")
# Words that tie what follows to the amount before them.
_TIED = re.compile(
    r"\s*(?:[(_/x×*]|(?:,\s*)?(?:financ|vers|octroy|accord|attribu|subventionn|pris|allou|demand"
    r"|au\s+total|en\s+tout|reparti|se\s+decompos)|(?:de|du|des|par|pour|en|a|au|aux|sur|la|le"
    r"|chaque|piece|chacune?|ttc|ht|depensee?s?|prevue?s?|symbolique)\b|[dl]')"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_SPENT = re.compile(r"\b(?:charges|depenses|emplois)[\s:=]*$")
_RECEIVED = re.compile(r"\b(?:produits|recettes|ressources)[\s:=]*$")
_SIDE = re.compile(rf"{_SPENT.pattern}|{_RECEIVED.pattern}")
_ONE_OF_SUM = re.compile(r"(?:\bsoit|=>?)\s*(?:un\s+total\s+de\s*)?$")
_OPENS = re.compile(r"[\s,(]*dont\b|\s*:\s*\w.*\d|\s*\([^)]{0,200}\d\s*(?:€|euros?)")
_RAISED = re.compile(r"\btotal\w*\s+(?:\w+\s+)?(?:recolte|collecte|encaisse|reuni)")
_PART = re.compile(
    r"\bdont\b|(?:pour|à)\s+(?:la\s+)?(?:moitié|un\s+(?:tiers|quart))\b[^.;\n]*\bsoit\b"
)
_FEWEST_SHARES = 2
_LONGEST_LABEL = 80
_SHORTEST_LABEL = 12
_LONGEST_TAIL = 60


def find_amounts(sentences: Mapping[str, Sequence[Sentence]]) -> list[Fact]:
    """The facts `amount`, `funding_total` and `total_anomaly` of one action.

    Values are euros. A range has bounds and no value; « plus de », « jusqu'à » have a value and
    one bound. A sentence that a field repeats is read once.
    """
    found = [a for column, spoken in sentences.items() for a in _in_field(column, spoken)]
    if not found:
        return []
    resources = _settled([a for a in found if a.column == RESOURCES], sentences.get(RESOURCES, ()))
    elsewhere = _told([a for a in found if a.column != RESOURCES])
    facts = [_fact("amount", a) for a in _in_order(sentences, resources + elsewhere)]
    total = choose_total(resources, elsewhere)
    if total is not None:
        facts.append(_fact("funding_total", total))
    for whole, parts in anomalies(resources, sentences.get(RESOURCES, ())):
        said = Said(whole.money.value, (parts, parts), "EUR", "differs_from_parts", rule="sum")
        facts.append(whole.sentence.fact("total_anomaly", said, whole.span))
    return facts


def _in_order(
    sentences: Mapping[str, Sequence[Sentence]], amounts: Sequence[Amount]
) -> list[Amount]:
    place = {column: n for n, column in enumerate(sentences)}
    return sorted(amounts, key=lambda a: (place[a.column], a.sentence.start, a.money.start))


def _fact(measure: str, amount: Amount) -> Fact:
    money = amount.money
    said = Said(money.value, money.bounds, "EUR", amount.kind, money.certainty, rule=amount.rule)
    return amount.sentence.fact(measure, said, amount.span)


def _in_field(column: str, spoken: Sequence[Sentence]) -> list[Amount]:
    """The amounts of a field with the words beside them, their kinds yet unsettled."""
    resources = column == RESOURCES
    if resources and len(spoken) == 1 and (lone := lone_number(spoken[0].low)) is not None:
        return [_amount(spoken[0], lone, ("", ""), "")]
    amounts: list[Amount] = []
    read: set[str] = set()
    heading = ""
    for sentence in spoken:
        if not (_CANDIDATE.search(sentence.low) or (resources and _has_figure(sentence.text))):
            if resources:
                heading = folded(sentence.low)
            continue
        if sentence.text in read:
            continue
        read.add(sentence.text)
        moneys = find_money(sentence.low, resources)
        beside = _beside(folded(sentence.low), moneys)
        head = folded(sentence.head.lower()) or heading
        amounts += [
            _amount(sentence, m, words, head) for m, words in zip(moneys, beside, strict=True)
        ]
    return _sure(amounts) if resources else amounts


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _sure(amounts: list[Amount]) -> list[Amount]:
    """Numbers without a unit are sure beside amounts with one, or behind a word for money."""
    if any(not a.money.bare for a in amounts):
        return amounts
    return [
        a if a.kind else replace(a, money=replace(a.money, certainty=BORDERLINE)) for a in amounts
    ]


def _amount(sentence: Sentence, money: Money, beside: tuple[str, str], head: str) -> Amount:
    before, after = beside
    value = money.value if money.value is not None else (money.bounds[1] or 0.0)
    clause = Clause(before, after, head, sentence.column, value)
    kind, rule = (UNIT_PRICE, "symbolic") if money.symbolic else kind_of(clause)
    return Amount(sentence, money, clause, _span(sentence, money, clause), kind, rule)


def _beside(low: str, moneys: Sequence[Money]) -> list[tuple[str, str]]:
    """The words before and after each amount that are its own."""
    if not moneys:
        return []
    behind = not re.search(r"[^\W\d]", low[: moneys[0].start])
    cuts = [0]
    for first, second in pairwise(moneys):
        cuts.append(first.end + _cut(low[first.end : second.start], behind))
    last = low[moneys[-1].end :]
    cuts.append(moneys[-1].end + (len(last) if _is_tied(last) else _first_separator(last)))
    return [
        (low[cuts[n] : money.start], low[money.end : cuts[n + 1]]) for n, money in enumerate(moneys)
    ]


def _first_separator(gap: str) -> int:
    found = _SEPARATOR.search(gap)
    return found.start() if found else len(gap)


def _is_tied(gap: str) -> bool:
    return _TIED.match(gap) is not None


def _cut(gap: str, behind: bool) -> int:
    """Where, between two amounts, the words of the first end."""
    if re.search(r"\(\s*$", gap) and gap.count("(") > gap.count(")"):
        # « 3 500 € financés par la Caf (2 000 €) »: the words before the bracket are its label.
        breaks = list(_SEPARATOR.finditer(gap, 0, gap.rindex("(")))
        return breaks[-1].start() if breaks else 0
    gap = _BRACKETS.sub(lambda m: "_" * len(m.group()), gap)
    if not behind and not _is_tied(gap):
        return 0
    if gap.lstrip().startswith(("(", ":")):
        # « 17 500 € (don 10 000 €…) » opens the parts.
        return 0
    if strong := _STRONG.search(gap):
        return strong.start()
    separators = list(_SEPARATOR.finditer(gap)) or list(_AGAINST.finditer(gap))
    if not separators:
        return len(gap) if behind else 0
    return separators[-1 if behind else 0].start()


def _span(sentence: Sentence, money: Money, clause: Clause) -> tuple[int, int]:
    """The amount with its label before and what is tied to it behind."""
    before = clause.before
    if len(before) > _LONGEST_LABEL:
        ends = [m.end() for m in _SEPARATOR.finditer(before, len(before) - _LONGEST_LABEL)]
        telling = [end for end in ends if len(before) - end >= _SHORTEST_LABEL]
        before = before[telling[-1] :] if telling else ""
    before = re.sub(r"^[\W_]*(?:(?:et|dont|soit|plus)\s)?\s*", "", before)
    end = money.end
    if _is_tied(clause.after):
        tail = re.match(r"\W*[^,;:.)(]*", clause.after)
        assert tail is not None
        end += len(tail.group().rstrip()) if tail.end() <= _LONGEST_TAIL else 0
    start = money.start - len(before)
    quote = sentence.text[start:end]
    if sentence.text[end : end + 1] == ")" and quote.count("(") > quote.count(")"):
        end += 1
    return start, end


def _told(amounts: list[Amount]) -> list[Amount]:
    """Amounts outside the field of the resources: what their words do not tell is `other`.

    « La mairie a versé 1 500 € et la Caf 2 000 € » gives twice.
    """
    told: list[Amount] = []
    for amount in amounts:
        before = told[-1] if told else None
        if amount.kind:
            told.append(amount)
        elif before is not None and (
            before.kind == SUBSIDY
            and before.sentence is amount.sentence
            and names_giver(amount.clause.before)
        ):
            told.append(replace(amount, kind=SUBSIDY, rule="another giver"))
        else:
            told.append(replace(amount, kind=OTHER, rule="untold"))
    return told


@dataclass(frozen=True)
class _Around:
    """What the field of the resources holds beside one amount."""

    stated: bool  # another amount is its stated total
    wholes: int  # amounts that are no unit price, no part and of this action
    start: int  # where the first amount's sentence starts
    prices: frozenset[int]  # the sentences that tell unit prices
    others: bool  # words name resources that have no amount


def _settled(amounts: list[Amount], spoken: Sequence[Sentence]) -> list[Amount]:
    """The amounts of the field of the resources, each seen beside the others."""
    amounts = [_computed(amounts, n) for n in range(len(amounts))]
    amounts = _raised(_covered(_balanced(amounts)))
    realised = any(a.kind == TOTAL and not is_planned(a.clause) for a in amounts)
    if realised:
        amounts = [
            replace(a, kind=OTHER, rule="planned") if is_planned(a.clause) and a.kind in (TOTAL, "")
            else a for a in amounts
        ]  # fmt: skip
    around = _Around(
        any(a.kind == TOTAL for a in amounts),
        sum(a.kind not in (UNIT_PRICE, OTHER) and not _is_part(a) for a in amounts),
        amounts[0].sentence.start if amounts else 0,
        frozenset(a.sentence.start for a in amounts if a.kind == UNIT_PRICE),
        _others(amounts, spoken),
    )
    return [_placed(a, around) for a in amounts]


def _has_price(amount: Amount, prices: frozenset[int]) -> bool:
    """Whether a unit price stands beside an amount that is not computed from it."""
    return amount.sentence.start in prices and not amount.rule.startswith("computed")


def _is_part(amount: Amount) -> bool:
    """« dont 4 000 € de la Caf », « pris en charge pour moitié, soit 300 € », and what follows."""
    return _PART.search(amount.sentence.low, 0, amount.money.start) is not None


def _others(amounts: Sequence[Amount], spoken: Sequence[Sentence]) -> bool:
    """Whether the field names resources beside its amounts."""
    told = {id(a.sentence) for a in amounts}
    for sentence in spoken:
        if id(sentence) not in told:
            if names_resources(folded(sentence.low)):
                return True
            continue
        own = [a for a in amounts if a.sentence is sentence]
        for part in re.finditer(r"[^;]+", sentence.low):
            holds = any(part.start() <= a.money.start < part.end() for a in own)
            if not holds and names_resources(folded(part.group())):
                return True
    summed = {id(a.sentence) for a in amounts if a.rule.startswith("computed")}
    prices = [a for a in amounts if a.kind == UNIT_PRICE and id(a.sentence) not in summed]
    return any(names_resources(a.clause.before) for a in prices)


def _computed(amounts: Sequence[Amount], n: int) -> Amount:
    """An amount behind « soit » or « = »: the sum of those before it, or their product."""
    amount = amounts[n]
    whole = re.fullmatch(r"[\s=>]+", amount.clause.before) is not None
    before = [a for a in amounts[:n] if whole or a.sentence is amount.sentence]
    if amount.kind or not before or not _ONE_OF_SUM.search(amount.clause.before):
        return amount
    if len(before) > 1 and all(a.kind != UNIT_PRICE for a in before):
        return replace(amount, kind=TOTAL, rule="sum")
    kind, rule = kind_of(replace(before[-1].clause, after="", value=amount.clause.value))
    label = kind if kind in (SUBSIDY, COMPONENT, TOTAL) else COMPONENT
    return replace(amount, kind=label, rule=f"computed {rule}")


def _balanced(amounts: list[Amount]) -> list[Amount]:
    """« Charges : 900 € » and « Produits : 900 € » are one total told twice."""
    spent = {a.money.value for a in amounts if _SPENT.search(a.clause.before)}
    received = {a.money.value for a in amounts if _RECEIVED.search(a.clause.before)}
    both = (spent & received) - {None}
    return [
        replace(a, kind=TOTAL, rule="stated_total")
        if a.money.value in both and _SIDE.search(a.clause.before) else a for a in amounts
    ]  # fmt: skip


def _covered(amounts: list[Amount]) -> list[Amount]:
    """An only expense that equals the sum of what the givers and the centre bring is the total."""
    told = [a for a in amounts if a.kind not in (UNIT_PRICE, OTHER) and not _is_part(a)]
    spent = [a for a in told if a.rule == "expense" and not is_income(a.clause)]
    brought = [a.money.value or 0.0 for a in told if a.kind == SUBSIDY or is_income(a.clause)]
    if len(spent) != 1 or len(brought) != len(told) - 1 or len(brought) < _FEWEST_SHARES:
        return amounts
    if spent[0].money.value is None or round(sum(brought) - spent[0].money.value, 2):
        return amounts
    return [replace(a, kind=TOTAL, rule="sum") if a is spent[0] else a for a in amounts]


def _raised(amounts: list[Amount]) -> list[Amount]:
    """« Total récolté » is no total of an action that others give to or that tells its costs."""
    given = any(a.kind == SUBSIDY or a.rule == "expense" for a in amounts)
    return [
        replace(a, kind=COMPONENT, rule="raised")
        if given and a.kind == TOTAL and _RAISED.search(a.clause.before) else a for a in amounts
    ]  # fmt: skip


def _placed(amount: Amount, around: _Around) -> Amount:
    """An amount whose words do not tell, or tell an item, by what stands around it."""
    if amount.kind not in ("", COMPONENT) or _is_part(amount):
        return amount if amount.kind else replace(amount, kind=COMPONENT, rule="part")
    alone = around.wholes == 1 and not around.stated and not _has_price(amount, around.prices)
    if alone and not around.others and not is_income(amount.clause):
        return replace(amount, kind=TOTAL, rule="lone")
    first = amount.sentence.start == around.start and not re.search(r"\w", amount.clause.before)
    opens = _OPENS.match(amount.sentence.low, amount.money.end) is not None
    if opens and (alone or (first and not around.stated)):
        return replace(amount, kind=TOTAL, rule="whole")
    return replace(amount, kind=COMPONENT, rule=amount.rule if amount.kind else "among others")
