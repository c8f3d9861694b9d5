"""What the overview says, from what the queries found."""

from dataclasses import replace
from typing import Any

import orjson
import plotly.graph_objects as go
import pytest

from tests.ui.overview_case import figures, overview
from ui.figures.survival import survival
from ui.overview import figure_words, headline, overview_data

SPLIT = ("i_risiko", "ukendt", "stoppet", "paa_vej", "i_drift", "forankret", "ikke_omfattet")


@pytest.mark.parametrize(
    ("counts", "network", "said"),
    [
        (
            {"i_drift": 30, "forankret": 11, "gaaet_i_staa": 12, "ukendt": 9, "paa_vej": 14, "ikke_omfattet": 26},
            "Netværk Vest",
            "41 af 76 steder er i gang. 12 er gået i stå, flest i Netværk Vest. 9 mangler svar.",
        ),
        ({"gaaet_i_staa": 1, "paa_vej": 2}, "Netværk Vest", "0 af 3 steder er i gang. 1 er gået i stå."),
        ({"forankret": 2}, None, "2 af 2 steder er i gang. Ingen er gået i stå."),
        ({"ikke_omfattet": 4}, None, "Ingen steder er omfattet i dette udsnit"),
        ({}, None, "Ingen steder er omfattet i dette udsnit"),
    ],
)
def test_headline(counts, network, said):
    networks = _stalled(**({network: 2, "Netværk Øst": 1} if network else {}))
    found = replace(overview(), counts=counts, networks=networks, not_answering=counts.get("ukendt", 0))
    assert headline(found) == said


def _stalled(**networks: int) -> dict[str, list[Any]]:
    counts = list(networks.values())
    return overview().networks | {
        "id": counts,
        "name": list(networks),
        "gaaet_i_staa": counts,
        "total": [4] * len(counts),
    }


@pytest.mark.parametrize(
    ("networks", "title", "where"),
    [
        ({"Vest": 3, "Øst": 2}, "Vest har flest kommuner, der er gået i stå", ", flest i Vest."),
        ({"Vest": 2, "Øst": 2}, "Ingen netværk skiller sig ud: højst 2 kommuner er gået i stå i hvert", "gået i stå."),
        ({"Vest": 1, "Øst": 1}, "Ingen netværk skiller sig ud: højst 1 kommune er gået i stå i hvert", "gået i stå."),
        ({"Vest": 1, "Øst": 0}, "1 af 4 kommuner i Vest er gået i stå", ", flest i Vest."),
        ({"Vest": 3}, "3 af 4 kommuner i Vest er gået i stå", "gået i stå."),
        ({"Vest": 0}, "Ingen netværk har kommuner, der er gået i stå", "gået i stå."),
        ({}, "Ingen netværk i dette udsnit", "gået i stå."),
    ],
)
def test_no_network_is_named_as_the_worst_unless_it_alone_is(networks, title, where):
    found = replace(overview(), counts={"gaaet_i_staa": 4}, not_answering=0, networks=_stalled(**networks))
    assert headline(found).endswith(where)
    data = overview_data(replace(found, networks=found.networks | {s: [0] * len(networks) for s in SPLIT}))
    assert data["bars"]["title"] == title


def test_one_municipality_is_one():
    data = overview_data(replace(overview(), municipality_counts={"gaaet_i_staa": 1, "ukendt": 2}))
    assert data["map"]["title"] == "1 kommune er gået i stå, 2 mangler svar"


def test_a_curve_that_ends_before_half_says_where_it_ends():
    found = overview()
    figures_ = [replace(one, value=None) if one.code == "time_to_start" else one for one in found.figures]
    data = overview_data(replace(found, figures=figures_))["survival"]
    last = max(at for at, size in enumerate(found.survival["size"]) if size == "alle")
    share, day = round(found.survival["started_share"][last] * 100), found.survival["day"][last]
    assert data["title"] == f"{share}\u00a0% holdt første kursus inden for {day} dage; derefter følges for få"


def test_the_biggest_drop_is_what_the_reader_subtracts():
    found = overview().steps
    shares = [0.68421, 0.15789, *found["share"][2:]]  # 68 % to 16 %, and a drop of 52.6
    steps = found | {
        "share": shares,
        "drop": [0.0, 0.52632, *[0.0] * 14],
        "is_biggest_drop": [n == 1 for n in range(16)],
    }
    assert overview_data(replace(overview(), steps=steps))["steps"]["figure"]["data"][0]["text"][1] == "16\u00a0% (−52)"


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((5, 2, 1), "»Travlhed« nævnes oftest: 5 steder"),
        ((2, 2, 1), "»Travlhed« og »Ledelsesopbakning mangler« nævnes oftest: 2 steder"),
        ((1, 1, 1), "3 barrierer nævnes oftest: 1 sted hver"),
    ],
)
def test_barriers_named_as_often_share_the_title(counts, title):
    found = overview()
    barriers = found.barriers | {"count": [*counts, *[0] * (len(found.barriers["count"]) - 3)]}
    assert overview_data(replace(found, barriers=barriers))["barriers"]["title"] == title


