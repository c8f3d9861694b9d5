"""Every query, as everybody: what may stand in the answer. A query that nobody gave a rule fails here."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import itertools
import random
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from sqlalchemy import event, func, select

from access import policy
from access.permissions import Permission
from access.policy import Forbidden, Reach, allows
from access.viewer import Grant, Viewer
from programme import published, queries, sight
from programme.definitions import definitions
from programme.queries import Selection
from storage.access_tables import audit
from storage.engine import engine, reading, writing
from storage.tables import municipality, trainer
from tests.access import canaries
from tests.access.canaries import VIEWERS, Seeded, allowed, seen, text_of
from tests.builders import Builder

# Who may ask at all: everybody (what is the same for all and says nothing of anybody), or those with the right.
RULES: dict[str, Permission | None] = {
    "is_demo": None,
    "definition": None,
    "as_of": Permission.SEE_PROGRESS,
    "choices": Permission.SEE_PROGRESS,
    "likeness": Permission.SEE_PROGRESS,
    "municipality": Permission.SEE_PROGRESS,
    "municipality_table": Permission.SEE_PROGRESS,
    "network": Permission.SEE_PROGRESS,
    "networks": Permission.SEE_PROGRESS,
    "overview": Permission.SEE_PROGRESS,
    "quality": Permission.IMPORT_DATA,
    "scope_history": Permission.SEE_PROGRESS,
    "warning": Permission.SEE_PROGRESS,
    "warning_method": Permission.SEE_PROGRESS,
    "warnings_of": Permission.SEE_PROGRESS,
    "what_if_view": Permission.SEE_PROGRESS,
    "step_experience": Permission.SEE_PROGRESS,
    "plan": Permission.SEE_PROGRESS,
    "overdue_steps": Permission.SEE_PROGRESS,
}
REVIEWER = Viewer("Rita", frozenset({Grant("reviewer")}))
NOT_COORDINATOR = tuple(name for name in VIEWERS if name != "coordinator")


@pytest.fixture
def seeded(database) -> Seeded:
    return canaries.build()


@pytest.fixture
def seeded_once(sqlite_database) -> Seeded:
    """Where the engine does not matter."""
    return canaries.build()


def offered() -> dict[str, Any]:
    """The queries that pages can call, found by looking."""
    return {name: one for name in queries.__all__ if inspect.isfunction(one := getattr(queries, name))}


def asked_with(seeded: Seeded, parameter: str) -> list[Any]:
    """What to ask a query with, by the name of its parameter."""
    networks = [seeded.world.vest, seeded.world.øst, 99]
    selections = [Selection(), Selection(wave=1), Selection(region="1082"), Selection(size="large")]
    return {
        "code": [*canaries.CODES.values(), "9999", "citizens_trained"],
        "network_id": networks,
        "trainer_id": [None, *every_trainer()],
        "selection": [*selections, *(Selection(network=one) for one in networks)],
    }[parameter]


def every_trainer() -> list[int]:
    with reading() as connection:
        return list(connection.scalars(select(trainer.c.id)))


def walk(seeded: Seeded, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """The name of each query and all that it answers this viewer."""
    for name, query in offered().items():
        parameters = [one for one in inspect.signature(query).parameters if one != "viewer"]
        for values in itertools.product(*(asked_with(seeded, one) for one in parameters)):
            try:
                yield name, text_of(query(*values, viewer=viewer))
            except Forbidden as refused:
                yield name, f"FORBIDDEN {refused}"


def found_by(seeded: Seeded, name: str) -> set[str]:
    return set().union(*(seen(text) for _, text in walk(seeded, seeded.viewer(name))))


def test_every_query_has_a_rule():
    assert set(offered()) == set(RULES)


@pytest.mark.parametrize("name", VIEWERS)
def test_everybody_finds_the_canaries_of_the_table_and_no_other(seeded, name):
    assert found_by(seeded, name) == allowed(name)


@pytest.mark.parametrize("name", VIEWERS)
def test_who_may_not_ask_is_refused(seeded_once, name):
    viewer = seeded_once.viewer(name)
    for query, text in walk(seeded_once, viewer):
        right = RULES[query]
        assert text.startswith("FORBIDDEN") == (right is not None and not allows(viewer, right)), query


def everywhere(_viewer: Viewer, _permission: Permission) -> Reach:
    return Reach(True, frozenset())


# Each guard taken out on purpose: (what, by what, who then finds more than the table allows).
BROKEN = [
    ("access.policy", "reach", everywhere, NOT_COORDINATOR),
    ("programme.sight", "Sight.may_show_contact", lambda *_, **__: True, ("trainer", "administrator", "coordinator")),
    ("programme.queries.municipality", "_Place.may_name", lambda *_: True, ("trainer", "ministry", "other")),
    ("programme.queries.municipality", "homes", lambda _, sites: dict.fromkeys(sites, 1), ("trainer",)),
    ("programme.queries.network", "homes", lambda _, sites: dict.fromkeys(sites, 1), ("trainer",)),
]


@pytest.mark.parametrize(
    ("module", "guard", "instead", "name"), [(*guard, name) for *guard, names in BROKEN for name in names]
)
def test_a_broken_guard_is_seen(seeded_once, monkeypatch, module, guard, instead, name):
    *inside, attribute = guard.split(".")
    owner = functools.reduce(getattr, inside, sys.modules[module])
    monkeypatch.setattr(owner, attribute, instead)
    assert found_by(seeded_once, name) - allowed(name)


def test_a_query_that_asks_nobody_is_seen(seeded_once, monkeypatch):
    monkeypatch.setattr(policy, "require", lambda *_: None)
    answers = [text for name, text in walk(seeded_once, canaries.SIGNED_OUT) if RULES[name]]
    assert any(not text.startswith("FORBIDDEN") for text in answers)


# --- What a view says besides people ------------------------------------------------------------------------------


def test_a_stranger_sees_the_same_progress_and_the_facts_of_the_answers(seeded):
    own = queries.municipality("0561", viewer=seeded.viewer("trainer"))
    other = queries.municipality("0561", viewer=seeded.viewer("other"))
    assert other.row == own.row
    for part in ("timeline", "barriers"):
        assert getattr(other, part).equals(getattr(own, part)), part
    facts = own.answers[~own.answers["question"].isin({"free_text", "employment", "confidence"})]
    assert list(other.answers["value"]) == list(facts["value"])
    assert other.answers["who"].isna().all()
    assert list(other.contradictions["label"]) == list(own.contradictions["label"]) != []
    assert [list(who) for who in other.contradictions["who"]] == [[]] * len(other.contradictions)
    assert list(other.notes["kind"]) == ["pause"]
    assert (own.sees_people, other.sees_people, len(other.people)) == (True, False, 0)


def test_the_ministry_sees_no_single_answer_and_trainers_in_bands(seeded):
    view = queries.municipality("0561", viewer=seeded.viewer("ministry"))
    assert len(view.answers) == len(view.contradictions) == len(view.people) == 0
    assert view.row["active_trainers"] == "1-4"
    assert set(view.sites["active_trainers"]) <= {"0", "1-4", "5+"}
    table = queries.municipality_table(Selection(), viewer=seeded.viewer("ministry"))
    assert set(table["active_trainers"]) == {"0", "1-4"}
    networks = queries.networks(Selection(), viewer=seeded.viewer("ministry"))
    assert set(networks["active_trainers"]) == {"1-4"}
    exact = queries.networks(Selection(), viewer=seeded.viewer("other"))
    assert set(exact["active_trainers"]) == {3}  # positive control


def test_whom_to_call_in_the_own_network_and_nobody_elsewhere(seeded):
    vest = seeded.world.vest
    own = queries.network(vest, viewer=seeded.viewer("trainer")).call_first.iloc[0]
    assert own["trainer"].startswith("name·VEST")
    for name in ("other", "ministry", "lead_elsewhere"):
        calls = queries.network(vest, viewer=seeded.viewer(name)).call_first
        assert len(calls) == 1, "the municipality is still there"
        assert calls[["trainer", "phone", "email"]].isna().all().all()


def test_a_private_site_belongs_to_the_network_that_it_chose(seeded):
    with writing() as connection:
        make = Builder(connection)
        private = make.site("0751", "Privat sted", kind=2, network_id=seeded.world.vest)
        make.trainer(private, canaries.TRAINED, first_name="Privat", last_name="Person")
    assert "Privat Person" in set(queries.municipality("0751", viewer=seeded.viewer("trainer")).people["name"])
    assert "Privat Person" not in set(queries.municipality("0751", viewer=seeded.viewer("other")).people["name"])


def test_two_people_of_one_name_still_contradict_each_other(seeded):
    assert len(queries.municipality("0561", viewer=seeded.viewer("lead")).contradictions) == 1


def test_no_reason_gives_the_ministry_a_number_of_trainers():
    for rule in definitions().rules:
        for sentence in rule.reason.values():
            filled = sentence.replace("{trained}", "7").replace("{active}", "7")
            after_site = f"Center Syd: {filled[0].lower()}{filled[1:]}"  # as where a municipality has several sites
            for reason in (filled, after_site):
                told = sight.sight(REVIEWER).words(reason)
                assert not any(number in told for number in ("7", "un én ", "en eneste ")), sentence


# --- The log, and what policy costs -------------------------------------------------------------------------------


def viewed() -> list[tuple[int, int | None, str]]:
    query = select(audit.c.actor_id, audit.c.network_id, audit.c.detail).where(audit.c.action == "contact_viewed")
    with reading() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(audit.c.id))]


def test_a_view_of_contact_details_is_one_line_in_the_log(seeded):
    alice, vest = seeded.people["trainer"], seeded.world.vest
    queries.municipality("0561", viewer=alice.viewer)
    queries.municipality("0561", viewer=alice.viewer)  # the page is drawn twice: once by the server, once by Dash
    queries.network(vest, viewer=alice.viewer)
    assert viewed() == [(alice.account_id, vest, "kommune 0561"), (alice.account_id, vest, f"netværk {vest}")]


@pytest.mark.parametrize("name", ["ministry", "other", "ex_member", "administrator"])
def test_a_page_without_contact_details_leaves_no_line(seeded_once, name):
    for query in (
        lambda viewer: queries.municipality("0561", viewer=viewer),
        lambda viewer: queries.network(1, viewer=viewer),
    ):
        try:
            query(seeded_once.viewer(name))
        except Forbidden:
            assert name == "ex_member"
    assert viewed() == []


def test_policy_for_98_municipalities_costs_no_query_and_one_look(seeded_once, monkeypatch):
    viewer = seeded_once.viewer("other")
    queries.municipality_table(Selection(), viewer=viewer)  # states are there from here on
    looks, reach = [], policy.reach
    monkeypatch.setattr(policy, "reach", lambda *given: looks.append(given) or reach(*given))
    statements = counted(lambda: queries.municipality_table(Selection(), viewer=viewer))
    assert len(statements) <= 4
    assert len(looks) <= 5  # once per right that the page asks for, not per row


def test_policy_for_a_municipality_costs_one_query(seeded_once):
    viewer = seeded_once.viewer("trainer")
    queries.municipality("0561", viewer=viewer)
    statements = counted(lambda: queries.municipality("0561", viewer=viewer))
    assert sum("coalesce(site.network_id, network_municipality.network_id)" in one for one in statements) == 1


def counted(act: Any) -> list[str]:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    return statements


# --- Small numbers ------------------------------------------------------------------------------------------------


def fill(connection, dice: random.Random) -> None:
    """One site in each kind of municipality, with few citizens and kits more often than many."""
    make, m = Builder(connection), municipality.c
    kinds = connection.execute(select(func.min(m.code)).group_by(m.region_code, m.size)).scalars().all()
    for code in kinds:
        trainer = make.trainer(make.site(code), date(2021, 2, 10))
        counts = dice.choices((0, 1, 2, 3, 4, 7, 12, 60), k=2)
        make.answer(date(2021, 4, 1), trainer=trainer, wave=1, citizens=counts[0], kits=counts[1])
    make.network("Netværk Prøve", *kinds[:3])


def selections() -> list[Selection]:
    found = queries.choices(viewer=REVIEWER)
    regions = [None, *(code for code, _ in found.regions)]
    sizes = [None, *(code for code, _ in found.sizes)]
    cells = [Selection(wave, region, None, size) for wave, region, size in itertools.product((None, 1), regions, sizes)]
    networks = [number for number, _ in found.networks]
    return cells + [Selection(network=one, region=region) for one in networks for region in regions[:2]]


@pytest.mark.parametrize("seed", range(2))
def test_nobody_can_reckon_a_hidden_count_from_all_that_is_published(database, seed):
    """Every selection is asked for; the linear system of all shown values leaves each hidden one 5 wide or more."""
    with writing() as connection:
        fill(connection, random.Random(seed))
    asked = {one: {f.code: f for f in queries.overview(one, viewer=REVIEWER).figures} for one in selections()}
    with reading() as connection:
        places = connection.execute(select(municipality.c.region_code, municipality.c.size).distinct()).all()
    for code in ("citizens_trained", "kits"):
        known, values, hidden, shown_small = [], [], [], []
        for selection, figures in asked.items():
            figure = figures[code]
            assert (figure.previous, figure.denominator, figure.has_change) == (None, None, False)
            assert figure.numerator == figure.value
            if selection.network is not None:
                assert (figure.value, figure.shown) == (None, "Vises ikke for dette udsnit")
                continue
            row = np.array([selection.region in (None, r) and selection.size in (None, s) for r, s in places], float)
            if figure.shown is None:
                known.append(row)
                values.append(figure.value)
                shown_small += [figure.value] if 0 < figure.value < 5 else []
            else:
                assert figure.value is None
                assert figure.shown == published.HIDDEN
                hidden.append(row)
        assert shown_small == []
        assert hidden, "a case without small numbers shows nothing"
        assert known or seed != 0
        for row in np.unique(np.array(hidden), axis=0):
            assert width(row, known, values) >= 5 - 1e-6


def width(goal: np.ndarray, known: list[np.ndarray], values: list[float]) -> float:
    given = {"A_eq": np.array(known), "b_eq": values} if known else {}
    least, most = linprog(goal, **given), linprog(-goal, **given)
    return float("inf") if most.status == 3 else -most.fun - least.fun


def test_without_secondary_hiding_the_property_fails(sqlite_database, monkeypatch):
    """The guard broken on purpose: only what is small itself is hidden."""
    monkeypatch.setattr(published, "hidden", lambda counts: primary_only(counts))
    published._mask.cache_clear()
    try:
        with pytest.raises(AssertionError):
            test_nobody_can_reckon_a_hidden_count_from_all_that_is_published(sqlite_database, 0)
    finally:
        published._mask.cache_clear()


def primary_only(counts: np.ndarray) -> np.ndarray:
    from programme.suppression import with_totals

    table = with_totals(counts)
    return (table > 0) & (table < 5)


def test_the_ministry_reads_the_same_counts_as_everybody_where_they_are_not_hidden(database):
    with writing() as connection:
        fill(connection, random.Random(1))
    exact = Viewer("Karen", frozenset({Grant("coordinator")}))
    compared = 0
    for selection in selections():
        if selection.network is None:
            theirs = {f.code: f for f in queries.overview(selection, viewer=REVIEWER).figures}
            ours = {f.code: f for f in queries.overview(selection, viewer=exact).figures}
            for code in ("citizens_trained", "kits"):
                if theirs[code].shown is None:
                    assert theirs[code].value == ours[code].value
                    compared += 1
            for code in ("start_rate", "time_to_start"):
                assert dataclasses.replace(theirs[code], response_rate=None) == dataclasses.replace(
                    ours[code], response_rate=None
                )
    assert compared


def test_a_new_answer_publishes_its_cube_anew_and_nothing_else(database):
    from programme import status_store

    with writing() as connection:
        fill(connection, random.Random(2))
        status_store.refresh(connection)
        make = Builder(connection)
        site = make.site("0101")
        make.answer(date(2021, 4, 2), trainer=make.trainer(site, date(2021, 2, 10)), wave=1, citizens=500)
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_):
            statements.append(statement)

        event.listen(engine(), "before_cursor_execute", note)
        status_store.refresh(connection, site_ids={site})
        event.remove(engine(), "before_cursor_execute", note)
    written = [one for one in statements if "published_cell" in one and not one.startswith("SELECT")]
    assert sum(one.startswith("INSERT") for one in written) == 2  # citizens today and at the wave; kits stand
    total = {f.code: f for f in queries.overview(Selection(), viewer=REVIEWER).figures}["citizens_trained"]
    assert total.value is None or total.value >= 500
