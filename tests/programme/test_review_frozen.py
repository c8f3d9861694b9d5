"""A frozen review stands still, says what has come of its figures since, and is read by each as each may read it."""

import orjson
import pytest
from sqlalchemy import select

from access.policy import Forbidden
from programme import review as reviews
from programme.queries import Selection
from programme.review.keep import pack, unpack
from storage.access_tables import audit
from storage.engine import reading
from tests.access import canaries, world
from tests.programme import reviewing
from tests.programme.test_review import ADAM, KAREN, RITA, figure, seen_on

WAVE = Selection(wave=1)


@pytest.fixture
def sites(database, monkeypatch) -> dict[str, int]:
    return seen_on(monkeypatch, "2021-07-01", reviewing.fill)


def kept(number: int, viewer) -> str:
    return pack(reviews.frozen_review(number, viewer=viewer).review)


def beside(number: int, viewer):
    found = reviews.comparison(reviews.frozen_review(number, viewer=viewer), viewer=viewer)
    changed = found.figures[found.figures["is_changed"]]
    return found, {row["code"]: (row["then"], row["now"]) for row in changed.to_dict("records")}


def test_new_imports_do_not_change_it(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    before = {viewer.name: kept(number, viewer) for viewer in (KAREN, RITA)}
    reviewing.answer_more(sites["0265"], 4000)
    assert {viewer.name: kept(number, viewer) for viewer in (KAREN, RITA)} == before
    live = reviews.review(WAVE, viewer=KAREN)
    assert figure(live, "citizens_trained").value == 20633 - 3137 + 4000  # positive control


def test_one_of_edition_1_reads_the_same(sites):
    """There the tables of the overview stood row by row."""
    made = reviews.review(WAVE, viewer=KAREN)
    said = orjson.loads(pack(made))
    for name in ("municipalities", "networks", "steps", "survival", "barriers", "changes"):
        columns = said["review"]["overview"][name]
        rows = [list(row) for row in zip(*columns.values(), strict=True)]
        said["review"]["overview"][name] = {"columns": list(columns), "rows": rows}
    said["review"]["overview"]["worst_network"] = "Netværk Vest"
    old = unpack(orjson.dumps(said | {"edition": 1}).decode())
    assert pack(old) == pack(made)
    assert len(old.overview.municipalities["code"]) == 98


def test_unchanged_figures_have_no_revision_note(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    for viewer in (KAREN, RITA):
        found, changed = beside(number, viewer)
        assert (found.is_revision, found.is_other_model, changed, len(found.states)) == (True, False, {}, 0)


def test_changed_figures_of_the_same_day_are_a_revision(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    reviewing.answer_more(sites["0265"], 4000)
    found, changed = beside(number, KAREN)
    assert found.is_revision
    assert changed["citizens_trained"] == (20633, 21496)
    assert changed["trained_trainers"] == (10, 11)
    assert "start_rate" not in changed


def test_another_day_is_development_and_no_revision(sites, monkeypatch):
    number = reviews.freeze(Selection(), by=KAREN)
    seen_on(monkeypatch, "2021-12-01", reviewing.refresh)
    found, _ = beside(number, KAREN)
    assert not found.is_revision
    assert str(found.as_of) == "2021-12-01"
    assert len(found.states), "nobody has been heard of for months: states have changed"


def test_another_edition_of_the_model_is_said(sites, monkeypatch):
    from programme.review import build

    number = reviews.freeze(WAVE, by=KAREN)
    monkeypatch.setattr(build, "model_version", lambda: "andet")
    assert beside(number, KAREN)[0].is_other_model


def test_the_ministry_gets_its_own_copy(sites):
    number = reviews.freeze(Selection(wave=1, region="1083"), by=KAREN)
    assert "4219" in kept(number, KAREN)
    assert "4219" not in kept(number, RITA)  # hidden, so that the 3 of another region cannot be reckoned
    assert '"is_exact":false' in kept(number, RITA)


def test_the_ministry_gets_no_small_step_of_citizens(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    reviewing.answer_more(sites["0265"], 3139)  # two more citizens
    assert "citizens_trained" not in beside(number, RITA)[1]
    assert beside(number, KAREN)[1]["citizens_trained"] == (20633, 20635)


def test_pauses_in_it_are_facts_for_those_who_see_facts(database):
    canaries.build()
    number = reviews.freeze(Selection(), by=KAREN)
    assert len(reviews.frozen_review(number, viewer=RITA).review.pauses) == 3
    assert len(reviews.frozen_review(number, viewer=ADAM).review.pauses) == 0


def test_frozen_reviews_are_listed_by_scope_newest_first(sites):
    numbers = [reviews.freeze(one, by=KAREN) for one in (WAVE, Selection(), Selection(region="1085"))]
    assert list(reviews.frozen_reviews(viewer=RITA)["id"]) == numbers[::-1]
    assert list(reviews.frozen_reviews(Selection(), viewer=RITA)["id"]) == numbers[1::-1]
    assert list(reviews.frozen_reviews(Selection(region="1085"), viewer=RITA)["title"]) == ["Region Sjælland"]
    assert reviews.frozen_review(99, viewer=RITA) is None


def test_changes_are_counted_from_the_last_review_of_an_earlier_day(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    reviewing.answer_more(sites["0265"], 4000)
    current = reviews.review(Selection(), viewer=KAREN)
    last = reviews.last_before(current, viewer=KAREN)
    assert last.id == number
    rows = reviews.figures_beside(last.review, current).set_index("code")
    assert (rows.loc["citizens_trained", "then"], rows.loc["citizens_trained", "now"]) == (20633, 21496)
    assert reviews.last_before(reviews.review(WAVE, viewer=KAREN), viewer=KAREN) is None  # of the same day


def test_the_ministry_gets_no_change_of_citizens_or_of_staff(sites):
    reviews.freeze(WAVE, by=KAREN)
    current = reviews.review(Selection(region=None), viewer=RITA)
    rows = reviews.figures_beside(reviews.last_before(current, viewer=RITA).review, current).set_index("code")
    assert not rows.loc[["citizens_trained", "kits", "kits_per_citizen", "kits_per_100000"], "has_change"].any()


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "rita", "adam"])
def test_only_a_coordinator_freezes(sqlite_database, name):
    with pytest.raises(Forbidden):
        reviews.freeze(Selection(), by=getattr(world.build(), name).viewer)
    assert reviews.frozen_reviews(viewer=KAREN).empty


def test_freezing_is_in_the_log(sites):
    number = reviews.freeze(WAVE, by=KAREN)
    with reading() as connection:
        line = connection.execute(select(audit.c.detail).where(audit.c.action == "review_frozen")).scalar_one()
    assert line.startswith(f"{number}: Hele landet")
