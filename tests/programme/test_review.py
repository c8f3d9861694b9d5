"""The review: what it holds, for whom, and that it reads the same after it has been kept as text."""

import pytest

from access.policy import Forbidden
from access.viewer import Grant, Viewer
from programme import review as reviews
from programme.errors import Refused
from programme.published import HIDDEN
from programme.queries import Selection
from programme.review import goals
from programme.review.keep import pack, unpack
from programme.review.terms import fixed_targets, model_version
from storage.engine import reading, writing
from tests.access import canaries, world
from tests.builders import Builder
from tests.programme import reviewing

KAREN = Viewer("Karen", frozenset({Grant("coordinator")}))
RITA = Viewer("Rita", frozenset({Grant("reviewer")}))
ADAM = Viewer("Adam", frozenset({Grant("administrator")}))


@pytest.fixture
def sites(database, monkeypatch) -> dict[str, int]:
    """The programme of reviewing.py on 1 July 2021."""
    return seen_on(monkeypatch, "2021-07-01", reviewing.fill)


def seen_on(monkeypatch, day, make):
    import config

    monkeypatch.setenv("FODFAESTE_TODAY", day)
    config.settings.cache_clear()
    return make()


def figure(review, code):
    return next(one for one in review.indicators if one.code == code)


def test_a_review_counts_what_the_tables_hold(sites):
    found = reviews.review(Selection(), viewer=KAREN)
    assert found.title == "Hele landet"
    assert figure(found, "citizens_trained").value == sum(reviewing.CITIZENS.values())
    assert figure(found, "trained_trainers").value == 10
    assert figure(found, "start_rate").value == 1.0
    assert (figure(found, "sites_delivering").numerator, figure(found, "sites_delivering").denominator) == (0, 5)
    assert list(found.responses["due"]) == [10]
    assert list(found.responses["answered"]) == [5]


@pytest.mark.parametrize(
    ("selection", "title", "citizens"),
    [
        (Selection(), "Hele landet", 20633),
        (Selection(region="1085"), "Region Sjælland", 3137),
        (Selection(region="1083", size="large"), "Region Syddanmark", 4219),  # a review never is about a size
        (Selection(region="9999"), "Hele landet", 20633),
    ],
)
def test_a_review_is_about_a_scope(sites, selection, title, citizens):
    found = reviews.review(selection, viewer=KAREN)
    assert (found.title, figure(found, "citizens_trained").value) == (title, citizens)


def test_a_network_goes_before_its_region(sites):
    with writing() as connection:
        network = Builder(connection).network("Netværk Fyn", "0461")
    reviewing.refresh()
    found = reviews.review(Selection(region="1084", network=network), viewer=KAREN)
    assert (found.title, figure(found, "citizens_trained").value) == ("Netværk Fyn", 4219)


def test_the_ministry_finds_bands_and_published_counts_and_no_fraction_that_tells_them(sites):
    found = reviews.review(Selection(region="1085"), viewer=RITA)
    assert figure(found, "trained_trainers").shown == "1-4"
    assert figure(found, "trained_trainers").value is None
    assert list(found.responses["due"]) == ["1-4"]
    assert found.responses["share"].isna().all()
    whole = reviews.review(Selection(), viewer=RITA)
    assert figure(whole, "trained_trainers").value == 10
    assert list(whole.responses["share"]) == [0.5]
    for one in whole.indicators:
        if one.response_rate is not None:
            assert round(one.response_rate, 2) == one.response_rate


def test_what_is_hidden_hides_what_is_made_of_it(sites):
    for region in ("1084", "1083"):  # the small count, and the one that must not give it away
        hidden = reviews.review(Selection(region=region), viewer=RITA)
        for code in ("citizens_trained", "kits_per_citizen"):
            one = figure(hidden, code)
            assert (one.value, one.previous, one.shown) == (None, None, HIDDEN)
        assert figure(hidden, "citizens_trained").numerator is None


def test_no_person_and_no_free_text_is_in_a_review(database):
    seeded = canaries.build()
    for name in ("ministry", "coordinator", "trainer", "administrator"):
        text = pack(reviews.review(Selection(), viewer=seeded.viewer(name)))
        assert canaries.seen(text) == set(), name


