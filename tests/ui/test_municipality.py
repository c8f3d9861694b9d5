"""One municipality's page: contact details only with consent, contradictions first, notes that can be taken back."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from programme.errors import Refused
from ui import municipality, municipality_tables, note_form, scope
from ui.ssr import to_html

ALICE, BOB, CHARLIE = "Alice Vest", "Bob Vest", "Charlie Øst"
ROW = {
    "name": "Aarhus",
    "state": "gaaet_i_staa",
    "reason": "Intet borgerkursus 143 dage efter første træner (12. jan. 2021), og ingen plan med dato.",
    "clears": "Et afholdt borgerkursus eller en dato for det første.",
    "network_id": 3,
    "network": "Netværk Vest",
    "steps_done": 4,
    "steps_applicable": 16,
    "active_trainers": 2,
    "last_heard": date(2021, 6, 28),
    "day_zero": date(2021, 1, 12),
    "sites": 1,
    "population": 352751,
    "region": "Region Midtjylland",
}
AS_OF = date(2021, 7, 1)


def _people(*may_contact: bool | None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [ALICE, BOB, CHARLIE],
            "role": "træner",
            "profession": "læge",
            "site": "Rådgivningscentret",
            "status": "aktiv",
            "last_answer": None,
            "phone": "+4520304050",
            "email": "x@eksempel.invalid",
            "may_contact": list(may_contact),
        }
    )


def test_contact_details_leave_the_server_only_for_those_who_said_yes() -> None:
    cells = municipality_tables.people(_people(True, False, None))["cells"]
    assert cells["phone"] == ["+4520304050", None, None]
    assert cells["email"] == ["x@eksempel.invalid", None, None]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {},
            [
                "Ryddes af: ",
                "Et afholdt borgerkursus",
                "4 af 16",
                "for 3 dage siden",
                'title="28. juni 2021"',
                "352.751",
            ],
        ),
        ({}, ['href="/netvaerk/3"', "Netværk Vest", "(12. jan. 2021)"]),
        ({"network_id": None}, ["Uden netværk endnu", 'href="/netvaerk"']),
        ({"network_id": float("nan")}, ["Uden netværk endnu"]),
        ({"last_heard": None, "day_zero": pd.NaT}, ["Ikke endnu"]),
    ],
)
def test_the_heading_says_state_reason_and_way_out(changed: dict[str, object], said: list[str]) -> None:
    html = (
        to_html(municipality.heading(ROW | changed, "Gået i stå", AS_OF))
        .replace("<strong>", "")
        .replace("</strong>", "")
    )
    assert [part for part in said if part not in html] == []


def test_a_state_that_nothing_need_clear_has_no_box() -> None:
    assert "Ryddes af" not in to_html(municipality.heading(ROW | {"clears": ""}, "I drift", AS_OF))


def test_answers_are_told_contradictions_first_then_question_by_question_newest_on_top() -> None:
    answers = pd.DataFrame(
        # question, value, answered_on, is_newest, is_contradicted
        [
            ("Status", "startet", date(2021, 6, 1), True, False),
            ("Ledelse", "besluttet", date(2021, 6, 1), True, True),
            ("Status", "planlagt", date(2021, 3, 1), False, False),
        ],
        columns=["label", "value", "answered_on", "is_newest", "is_contradicted"],
    ).assign(question=lambda frame: frame["label"], wave=1, who=ALICE)
    cells = municipality_tables.answers(answers, "svar-0751")["cells"]
    assert list(zip(cells["value"], cells["counts"], strict=True)) == [
        ("besluttet", "Modsiges"),
        ("startet", "Gælder nu"),
        ("planlagt", "Tidligere"),
    ]


def test_a_contradiction_names_whom_to_ask() -> None:
    found = pd.DataFrame(
        [
            {
                "question": "management",
                "label": "Ledelse",
                "values": ["ja", "nej"],
                "who": [ALICE, BOB],
                "dates": [AS_OF, AS_OF],
            }
        ]
    )
    assert "Ledelse</strong>, 1. juli 2021: ja, nej. Spørg Alice Vest og Bob Vest" in to_html(
        municipality.contradictions(found)
    )
    assert municipality.contradictions(found.iloc[:0]) == []


def test_the_newest_contradictions_stand_open_and_the_others_unfold() -> None:
    one = {"question": "plan", "label": "Plan", "values": ["ja", "nej"], "who": [], "dates": [AS_OF, AS_OF]}
    first, _, folded = to_html(municipality.contradictions(pd.DataFrame([one] * 7))).partition("<details")
    assert (first.count("<li>"), folded.count("<li>")) == (4, 3)
    assert "Vis 3 mere" in folded


def test_a_note_keeps_its_text_as_text() -> None:
    note = {
        "id": 5,
        "kind": "pause",
        "dated_on": date(2021, 5, 1),
        "until": date(2021, 6, 1),
        "author": BOB,
        "site": "A",
    }
    html = to_html(municipality.notes(pd.DataFrame([note | {"text": "<b>Flytter</b>"}]), str))
    assert "Pause" in html
    assert "1. maj 2021 til 1. juni 2021" in html
    assert "&lt;b&gt;Flytter" in html


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        (["-", "2021-05-01", "2021-06-01", ""], "sted"),
        (["7; DROP", "2021-05-01", "2021-06-01", ""], "sted"),
        (["7", "", "2021-06-01", ""], "dato"),
        (["7", "2021-05-01", None, ""], "sidste dag"),
        (["7"], "sted"),
    ],
)
def test_a_pause_that_lacks_something_is_refused_in_words(values: list[str | None], missing: str) -> None:
    with pytest.raises(Refused, match=missing):
        note_form.pause(values)


def test_a_filled_in_form_is_what_the_programme_asks_for() -> None:
    assert note_form.pause(["7", "2021-05-01", "2021-06-01", " Ferie "]) == {
        "site_id": 7,
        "dated_on": date(2021, 5, 1),
        "until": date(2021, 6, 1),
        "text": "Ferie",
    }
    assert note_form.meeting(["7", "2021-05-01", None]) == {"site_id": 7, "dated_on": date(2021, 5, 1), "text": ""}


@pytest.mark.parametrize("values", [[], ["-", "x"], ["ud-", "x"], ["væk-7", "x"], ["ud-x", "x"], [None, "x"]])
def test_a_scope_form_that_lacks_its_choice_says_so(values):
    with pytest.raises(Refused, match="Vælg, hvad der skal ske"):
        scope.chosen(values)


def test_a_scope_form_offers_each_site_what_it_is_not():
    sites = pd.DataFrame({"id": [7, 8], "name": ["Nord", "Syd"], "is_in_scope": [True, False]})
    drawn = to_html(scope.scope_form("form", sites))
    assert "Nord: ikke længere omfattet" in drawn
    assert "Syd: omfattet igen" in drawn
    assert scope.chosen(["ud-7", "Lukket"]) == {"site_id": 7, "is_in_scope": False, "why": "Lukket"}
    assert scope.chosen(["ind-8", None]) == {"site_id": 8, "is_in_scope": True, "why": ""}
    assert scope.history_card(pd.DataFrame()) == []
