"""Networks: the sentence, the list, whom to call first, the matrix, the activity, the forms."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from programme.errors import Refused
from ui import network, network_forms, network_list, theme
from ui.figures.activity import activity
from ui.ssr import to_html

LABELS = {"gaaet_i_staa": "Gået i stå", "i_risiko": "I risiko"}
STEPS = [SimpleNamespace(code="F1", title="Ledelsesbeslutning"), SimpleNamespace(code="K1", title="To trænere")]


def _networks(*rows: tuple[str, dict[str, int]]) -> pd.DataFrame:
    counts = [{state: found.get(state, 0) for state in theme.STATES} for _, found in rows]
    return pd.DataFrame(
        [
            {"id": number, "name": name, **states, "municipalities": sum(states.values()), "sites": 1}
            for number, ((name, _), states) in enumerate(zip(rows, counts, strict=True), 1)
        ]
    ).assign(active_trainers=2, last_heard=date(2021, 6, 1))


NETWORKS = _networks(
    ("Netværk Vest", {"gaaet_i_staa": 2, "forankret": 1}),
    ("Netværk Øst", {"i_drift": 3, "i_risiko": 1}),
    ("Netværk Nyt", {}),
)


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "Netværket har ingen kommuner endnu."),
        (["i_drift"], "1 af 1 kommune er i gang."),
        (["i_drift", "forankret", "paa_vej"], "2 af 3 kommuner er i gang."),
        (["gaaet_i_staa", "gaaet_i_staa", "i_risiko"], "0 af 3 kommuner er i gang. 2 er gået i stå. 1 er i risiko."),
        (["ukendt", "stoppet"], "0 af 2 kommuner er i gang. 1 mangler svar."),
    ],
)
def test_a_network_is_told_in_a_sentence(states: list[str], sentence: str) -> None:
    assert network.lead(pd.DataFrame({"state": states})) == sentence


def test_the_list_keeps_the_order_of_the_query_and_splits_by_state() -> None:
    cells = network_list.table(NETWORKS)["cells"]
    assert cells["name"] == ["Netværk Vest", "Netværk Øst", "Netværk Nyt"]
    assert cells["split"] == ["2/0/0/0/0/0/1/0", "0/0/1/0/0/3/0/0", "0/0/0/0/0/0/0/0"]
    assert network_list.lead(NETWORKS, 3) == (
        "7 kommuner er i et netværk. 3 omfattede kommuner er uden. Flest er gået i stå i Netværk Vest (2)."
    )


@pytest.mark.parametrize(
    ("networks", "outside", "said"),
    [
        ([{"gaaet_i_staa": 1}, {"gaaet_i_staa": 1}], 1, "2 kommuner er i et netværk. 1 omfattet kommune er uden."),
        ([{"gaaet_i_staa": 2, "ikke_omfattet": 1}], 0, "Alle 2 omfattede kommuner er i et netværk."),
    ],
)
def test_only_what_is_true_of_the_networks_is_said(networks: list[dict[str, int]], outside: int, said: str) -> None:
    assert network_list.lead(_networks(*((f"N{at}", one) for at, one in enumerate(networks))), outside) == said


def test_without_networks_the_list_says_what_will_be_here() -> None:
    assert "oprette det første" in network_list.table(NETWORKS.iloc[:0])["empty"]
    assert network_list.lead(NETWORKS.iloc[:0], 98) == "Ingen kommuner er i et netværk endnu."


def _call(**changed: object) -> str:
    row = {
        "code": "0751",
        "name": "Aarhus",
        "state": "gaaet_i_staa",
        "reason": "Intet kursus.",
        "clears": "En dato.",
        "trainer": "Alice Vest",
        "phone": "+4520304050",
        "email": None,
        "why": None,
    }
    return to_html(network.calls(pd.DataFrame([row | changed]), LABELS))


@pytest.mark.parametrize(
    ("changed", "said", "not_said"),
    [
        ({}, 'href="tel:+4520304050"', "mailto:"),
        ({}, "Ring 20 30 40 50", "ingen træner"),
        ({"why": "Sagde selv, at det er gået i stå."}, "Sagde selv", "Intet kursus."),
        ({"phone": None, "email": "a@eksempel.invalid"}, "mailto:a@eksempel.invalid", "tel:"),
        ({"phone": None}, "Ingen kontaktoplysninger, der må vises", "tel:"),
        ({"phone": None, "trainer": None}, "ingen træner at ringe til", "Spørg efter"),
        ({"phone": "+47 22 33"}, "Ring +47 22 33", "Ingen"),
    ],
)
def test_whom_to_call_first_and_how(changed: dict[str, object], said: str, not_said: str) -> None:
    html = _call(**changed)
    assert said in html
    assert not_said not in html


def test_when_nobody_needs_a_call_the_page_says_so() -> None:
    assert "har brug for et opkald" in to_html(network.calls(pd.DataFrame(), LABELS))


def test_the_matrix_has_a_row_per_municipality_a_column_per_step_and_words_for_a_phone() -> None:
    found = pd.DataFrame(
        [
            ("0751", "Aarhus", "F1", "done"),
            ("0751", "Aarhus", "K1", "late"),
            ("0615", "Horsens", "K1", "not_applicable"),
        ],
        columns=["code", "name", "step", "status"],
    )
    matrix = network.matrix(found, STEPS)
    assert [(row["name"], row["statuses"], row["done"], row["more"]) for row in matrix["rows"]] == [
        ("Aarhus", ["done", "late"], "1 af 2 trin gjort", ["Forsinket: To trænere"]),
        ("Horsens", ["waiting", "not_applicable"], "0 af 1 trin gjort", []),
    ]
    written = network.matrix_file(matrix)["table"]
    assert [column["title"] for column in written["columns"]] == ["Kommune", "F1 Ledelsesbeslutning", "K1 To trænere"]
    assert written["cells"]["K1"] == ["Forsinket", "Ikke relevant"]


def test_activity_in_bands_is_a_table_and_no_drawing() -> None:
    data = activity(pd.DataFrame({"month": ["2021-05", "2021-06"], "answers": ["5+", "0"], "notes": ["0", "1-4"]}))
    assert data["cells"] == {"month": ["maj 2021", "juni 2021"], "answers": ["5+", "0"], "notes": ["0", "1-4"]}
    assert "figure" not in data


def test_activity_says_when_the_network_was_last_heard() -> None:
    found = pd.DataFrame({"month": ["2021-04", "2021-05", "2021-06"], "answers": [5, 2, 0], "notes": [0, 1, 0]})
    data = activity(found)
    assert data["title"] == "Sidst hørt fra netværket i maj 2021"
    assert data["summary"] == "7 svar og 1 note i alt. Flest i apr. 2021."
    assert data["figure"]["data"][0]["x"] == ["apr. 2021", "maj 2021", "juni 2021"]
    assert data["table"]["cells"]["answers"] == [5, 2, 0]
    assert activity(found.iloc[:0])["title"] == "Ingen svar eller noter endnu"


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (network_forms.name_of, "   "),
        (network_forms.name_of, None),
        (network_forms.network_of, "-"),
        (network_forms.network_of, "1; --"),
        (lambda value: network_forms.municipality_of(value, {"0751": "Aarhus"}), "-"),
        (lambda value: network_forms.municipality_of(value, {"0751": "Aarhus"}), "9999"),
    ],
)
def test_a_form_that_lacks_something_is_refused(check, value: str | None) -> None:
    with pytest.raises(Refused):
        check(value)


def test_a_filled_in_form_is_what_the_programme_asks_for() -> None:
    assert network_forms.name_of("  Netværk   Nyt ") == "Netværk Nyt"
    assert network_forms.network_of("3") == 3
    assert network_forms.municipality_of("0751", {"0751": "Aarhus"}) == "0751"