def test_pauses_are_facts_for_those_who_see_facts(database):
    seeded = canaries.build()
    assert list(reviews.review(Selection(), viewer=seeded.viewer("ministry")).pauses["sites"]) == [1, 1, 1]
    assert reviews.review(Selection(), viewer=seeded.viewer("administrator")).pauses.empty


def test_who_may_not_see_progress_gets_no_review(sites):
    with pytest.raises(Forbidden):
        reviews.review(Selection(), viewer=canaries.SIGNED_OUT)


def test_kept_as_text_and_read_again_it_is_the_same(sites):
    for viewer in (KAREN, RITA):
        written = pack(reviews.review(Selection(), viewer=viewer))
        assert pack(unpack(written)) == written


def test_the_models_edition_changes_with_any_definition(monkeypatch):
    from dataclasses import replace

    from programme.definitions import definitions
    from programme.review import terms

    before = model_version()
    other = replace(definitions(), own_experience_from=definitions().own_experience_from + 1)
    monkeypatch.setattr(terms, "definitions", lambda: other)
    assert model_version() != before


# --- Targets and gains --------------------------------------------------------------------------------------------


def targets(viewer=KAREN, region=None):
    found = reviews.review(Selection(region=region), viewer=viewer).targets
    return {row["title"]: (row["wanted"], row["result"], row["shown"]) for row in found.to_dict("records")}


def add(**more):
    given = {"title": "Borgere oplært", "measure": "citizens_trained", "wanted": "30.000", "result": ""}
    given |= {"source": "Opfølgning", "responsible": "Projektleder", "by": KAREN}
    goals.add_target(**given | more)


def test_the_two_targets_of_the_task_are_always_there(sites):
    assert [row["wanted"] for row in fixed_targets()] == [50, 324]
    assert {title: row[:2] for title, row in targets().items()} == {
        "Kurser for trænere": (50, 1),
        "Uddannede trænere": (324, 10),
    }


def test_targets_hold_for_the_nation_only(sites):
    assert targets(region="1085") == {}


def test_a_target_is_measured_by_a_figure_or_by_hand(sites):
    add()
    add(title="Møder", measure="", wanted="4", result="3")
    assert targets()["Borgere oplært"][:2] == (30_000, 20633)
    assert targets()["Møder"][:2] == (4, 3)


def test_a_target_shows_the_ministry_what_the_figure_does(sites):
    add()
    seen = figure(reviews.review(Selection(), viewer=RITA), "citizens_trained")
    _, result, shown = targets(RITA)["Borgere oplært"]
    assert (None if result != result else result, shown) == (seen.value, seen.shown)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "hvad målet er"),
        ({"wanted": "mange"}, "helt tal"),
        ({"wanted": "0"}, "helt tal"),
        ({"measure": "phone"}, "fra listen"),
        ({"source": ""}, "datakilde"),
        ({"responsible": "010203-1234"}, "CPR"),
        ({"title": "x" * 201}, "for lang"),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_a_remedy(sites, wrong, says):
    with pytest.raises(Refused, match=says):
        add(**wrong)
    assert len(targets()) == 2


def test_what_is_ended_stays_in_the_table(sites):
    add()
    goals.add_gain(
        effect="Flere borgere med kit", realisation="Kurser i alle kommuner", benefit="Færre dødsfald", by=KAREN
    )
    found = reviews.review(Selection(), viewer=RITA)
    assert list(found.gains["benefit"]) == ["Færre dødsfald"]
    goals.end_target(target_id=int(found.targets["id"].dropna().iloc[0]), by=KAREN)
    goals.end_gain(gain_id=int(found.gains["id"].iloc[0]), by=KAREN)
    after = reviews.review(Selection(), viewer=RITA)
    assert (len(after.targets), len(after.gains)) == (2, 0)
    with reading() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM review_target WHERE until IS NOT NULL").scalar()
    assert kept == 1


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "rita", "adam"])
def test_only_a_coordinator_sets_targets_and_gains(sqlite_database, name):
    by = getattr(world.build(), name).viewer
    with pytest.raises(Forbidden):
        add(by=by)
    with pytest.raises(Forbidden):
        goals.add_gain(effect="x", realisation="x", benefit="x", by=by)
    with pytest.raises(Forbidden):
        goals.end_target(target_id=1, by=by)
