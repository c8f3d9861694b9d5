"""Which municipality, site and trainer a text means; what is guessed is told, what is not certain is asked."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from data_pipeline.fold import folded
from data_pipeline.match import Decisions, add_alias, confirm_match, proposed_matches, split_match
from data_pipeline.model import Refused
from data_pipeline.municipalities import MunicipalityMatcher, known
from data_pipeline.parse import Bad
from data_pipeline.people import People, Person, names_alike
from data_pipeline.places import Places, Site, site_key
from programme.setup import DENMARK
from tests.data_pipeline.files import ALICE, counts, dropped, rows

MUNICIPALITIES = """
    0751 751 Århus|Aarhus|Aarhus Kommune|AARHUS|Århus N|8000 Aarhus C|0751 Aarhus|Aarhus Kommune, Socialpsykiatrien
    0101 København|Kbh|Kbh.|København V|Københavns Kommune|Kobenhavn|2100 København Ø
    0147 Fr.berg Kommune|Frederiksberg C|Fr. berg
    0173 Lyngby-Tårbæk|Lyngby Taarbæk
    0400 Bornholms Regionskommune|Bornholm
    0810 Brønderslev-Dronninglund
    0461 odense|Odense C|Odens
    0860 Hjørrin|Hjoerring
    0740 Silkebrog
    0492 Ærø|Ærø Kommune|Aeroe
    0621 Kolding Kommne
    0217 Helsingør (0217)|Helsingør (217)|Helsingørkommune|Helsingør Kommune - Rusmiddelcentret|Helsingør kommune (CFR)
    0147 Frederiksbergkommune
"""
MEANT = [
    (code, text)
    for line in MUNICIPALITIES.strip().splitlines()
    for code, _, texts in [line.strip().partition(" ")]
    for text in texts.split("|")
]
NOT_A_MUNICIPALITY = (
    "Region Syddanmark", "Syd", "Hovedstaden", "9999", "0999", "hest", "computer", "sommerfugl", "brændsel", "ukendt",
    "Christiansø", "xyzxyz", "frivillig", "Kommune", "ambulance", "V", "…",
)  # fmt: skip
SEVERAL = {
    "Nykøbing": ["0306", "0376", "0773"],
    "Frederiks": ["0147", "0250", "0813"],
    "Vejle/Fredericia": ["0607", "0630"],
    "0751 Odense": ["0461", "0751"],
    "Odense (0751)": ["0461", "0751"],
    "Odense - Aarhus": ["0461", "0751"],
}


@pytest.mark.parametrize(("code", "text"), MEANT)
def test_a_municipality_is_known_in_many_spellings(code: str, text: str) -> None:
    assert MunicipalityMatcher()(text) == code


def test_every_shipped_spelling_means_its_municipality() -> None:
    matcher = MunicipalityMatcher()
    with (DENMARK / "aliases.csv").open(encoding="utf-8", newline="") as file:
        wrong = [row for row in csv.DictReader(file) if matcher(row["alias"]) != row["kommunekode"]]
    assert wrong == []
    assert matcher.guesses == {}


@pytest.mark.parametrize("text", NOT_A_MUNICIPALITY)
def test_what_is_no_municipality_is_never_guessed(text: str) -> None:
    made = MunicipalityMatcher()(text)
    assert isinstance(made, Bad)
    assert made.code == "unknown_municipality"


@pytest.mark.parametrize("text", SEVERAL)
def test_a_name_of_several_is_told_with_all_of_them(text: str) -> None:
    made = MunicipalityMatcher()(text)
    assert isinstance(made, Bad)
    assert made.code == "ambiguous_municipality"
    assert all(f"({code})" in made.message for code in SEVERAL[text])


def test_a_guess_is_kept_with_its_score_and_can_be_refused() -> None:
    matcher = MunicipalityMatcher()
    assert matcher("Silkebrog") == "0740"
    assert 0.8 < matcher.guesses["silkebrog"].score < 1
    assert isinstance(MunicipalityMatcher(split=frozenset({("silkebrog", "0740")}))("Silkebrog"), Bad)
    assert MunicipalityMatcher(learned={"lillestrup": "0740"})("Lillestrup Kommune") == "0740"


def test_a_letter_wrong_anywhere_is_found_or_asked_but_never_taken_for_another() -> None:
    matcher, wrong = MunicipalityMatcher(), []
    for code, name in known().names.items():
        for place in range(1, len(name)):
            for text in (name[:place] + name[place + 1 :], name[:place] + "x" + name[place:]):
                made = matcher(text)
                wrong += [(text, made)] if isinstance(made, str) and made != code else []
    assert wrong == []


# --- Sites --------------------------------------------------------------------------------------------------------


def places(*named: tuple[str, str, int]) -> Places:
    made = Places(Decisions())
    for number, (code, name, kind) in enumerate(named, start=1):
        made.add(Site(number, name, site_key(name), code, kind))
    return made


SITES = """
    Rusmiddelcenter Aarhus | rusmiddelcenter  AARHUS          | same
    Rusmiddelcenter Aarhus | Aarhus Rusmiddelcenter           | same
    Rusmiddelcenter Aarhus | Rusmiddelcentret Aarhus          | same
    Rusmiddelcenter Nord   | Rusmiddelcenter Syd              | other
    Rusmiddelcenter Øst    | Rusmiddelcenter Vest             | other
    Behandling Team 2      | Behandling Team 3                | other
    Gadeplan               | Jobcenter                        | other