@pytest.mark.parametrize(
    ("count", "title"),
    [(0, "Ingen skift i tilstand er noteret"), (1, "Det nyeste skift i tilstand"), (6, "De 6 nyeste skift i tilstand")],
)
def test_changes_are_counted_as_they_are_listed(count, title):
    changes = {name: column[:count] for name, column in overview().changes.items()}
    data = overview_data(replace(overview(), changes=changes))["changes"]
    assert (data["title"], len(data["rows"])) == (title, count)


def test_figures_are_written_with_unit_change_and_response_rate():
    words = {figure.code: figure_words(figure) for figure in figures()}
    assert words["start_rate"] == {
        "value": "54\u00a0%",
        "change": "+13 procentpoint siden forrige måling",
        "rate": "Svarprocent 62\u00a0%",
    }
    assert words["time_to_start"]["value"] == "96 dage"
    days = next(figure for figure in figures() if figure.unit == "dage")
    for before, told in (
        (131, "35 dage kortere end ved forrige måling"),
        (95, "1 dag længere end ved forrige måling"),
        (96, "uændret siden forrige måling"),
    ):
        assert figure_words(replace(days, value=96, previous=before))["change"] == told
    assert words["citizens_trained"]["value"] == "1.234"
    unknown = replace(figures()[0], value=None, previous=None, response_rate=None)
    assert figure_words(unknown) == {"value": "–", "change": "For få steder eller svar til et tal", "rate": ""}
    assert figure_words(replace(figures()[0], previous=None))["change"] == "Ingen tidligere måling"


@pytest.mark.parametrize("part", ["steps", "survival", "barriers"])
def test_every_chart_is_valid_plotly(part):
    figure = overview_data(overview())[part]["figure"]
    go.Figure(data=figure["data"], layout=figure["layout"])
    go.Figure(layout=figure["layout"] | figure.get("narrow", {}))


@pytest.mark.parametrize("part", ["bars", "map", "steps", "survival", "barriers"])
def test_every_chart_has_a_finding_a_summary_and_a_whole_table(part):
    data = overview_data(overview())[part]
    assert data["title"]
    assert data["summary"]
    keys = {column["key"] for column in data["table"]["columns"]}
    assert keys <= set(data["table"]["cells"])
    assert len({len(cells) for cells in data["table"]["cells"].values()}) == 1


def test_the_whole_is_json_and_small():
    assert len(orjson.dumps(overview_data(overview()))) < 60_000


def test_the_biggest_drop_is_the_title_of_the_steps():
    assert overview_data(overview())["steps"]["title"].startswith("Flest falder fra ved »første borgerkursus")


def test_groups_that_are_too_small_are_named_and_not_drawn():
    survival = overview_data(overview())["survival"]
    assert "For få steder til en egen kurve: over 100.000." in survival["summary"]
    assert "over 100.000" not in {trace.get("name") for trace in survival["figure"]["data"]}


def test_a_name_in_the_middle_of_the_curves_stands_under_them_all():
    rows = [(size, day, share, share - 0.1, share + 0.1) for size, last in (("alle", 300), ("small", 100))
            for day, share in ((0, 0.0), (90, 0.5), (last, 0.6))]  # fmt: skip
    names = ("size", "day", "started_share", "low", "high")
    found = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    found |= {"at_risk": [20] * len(rows), "is_too_few": [False] * len(rows)}
    drawn = survival(found, {"small": "under 20.000"}, 90)["figure"]["layout"]["annotations"]
    everybody, small = (next(one for one in drawn if one["text"] == name) for name in ("Alle", "under 20.000"))
    assert (everybody["x"], everybody["y"], everybody["showarrow"]) == (300, 0.6, False)
    assert (small["x"], small["y"]) == (100, 0.6)  # the thread begins where the line ends
    assert small["ay"] < 0.5


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"gaaet_i_staa": 2, "ukendt": 1}, "2 kommuner er gået i stå, 1 mangler svar"),
        ({"i_drift": 1}, "Ingen kommuner er gået i stå, ingen mangler svar"),
        ({}, "Ingen kommuner i dette udsnit"),
    ],
)
def test_the_map_says_none_and_not_a_nought(counts, title):
    assert overview_data(replace(overview(), municipality_counts=counts))["map"]["title"] == title


def test_an_outsider_is_toned_down_on_the_map():
    data = overview_data(overview(region="1084"))["map"]
    assert len(data["outside"]) == 98 - 29
    assert len(data["table"]["cells"]["code"]) == 98


def test_nothing_at_all_is_still_a_page():
    empty = overview()
    tables = {
        name: {key: [] for key in getattr(empty, name)}
        for name in ("networks", "steps", "survival", "barriers", "changes")
    }
    nothing = replace(empty, counts={}, municipality_counts={}, not_answering=0, **tables)
    data = overview_data(nothing)
    assert data["barriers"]["title"] == "Ingen har nævnt barrierer"
    assert data["survival"]["summary"] == "Kurven vises, når mindst 15 steder følges."
    assert data["survival"]["figure"]["layout"]["annotations"] == []  # no axes without a curve
    assert data["map"]["title"] == "Ingen kommuner i dette udsnit"
    assert data["changes"]["rows"] == []
