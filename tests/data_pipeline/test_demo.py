"""The demo's files: the same for the same seed and day, fictional, and as many people and places as promised."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from data_pipeline.demo import write_demo
from data_pipeline.demo_answers import demo_answers
from data_pipeline.demo_mess import spelled
from data_pipeline.demo_people import demo_courses, demo_people
from data_pipeline.demo_places import demo_sites, networks, towns
from data_pipeline.demo_plots import deal
from data_pipeline.demo_story import due, stories
from data_pipeline.municipalities import MunicipalityMatcher

DAY = date(2026, 11, 22)
LISTS = ("demo-1-deltagere-hold-01-22.csv", "demo-2-deltagere-hold-23-34.csv")
NAMES = (
    *LISTS,
    "demo-3-deltagere-hold-35-50-haandholdt.xlsx",
    "demo-4-maaling-1-surveyxact.csv",
    "demo-5-maaling-2-redcap.csv",
    "demo-6-maaling-2-ms-forms.xlsx",
    "demo-7-maaling-3-svar.csv",
    "demo-8-maaling-3-kobo.xlsx",
)


def rows_of(path: Path, encoding: str, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))


def sheet_of(path: Path) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, seed=7, as_of=DAY)
    return folder


def listed(folder: Path) -> list[dict[str, str]]:
    """The rows of the two template lists, without those of planted strangers."""
    rows = rows_of(folder / LISTS[0], "cp1252") + rows_of(folder / LISTS[1], "utf-8-sig")
    return [row for row in rows if row["efternavn"] != "Plantet"]


def test_files_are_written_in_order_of_import(tmp_path: Path) -> None:
    paths = write_demo(tmp_path / "new" / "folder", seed=1, as_of=DAY)
    assert tuple(path.name for path in paths) == NAMES
    assert paths == sorted(paths)


@pytest.mark.parametrize("seed", [0, 7, 123456])
def test_same_seed_and_day_give_the_same_bytes(tmp_path: Path, seed: int) -> None:
    once, again = (write_demo(tmp_path / name, seed=seed, as_of=DAY) for name in ("once", "again"))
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]


def test_another_seed_or_day_gives_other_bytes(tmp_path: Path, folder: Path) -> None:
    for name, seed, day in (("seed", 8, DAY), ("day", 7, DAY - timedelta(days=1))):
        for path in write_demo(tmp_path / name, seed=seed, as_of=day):
            assert path.read_bytes() != (folder / path.name).read_bytes(), path.name


def test_50_courses_and_324_trainers_in_the_last_sixteen_months(folder: Path) -> None:
    rows = listed(folder)
    sheet = sheet_of(folder / NAMES[2])
    by_hand = {
        row[2].strip().lower() for row in sheet[5:] if row[0].removesuffix(".0").isdigit() and int(float(row[0])) < 90
    }
    groups = [row[0] for row in sheet if row[0].startswith("Hold ")]
    courses = {row["kursus_id"]: row["kursusdato"] for row in rows}
    assert len(courses) + len(groups) == 50
    assert len({row["deltager_id"] for row in rows}) + len(by_hand) == 324
    for day in courses.values():
        held = date(int(day[6:]), int(day[3:5]), int(day[:2]))
        assert timedelta(days=20) < DAY - held < timedelta(days=500)
        assert held.weekday() < 4


@pytest.mark.parametrize("seed", [0, 7, 99])
def test_72_municipalities_and_4_private_providers(seed: int) -> None:
    sites = demo_sites(random.Random(seed))
    assert len({site.town.code for site in sites}) == 72
    assert sum(site.kind == 2 for site in sites) == 4
    assert len({site.name for site in sites}) == len(sites)
    served = [town.code for site in sites for town in site.serves]
    assert len(served) == len(set(served)) == 18
    assert not set(served) & {site.town.code for site in sites}


def test_networks_lie_in_one_region_each(folder: Path) -> None:
    regions: dict[str, set[str]] = {}
    for town in towns():
        regions.setdefault(networks()[town.code], set()).add(town.region_code)
    assert len(regions) == 16
    assert all(len(found) == 1 for found in regions.values())


def test_a_third_of_the_municipalities_are_spelled_otherwise(folder: Path) -> None:
    official = {town.name for town in towns()}
    rows = listed(folder)
    odd = [row for row in rows if row["kommune"] not in official]
    assert 0.3 < len(odd) / len(rows) < 0.6


def test_no_spelling_means_another_municipality() -> None:
    rng, meant = random.Random(3), MunicipalityMatcher()
    wrong = [(town.name, text) for town in towns() for _ in range(60) if meant(text := spelled(town, rng)) != town.code]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_everybody_is_fictional_and_the_file_says_so(folder: Path, name: str) -> None:
    path = folder / name
    content = path.read_bytes().decode("cp1252", errors="replace")
    if name.endswith(".xlsx"):
        content = "\n".join(",".join(row) for row in sheet_of(path))
    addresses = [word for word in content.lower().replace(",", " ").replace(";", " ").split() if "@" in word]
    assert addresses
    assert all("@eksempel" in word for word in addresses)
    assert name.startswith("demo-")


@pytest.mark.parametrize(("wave", "share"), [(1, 0.78), (2, 0.61), (3, 0.52)])
def test_answers_fall_off_from_wave_to_wave(wave: int, share: float) -> None:
    answered, due_count = answers_of(wave)
    assert answered / due_count == pytest.approx(share, abs=0.01)


def answers_of(wave: int) -> tuple[int, int]:
    rng = random.Random(7)
    sites = demo_sites(rng)
    plots = deal(sites, rng)
    people = demo_people(sites, plots, demo_courses(rng, DAY), rng, DAY)
    answers = demo_answers(stories(sites, plots, people, rng, DAY), rng, DAY)
    return len(answers[wave]), len(due(people, wave, DAY))


def test_every_barrier_is_named_by_somebody(folder: Path) -> None:
    surveyxact = rows_of(folder / NAMES[3], "cp1252")
    redcap = rows_of(folder / NAMES[4], "utf-8", ",")
    told = Counter(row[f"barriere_{place}"] for row in surveyxact for place in (1, 2, 3))
    told += Counter(
        name[-3:].upper() for row in redcap for name in row if name.startswith("barrierer___") and row[name] == "1"
    )
    forms = "\n".join(",".join(row) for name in (NAMES[5], NAMES[7]) for row in sheet_of(folder / name))
    codes = [f"B{number:02d}" for number in range(1, 15)] + ["B98"]
    assert [code for code in codes if not told[code] and code not in forms] == []
