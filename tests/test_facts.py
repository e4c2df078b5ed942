"""Facts as they may be told, the command that writes them, the notebook that shows them."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import papermill
import pytest
from forms import FORMS, tidied
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of
from thorough import examples

from reportkit.cli import main
from reportkit.config import Accepted, Config
from reportkit.corrections import RELEASE, WITHHOLD, Correction
from reportkit.dataset import build_dataset, load_dataset
from reportkit.errors import ConfigError, ParameterError
from reportkit.evaluate import evaluate
from reportkit.facts import Told, tell_facts
from reportkit.measures.fact import COLUMNS
from reportkit.measures.measure import measure as draw
from reportkit.report.evidence import MEASURES_FR, TYPES_FR, Evidence, open_facts

HERE = Path(__file__).parent
READING = HERE / "measures" / "faits.gold.json"
SENSITIVE = "8 femmes bénéficient du RSA et se retrouvent pour cuisiner."


def told(config: Config | None = None, **changes: Any) -> Told:
    data = text_of(page_lines([action(**changes)]))
    return tell_facts(build_dataset([(read_bytes(data), None)]), config or Config())


def test_a_small_group_with_something_sensitive_is_held_back_whatever_is_accepted() -> None:
    accepted = Accepted(code="petit-groupe-sensible", reason="relu avec la structure")
    for config in (Config(), Config(accepted=(accepted,))):
        found = told(config, outcomes_residents=SENSITIVE)
        assert not any("RSA" in fact.quote for fact in found.facts)
        assert found.held_back > 0


def test_a_number_in_such_a_sentence_is_held_back_and_told_beside_it() -> None:
    text = "8 femmes, dont 3 bénéficient du RSA.\nEn tout, 40 enfants."
    facts = told(people=text).facts
    assert {f.value for f in facts if f.measure == "participants"} == {40}


def test_a_person_releases_the_sentence() -> None:
    released = withholding(SENSITIVE, verb=RELEASE, outcomes_residents=SENSITIVE)
    assert released.held_back == 0
    assert any("RSA" in fact.quote for fact in released.facts)


def withholding(*passages: str, verb: str = WITHHOLD, **changes: Any) -> Told:
    """The facts of an action of which a person withholds (or releases) these passages."""
    values = action(**changes)
    export = read_bytes(text_of(page_lines([values])))
    (action_id,) = build_dataset([(export, None)]).actions["action_id"]
    corrections = [
        Correction(action_id, verb, passage, "", "Une personne", "02/05/2024", "vie privée", line)
        for line, passage in enumerate(passages, start=2)
    ]
    dataset = build_dataset([(export, None)], corrections=corrections)
    assert len(dataset.corrections) == len(passages)
    return tell_facts(dataset, Config())


def test_no_part_of_a_withheld_passage_is_told() -> None:
    text = "Une aide de 500 € à l'un d'eux.\nAchats : 80 €."
    kept = withholding("aide de 500 € à l’un d’eux", funding=text)
    assert [f.value for f in kept.facts if f.measure == "amount"] == [80]
    assert kept.held_back > 0
    assert not withholding("", funding=text).facts


def test_withheld_words_of_a_title_are_not_told() -> None:
    titles = {f.title for f in withholding("voisins", title="Le jardin des voisins").facts}
    assert titles == {"Le jardin des […]"}


def test_a_federation_adds_words_and_families() -> None:
    limits = {"signes": ["en rade de"], "familles": {"escorte": ["chaperon*"]}}
    text = "Les familles sont en rade de chaperons."
    assert "limit" not in {f.measure for f in told(limits=None, outcomes_centre=text).facts}
    config = Config.model_validate({"familles": {"limites": limits}})
    facts = told(config, limits=None, outcomes_centre=text).facts
    (found,) = (f for f in facts if f.measure == "limit")
    assert (found.type, found.quote) == ("escorte", text)
    assert "en rade de" in str(found.rule)


@pytest.mark.parametrize(
    "own",
    [{"limite": {"signes": []}}, {"limites": {"signe": []}}, {"limites": {"signes": "a"}},
     {"limites": {"signes": ["*"]}}, {"limites": {"familles": {"x": 3}}}],
)  # fmt: skip
def test_a_lexicon_of_another_form_is_refused(own: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="limite"):
        told(Config.model_validate({"familles": own}))


def test_a_table_tells_the_facts_of_the_text() -> None:
    funding = "Coût total : 1 600 €\nPersonnel : 1 200 €\nMatériel : 200 €\nGoûters : 100 €"
    values = action(funding=funding, people="2 salariés\n4 bénévoles", limits="Faute de salle.")
    told_by = [
        [(f.measure, f.value, f.quote) for f in tell_facts(tidied(data.encode()), Config()).facts]
        for data in (FORMS[form]([values], 2020) for form in ("text", "csv ;", "html dl"))
    ]
    assert "total_anomaly" in {measure for measure, _, _ in told_by[0]}
    assert told_by[0] == told_by[1] == told_by[2]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=40)
PROSE = st.lists(
    WORDS
    | st.sampled_from(
        ["Budget : 1 500 €, dont 300 € de la Caf.", "- 12 enfants (8 filles + 4 garçons)",
         "Du 3 mai 2021 au 2 avril 2021, tous les mardis.", "Faute de salle, nous n'avons pas pu.",
         "Nous souhaitons reconduire 6 séances en 2024.", "Les parents ont repris confiance."]
    ),
    min_size=1,
    max_size=5,
).map("\n".join)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(PROSE, PROSE, PROSE, PROSE)
def test_every_quote_stands_verbatim_on_the_line_that_it_names(
    funding: str, people: str, limits: str, summary: str
) -> None:
    lines = page_lines([action(funding=funding, people=people, limits=limits, summary=summary)])
    dataset = build_dataset([(read_bytes(text_of(lines)), None)])
    for fact in tell_facts(dataset, Config()).facts:
        assert fact.quote
        assert fact.quote in unicodedata.normalize("NFC", lines[fact.line - 1])


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx"])
def test_the_command_writes_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    path = tmp_path / f"faits.{suffix}"
    with pytest.raises(SystemExit) as stop:
        main(["facts", str(HERE / "measures" / "faits.txt"), "-o", str(path)])
    assert stop.value.code == 0
    shown = capsys.readouterr()
    assert "montant (amount)" in shown.out
    assert "à ne pas citer" in shown.err
    if suffix == "csv":
        assert path.read_text("utf-8").splitlines()[0] == ",".join(COLUMNS)
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", str(path), str(READING)])
    assert stop.value.code == 0
    assert "limit" in capsys.readouterr().out


def test_facts_do_not_replace_the_export(export_file: Any) -> None:
    path = export_file([action()], name="export.json")
    with pytest.raises(SystemExit) as stop:
        main(["facts", str(path), "-o", str(path)])
    assert stop.value.code == 2
    assert "Actions" in path.read_text("utf-8")


@pytest.fixture(scope="module")
def sample_facts() -> Evidence:
    return open_facts(exports=[HERE.parent / "data" / "exemple"])


def test_an_analyst_filters_reads_and_writes(sample_facts: Evidence, tmp_path: Path) -> None:
    limits = sample_facts.where(mesure="limit", famille="moyens financiers")
    assert 0 < len(limits.facts) < len(sample_facts.facts)
    assert {f.measure for f in limits.facts} == {"limit"}
    number = int(limits.actions().query("faits > 0").index[0])
    page = limits.lire(number).data
    assert f"Action n° {number}" in page
    assert all(
        f.quote[:20] in page for f in limits.where(action=number).facts if "'" not in f.quote
    )
    assert json.loads(limits.ecrire(tmp_path / "f.json").read_text("utf-8")) == [
        fact.record() for fact in limits.facts
    ]


@pytest.mark.parametrize("wrong", [{"mesure": "limits"}, {"famille": "x"}, {"action": 999}])
def test_a_name_that_no_fact_bears_is_refused(
    sample_facts: Evidence, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ParameterError, match=r"ici :"):
        sample_facts.where(**wrong)
    with pytest.raises(ParameterError, match="aucune action n° 0"):
        sample_facts.lire(0)


def test_text_of_an_export_stays_text(export_file: Any) -> None:
    path = export_file([action(limits="Manque de <b>place</b> & d'eau.")])
    page = open_facts(exports=[path]).lire(1).data
    assert "&lt;b&gt;place" in page
    assert "<b>" not in page


def test_an_analyst_sees_no_words_that_are_withheld(export_file: Any) -> None:
    title, value = "Trois réfugiées au jardin", "4 familles au RSA"
    text = "Avant.\n8 femmes du quartier\nbénéficient du RSA. Faute de salle, on attend."
    path = export_file([action(title=title, limits=text, partners=[value])])
    evidence = open_facts(exports=[path])
    page = evidence.lire(1).data
    assert "Action n° 1 (titre non cité)" in " ".join(page.split())
    assert evidence.dataset.actions["partners"].tolist() == [["[…]"]]
    for words in ("RSA", "réfugiées", "femmes"):
        assert words not in page
        assert not evidence.actions()["titre"].str.contains(words).any()
    limit = evidence.where(mesure="limit", champ="limits").facts[-1]
    number = next(n for n, line in enumerate(path.read_text("utf-8").split("\n"), 1)
                  if "Faute de salle" in line)  # fmt: skip
    assert limit.line == number
    assert limit.quote in evidence.dataset.actions["limits"].iloc[0].split("\n")[2]


def test_every_measure_and_type_has_a_french_name(sample_facts: Evidence) -> None:
    coded = ("limit", "perspective", "outcome")
    assert {f.measure for f in sample_facts.facts} <= MEASURES_FR.keys()
    assert {f.type for f in sample_facts.facts if f.measure not in coded} - {None} <= (
        TYPES_FR.keys()
    )


def test_the_notebook_runs_from_top_to_bottom(tmp_path: Path) -> None:
    written = tmp_path / "selection.csv"
    done = papermill.execute_notebook(
        HERE.parent / "notebooks" / "mesures.ipynb",
        tmp_path / "fait.ipynb",
        {"exports": [str(HERE.parent / "data" / "exemple")], "action": 3, "mesure": ["limit"],
         "sortie": str(written)},
        progress_bar=False,
    )  # fmt: skip
    shown = [o for cell in done.cells for o in cell.get("outputs", ())]
    assert any("Action n° 3" in str(o.get("data", {}).get("text/html")) for o in shown)
    rows = csv.DictReader(io.StringIO(written.read_text("utf-8")))
    assert {row["measure"] for row in rows} == {"limit"}


# The readings by hand. Bounds, not figures: a rule may change what stands within them.

AUDE = {
    "amount": (0.98, 0.98, 0.9), "funding_total": (1, 1, None), "participants": (0.9, 0.9, None),
    "staff": (0.9, 0.9, None), "participants_total": (0.9, 0.9, None),
    "staff_total": (0.9, 0.9, None), "year": (0.95, 0.95, None), "limit": (0.85, 0.85, 0.8),
    "perspective": (0.85, 0.85, 0.8), "outcome": (0.75, 0, None), "key_sentence": (0.75, 0, None),
}  # fmt: skip
"""What was asked on the real export: precision, recall, types."""


# Of actions that no rule was tuned on; below what was measured, so that a loss shows.
SUITE = {
    "amount": (0.9, 0.9, 0.85), "staff": (0.85, 0.85, 0.85), "staff_total": (0.75, 0.75, None),
    "participants": (0.7, 0.6, None), "frequency": (0.9, 0.75, None), "year": (0.75, 0.85, None),
    "limit": (0.85, 0.85, 0.75), "perspective": (0.85, 0.85, 0.75), "outcome": (0.9, 0.9, 0.7),
    "key_sentence": (0.9, 0, None),
}  # fmt: skip


def test_unseen_actions_are_read_nearly_as_well() -> None:
    gold = json.loads((HERE / "measures" / "suite.gold.json").read_text("utf-8"))
    facts = open_facts(exports=[HERE / "measures" / "suite.txt"]).facts
    scores = {s.measure: s for s in evaluate([fact.record() for fact in facts], gold)}
    for measure, (precision, recall, kinds) in SUITE.items():
        one = scores[measure]
        assert (one.precision or 0) >= precision, measure
        assert (one.recall or 0) >= recall, measure
        assert kinds is None or (one.kinds or 0) >= kinds, measure


def test_the_real_export_is_read_as_asked(real_folder: Path) -> None:
    gold = json.loads((real_folder / "senacs-aude-16.gold.json").read_bytes())
    exports = [real_folder / "senacs-aude-16.txt"]
    facts = [fact.record() for fact in draw(load_dataset(exports))]  # withheld or not
    scores = {score.measure: score for score in evaluate(facts, gold)}
    for measure, (precision, recall, kinds) in AUDE.items():
        one = scores[measure]
        assert (one.precision or 0) >= precision, measure
        assert (one.recall or 0) >= recall, measure
        assert kinds is None or (one.kinds or 0) >= kinds, measure
    anomalies = scores["date_anomaly"]
    assert "end_before_start" in {fact["type"] for _, fact in anomalies.found}
    assert anomalies.false == []
