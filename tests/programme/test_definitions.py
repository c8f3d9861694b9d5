"""The files can be changed without code; what does not hang together is named with its file and remedy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from programme.definitions import FOLDER, DefinitionError, definitions, read
from programme.rules import RULES
from programme.status import evaluate
from tests.programme.notation import case, day


@pytest.fixture
def folder(tmp_path):
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def change(folder, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_files_hang_together():
    made = definitions()
    assert " ".join(step.code for step in made.steps) == "F1 F2 F3 K1 K2 K3 K4 K5 O1 O2 O3 D1 D2 D3 N1 N2"
    assert set(RULES) == {rule.code for rule in made.rules}
    assert all(indicator.next_review > date(2026, 1, 1) for indicator in made.indicators)


@pytest.mark.parametrize(
    ("population", "size"),
    [(1769, "small"), (19_999, "small"), (20_000, "medium"), (50_000, "large_medium"), (100_000, "large")],
)
def test_borders_of_sizes(population, size):
    assert definitions().size_of(population).code == size


def test_a_threshold_is_changed_without_code(folder):
    change(folder, "thresholds.toml", "at_risk_from_day = 60", "at_risk_from_day = 50")
    change(folder, "sizes.toml", "limit_days = 120", "limit_days = 100")
    facts = case({"trainers": "2", "said": "d40 Q2=4"}).facts(day("d55"))
    assert evaluate(facts, day("d55")).rule == "paa_vej"
    assert evaluate(facts, day("d55"), read(folder)).rule == "i_risiko.a"
    facts = case({"trainers": "2", "said": "d40 Q2=4"}).facts(day("d101"))
    assert evaluate(facts, day("d101"), read(folder)).rule == "gaaet_i_staa.b"


def test_a_step_can_be_left_out_for_a_size(folder):
    change(folder, "phases.toml", "[step.by_size.large]\nproof", "[step.by_size.large]\nis_applicable = false\nproof")
    facts = replace(case({"trainers": "2", "said": ""}).facts(day("d9")), size="large")
    assert evaluate(facts, day("d9"), read(folder)).steps_applicable == 15


BROKEN = [
    ("thresholds.toml", "unheard_days = 75", "unheard_days = -1", "helt tal på mindst 0"),
    ("thresholds.toml", "unheard_days = 75", 'unheard_days = "75"', "helt tal på mindst 0"),
    ("thresholds.toml", "unheard_days = 75", "unherd_days = 75", "»unherd_days« kendes ikke"),
    ("thresholds.toml", "unheard_days = 75", "unheard_days = ", "ikke gyldig TOML"),
    ("sizes.toml", "population_below = 50000", "population_below = 20000", "skal vokse"),
    ("sizes.toml", "population_below = 1000000000", "population_below = 200000", "alle kommuner"),
    ("sizes.toml", "limit_days = 180", "limit_days = 10", "mindst at_risk_from_day"),
    ("sizes.toml", "talk_is_course = true", "talk_is_course = 1", "true eller false"),
    ("phases.toml", "late_day = 45", "late_day = 3", "late_day skal være mindst typical_day"),
    ("phases.toml", 'code = "F3"', 'code = "F9"', "mangler F3"),
    ("phases.toml", 'code = "F3"', 'code = "F2"', "mere end én gang"),
    ("phases.toml", "[step.by_size.small]", "[step.by_size.tiny]", "størrelsen tiny kendes ikke"),
    ("phases.toml", "from_sites = 20", "from_sites = 0", "over 0"),
    ("states.toml", "({day_zero})", "({day_one})", "{day_one} kendes ikke"),
    ("states.toml", "({day_zero})", "({day_zero)", "krøllet parentes"),
    ("states.toml", 'code = "i_risiko.d"', 'code = "i_risiko.x"', "mangler i_risiko.d"),
    ("states.toml", "severity = 7", "severity = 6", "severity"),
    ("states.toml", 'state = "ukendt"', 'state = "gaaet_i_staa"', "reglens egen tilstand"),
    ("barriers.toml", 'group = "rammer"', 'group = "rammerne"', "gruppen rammerne findes ikke"),
    ("professions.toml", '1 = "sygeplejerske"', 'en = "sygeplejerske"', "som tal"),
    ("survey.toml", 'column = "courses"', 'column = "talks"', "mere end én gang"),
    ("indicators.toml", 'unit = "procent"', 'unit = "promille"', "unit skal være en af"),
    ("indicators.toml", "next_review = 2027-06-01", 'next_review = "snart"', "skal være en dato"),
    ("indicators.toml", 'indicator = "reach"', 'indicator = "rækkevidde"', "findes ikke"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), BROKEN, ids=[f"{name} {new}" for name, _, new, _ in BROKEN])
def test_a_fault_is_named_with_its_file(folder, name, old, new, says):
    change(folder, name, old, new)
    with pytest.raises(DefinitionError) as caught:
        read(folder)
    assert any(name in problem and says in problem for problem in caught.value.problems), caught.value.problems


def test_a_missing_file_is_named(folder):
    (folder / "sizes.toml").unlink()
    with pytest.raises(DefinitionError, match=r"sizes\.toml: filen mangler"):
        read(folder)