"""


@pytest.mark.parametrize("line", SITES.strip().splitlines())
def test_a_workplace_is_one_site_however_it_is_spelled(line: str) -> None:
    stored, written, expected = (cell.strip() for cell in line.split("|"))
    found = places(("0751", stored, 1)).find("0751", written, None, 2)
    assert ("same" if found else "other") == expected


def test_the_same_workplace_in_another_municipality_is_another_site_unless_it_is_private() -> None:
    known_sites = places(("0751", "Jobcenter", 1), ("0751", "Klinik Havblik", 2))
    assert known_sites.find("0461", "Jobcenter", None, 2) is None
    found = known_sites.find("0461", "Klinik Havblik", 2, 2)
    assert found is not None
    assert found.id == 2


def test_a_guess_is_made_anew_when_a_site_comes_that_fits_better_or_as_well() -> None:
    known_sites = places(("0751", "Rusmiddelcenteret Nørrebakken", 1))
    written = "Rusmiddelcentert Nørrebakken"
    likely = known_sites.find("0751", written, None, 2)
    assert likely is not None
    assert likely.id == 1
    known_sites.add(Site(2, "Rusmiddelcenterat Nørrebakken", site_key("Rusmiddelcenterat Nørrebakken"), "0751", 1))
    assert known_sites.find("0751", written, None, 3) is None  # two that fit as well as each other are none
    known_sites.add(Site(3, written, site_key(written), "0751", 1))
    exact = known_sites.find("0751", written, None, 4)
    assert exact is not None
    assert exact.id == 3
    assert [each.target for each in known_sites.decisions.new.values()] == ["1"]


# --- People -------------------------------------------------------------------------------------------------------

ALL = """
    id | key | email           | phone       | name           | site
    1  | D1  | aase@e.dk       | +4520000001 | aase oesterby  | 1
    2  |     | bo@e.dk         | +4520000002 | bo bo          | 1
    3  |     | faelles@e.dk    | +4520000003 | ida krogh      | 1
    4  |     | faelles@e.dk    | +4520000004 | ib skov        | 1
    5  |     |                 |             | gry holm       | 1
    6  |     | eva.bæk@e.dk    |             | eva baek       | 2
"""
FINDS = """
    key | email         | phone       | name                 | site | found
    D1  |               |             |                      |      | 1
    D1  | ny@e.dk       |             | Åse Nytnavn          | 1    | 1
    D9  | aase@e.dk     |             | Åse Østerby          | 1    | nobody, namesake 1
        | bo@e.dk       |             |                      |      | 2
        | bo@e.dk       |             | Bo B. Bo             | 1    | 2
        | bo@e.dk       |             | Carla Dam            | 1    | nobody
        |               | +4520000002 | Bo Bo                | 1    | 2
        |               | +4520000002 | Carla Dam            | 1    | nobody
        | faelles@e.dk  |             | Ib Skov              | 1    | 4
        | faelles@e.dk  |             | Carla Dam            | 1    | nobody
        | faelles@e.dk  |             |                      |      | 3 or 4
        | eva.baek@e.dk |             | Eva Bæk              | 2    | 6 likely
        | gry@e.dk      |             | Gry Holm             | 1    | 5 likely
        | gry@e.dk      |             | Gry Holm             | 2    | nobody
        | bob@x.dk      |             | Bo Bo                | 1    | nobody, namesake 2
