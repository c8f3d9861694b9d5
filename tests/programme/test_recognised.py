"""What is recognised in a post and offered as a status note: Thursday, 1 July 2021."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programme import notes, recognised
from programme.danish_dates import dates
from programme.noted import COUNTS
from programme.notes import StatusNote
from tests.speed import slowness

TODAY = date(2021, 7, 1)

# What a person writes | step | state | day | next | barrier | courses talks citizens kits
TABLE = """
første kursus 12/5, 4 borgere, 4 kit                       | O1 | done    | 2021-05-12 | -          | -   | - - 4 4
kursus holdt den 12. maj                                   | O1 | done    | 2021-05-12 | -          | -   | - - - -
Vi holdt kursus i går for fire borgere og gav tre kits.    | O1 | done    | 2021-06-30 | -          | -   | - - 4 3
3. kursus holdt 2/6-21, 6 borgere. Næste kursus 14. august.| O1 | done    | 2021-06-02 | 2021-08-14 | -   | - - 6 -
to 1:1-samtaler i mandags                                  | O1 | done    | 2021-06-28 | -          | -   | - 2 - -
borgerkursus 12.05.2021: 3 borgere                         | O1 | done    | 2021-05-12 | -          | -   | - - 3 -
Der blev holdt to kurser i juni                            | O1 | done    | 2021-07-01 | -          | -   | 2 - - -
fik udleveret ti kit i dag                                 | O2 | done    | 2021-07-01 | -          | -   | - - - 10
4 naloxonkit                                               | O2 | done    | 2021-07-01 | -          | -   | - - - 4
Genudleveret 2 kit den 5/6                                 | D2 | done    | 2021-06-05 | -          | -   | - - - 2
lægen har skrevet ordination                               | K2 | done    | 2021-07-01 | -          | -   | - - - -
Lægen venter på svar om ordination                         | K2 | missing | 2021-07-01 | -          | B04 | - - - -
vi mangler kit                                             | K3 | missing | 2021-07-01 | -          | B05 | - - - -
Vi mangler 4 kit                                           | K3 | missing | 2021-07-01 | -          | B05 | - - - -
instruksen er færdig                                       | K4 | done    | 2021-07-01 | -          | -   | - - - -
Vi er ved at skrive instruks                               | K4 | planned | 2021-07-01 | -          | -   | - - - -
ledelsen har besluttet at afsætte tid                      | F1 | done    | 2021-07-01 | -          | -   | - - - -
Jette er udpeget som tovholder                             | F2 | done    | 2021-07-01 | -          | -   | - - - -
næste kursus 1/9                                           | O1 | planned | 2021-07-01 | 2021-09-01 | -   | - - - -
Næste kursus er den 3. september, 5 borgere tilmeldt       | O1 | planned | 2021-07-01 | 2021-09-03 | -   | - - - -
vi holder kursus på mandag                                 | O1 | planned | 2021-07-01 | 2021-07-05 | -   | - - - -
det er gået i stå, ledelsen bakker ikke op                 | -  | stalled | 2021-07-01 | -          | B02 | - - - -
Kurset 12/5 blev aflyst pga. corona                        | O1 | missing | 2021-05-12 | -          | B03 | - - - -
Vi mangler kit, men har holdt kursus for 4 borgere 10. juni| O1 | done    | 2021-06-10 | -          | B05 | - - 4 -
Ingen ændring hos os                                       | -  | unchanged | 2021-07-01 | -        | -   | - - - -
"""
CASES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case[0][:40] for case in CASES])
def test_what_a_text_says(case):
    text, step, state, on, ahead, barrier, counts = case
    found = recognised.facts(text, TODAY)
    assert found is not None
    shown = [found.step or "-", found.state, str(found.dated_on), str(found.next_date or "-"), found.barrier or "-"]
    shown.append(" ".join("-" if getattr(found, name) is None else str(getattr(found, name)) for name in COUNTS))
    assert shown == [step, state, on, ahead, barrier, counts]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tak for sidst, det var godt",
        "Hvem har prøvet at holde kursus for 4 borgere?",
        "kl. 12.30 mødes vi",
        "1/2 time med en borger",
        "Vi er to trænere",
        "1/3 af borgerne",
        "Ring på 12-34-56-78",
        "Har I en god plan?",
    ],
)
def test_what_tells_nothing_offers_nothing(text):
    assert recognised.facts(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day", "is_ahead"),
    [
        ("12/5", "2021-05-12", False),
        ("12/8", "2020-08-12", False),  # without a year it has been
        ("næste gang 12/8", "2021-08-12", True),
        ("vi skal mødes 12/5", "2022-05-12", True),
        ("1/7", "2021-07-01", False),
        ("12.5.21", "2021-05-12", False),
        ("12/5-2021", "2021-05-12", False),
        ("2021-05-12", "2021-05-12", False),
        ("den 3. oktober 2021", "2021-10-03", True),
        ("24. dec", "2020-12-24", False),
        ("29/2", "2020-02-29", False),  # the last year that had one
        ("i forgårs", "2021-06-29", False),
        ("i torsdags", "2021-06-24", False),
        ("på torsdag", "2021-07-08", True),
        ("i morgen", "2021-07-02", True),
    ],
)
def test_days_as_danes_write_them(text, day, is_ahead):
    (found,) = dates(text, TODAY)
    assert (str(found.day), found.is_ahead) == (day, is_ahead)


@pytest.mark.parametrize(
    "text", ["31/2", "12/13", "1/2 time", "kl. 10.12", "0,5", "3.14159", "12/5/1970", "i mandag", "010190-1234"]
)
def test_what_is_no_day(text):
    assert dates(text, TODAY) == []


PIECES = st.sampled_from(
    [
        *(case[0] for case in CASES),
        "12/5",
        "31/2",
        "4 borgere",
        "ni kit",
        "ikke",
        "næste",
        "men",
        ".",
        "?",
        "\n",
        "kl. 9.30",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PIECES | st.text(max_size=12), max_size=12).map(" ".join), st.dates(date(2019, 1, 1), date(2030, 12, 31))
)
@example("29/2 kursus holdt", date(2023, 3, 1))
def test_whatever_is_offered_can_be_confirmed_and_says_what_it_was_taken_from(text, today):
    found = recognised.facts(text, today)
    if found is None:
        return
    assert found.dated_on <= today
    assert found.next_date is None or found.next_date >= today
    assert found.words
    assert all(words in text for words in found.words.values())
    told = {name: getattr(found, name) for name in StatusNote.__dataclass_fields__ if name != "site_id"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notes, "today", lambda: today)
        notes._check(StatusNote(1, **told))  # raises Refused for what could not be saved


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    recognised.facts(text, TODAY)


def test_a_long_text_costs_little():
    import time

    text = "Vi mangler kit, men kursus holdt 12/5 for fire borgere. " * 400 + "1" * 4000 + "ikke " * 1000
    started = time.process_time()
    recognised.facts(text, TODAY)
    assert time.process_time() - started < 1 * slowness()