"""


def drawn(table: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


@pytest.mark.parametrize("case", drawn(FINDS), ids=lambda case: " ".join(filter(None, case.values())))
def test_a_person_is_found_by_id_address_number_or_name_and_place(case: dict[str, str]) -> None:
    people = People(municipality_of={1: "0751", 2: "0461"})
    for each in drawn(ALL):
        details = (each["key"] or None, each["email"] or None, each["phone"] or None)
        people.add(Person(int(each["id"]), *details, each["name"], int(each["site"])))
    details = (case["key"] or None, case["email"] or None, case["phone"] or None)
    found = people.find(*details, folded(case["name"]), int(case["site"]) if case["site"] else None)
    if found.others:
        text = " or ".join(map(str, found.others))
    elif found.trainer_id is None:
        text = f"nobody, namesake {found.alike}" if found.alike else "nobody"
    else:
        text = f"{found.trainer_id} likely" if found.score < 1 else str(found.trainer_id)
    assert text == case["found"]


def test_names_are_alike() -> None:
    assert names_alike("bo bo", "bo b bo")
    assert names_alike("cecilie oe nygaard", "cecilie nygaard")
    assert names_alike("anna soerensen", "anna soerensn")
    assert not names_alike("anna soerensen", "bent soerensen")


# --- Decisions ----------------------------------------------------------------------------------------------------

LIST = """
    navn      | kursusdato | kommune   | email
    Bo Bo     | 05-03-2021 | Silkebrog | bo@e.dk
    Carla Dam | 05-03-2021 | Mordor    | carla@e.dk
"""


@pytest.mark.usefixtures("database")
def test_guesses_wait_for_a_person_and_the_decision_is_kept() -> None:
    dropped(LIST)
    waiting = proposed_matches(viewer=ALICE)
    assert [(row.noun, row.text, row.target_name) for row in waiting.itertuples()] == [
        ("municipality", "silkebrog", "Silkeborg")
    ]
    confirm_match(int(waiting.id[0]), by=ALICE)
    assert proposed_matches(viewer=ALICE).empty
    assert rows("SELECT state, by FROM match") == [("confirmed", "Alice")]


@pytest.mark.usefixtures("database")
def test_a_guess_names_the_first_row_that_says_so() -> None:
    dropped("""
        navn      | kursusdato | kommune   | dækker_kommuner | email
        Bo Bo     | 05-03-2021 | Aarhus    |                 | bo@e.dk
        Carla Dam | 05-03-2021 | Vejle     | Vejle, Horsenns | carla@e.dk
        Dorte Eg  | 05-03-2021 | Silkebrog |                 | dorte@e.dk
        Ib Lund   | 05-03-2021 | Silkebrog |                 | ib@e.dk
    """)
    seen = {row.text: row.row for row in proposed_matches(viewer=ALICE).itertuples()}
    assert seen.pop("silkebrog") == 4
    assert pd.isna(seen.pop("horsenns"))  # one of several in its cell: only the file is named
    assert not seen


@pytest.mark.usefixtures("database")
def test_a_guess_that_was_split_is_not_made_again() -> None:
    dropped(LIST)
    split_match(int(proposed_matches(viewer=ALICE).id[0]), by=ALICE)
    assert counts(dropped(LIST.replace("bo@e.dk", "bo2@e.dk"))) == "2 quarantined"


WORKPLACES = """
    navn   | kursusdato | kommune | arbejdsplads                  | email
    Bo Bo  | 05-03-2021 | Aarhus  | Rusmiddelcenteret Nørrebakken | bo@e.dk
    Eva Ø  | 05-03-2021 | Aarhus  | Rusmiddelcentret Nørrebaken   | eva@e.dk
"""


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("decide", "sites"),
    [
        (confirm_match, [("Rusmiddelcenteret Nørrebakken", 3)]),
        (split_match, [("Rusmiddelcenteret Nørrebakken", 1), ("Rusmiddelcentret Nørrebaken", 2)]),
    ],
    ids=["confirmed", "split"],
)
def test_the_next_file_goes_by_what_was_decided_about_a_workplace(decide, sites) -> None:
    dropped(WORKPLACES)
    assert rows("SELECT count(*) FROM site") == [(1,)]
    decide(int(proposed_matches(viewer=ALICE).id[0]), by=ALICE)
    dropped(WORKPLACES.replace("Eva Ø", "Ib Ø").replace("eva@", "ib@"))
    at = "SELECT s.name, count(*) FROM trainer t JOIN site s ON s.id = t.site_id GROUP BY s.name ORDER BY s.name"
    assert rows(at) == sites
    assert proposed_matches(viewer=ALICE).empty


@pytest.mark.usefixtures("database")
def test_an_alias_lets_the_rows_out_that_waited_for_it() -> None:
    assert counts(dropped(LIST)) == "1 loaded, 1 quarantined"
    assert add_alias("Mordor", "0751", by=ALICE).cured == 1
    assert counts(dropped(LIST)) == "2 unchanged"


@pytest.mark.usefixtures("sqlite_database")
def test_wrong_decisions_are_refused_with_a_sentence() -> None:
    for wrong in (
        lambda: add_alias("Mordor", "9999", by=ALICE),
        lambda: add_alias(" ", "0751", by=ALICE),
        lambda: confirm_match(99, by=ALICE),
    ):
        with pytest.raises(Refused) as refused:
            wrong()
        assert len(refused.value.message) > 15
