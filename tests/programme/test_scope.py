"""Who may take a site out of scope, and who reads why."""

import pytest

from access.policy import Forbidden
from programme import actions, queries
from tests.access import canaries
from tests.access.canaries import CODES, VIEWERS

WHY = "Nabokommunen driver det"
MAY_SET, OUTSIDE = {"coordinator", "administrator"}, {"signed_out", "ex_member"}


@pytest.fixture
def seeded(database) -> canaries.Seeded:
    return canaries.build()


@pytest.mark.parametrize("name", VIEWERS)
def test_scope_is_set_by_those_who_keep_the_networks(seeded, name):
    def act() -> None:
        actions.set_scope(site_id=seeded.sites["VEST"], is_in_scope=False, why=WHY, by=seeded.viewer(name))

    if name in MAY_SET:
        act()
    else:
        with pytest.raises(Forbidden):
            act()
    sites = queries.municipality(CODES["VEST"], viewer=seeded.viewer("coordinator")).sites.set_index("id")
    assert (sites.loc[seeded.sites["VEST"], "state"] == "ikke_omfattet") == (name in MAY_SET)


def test_everybody_reads_that_it_was_set_and_the_network_and_red_liv_why(seeded):
    actions.set_scope(site_id=seeded.sites["VEST"], is_in_scope=False, why=WHY, by=seeded.viewer("coordinator"))
    told = {}
    for name in set(VIEWERS) - OUTSIDE:
        history = queries.scope_history(CODES["VEST"], viewer=seeded.viewer(name))
        assert list(history["is_in_scope"]) == [False]
        told[name] = (history["why"][0], history["who"][0])
    author = seeded.people["coordinator"].viewer.name
    reads = {name for name, said in told.items() if said == (WHY, author)}
    assert reads == {"trainer", "lead", "coordinator", "administrator"}
    assert {said for name, said in told.items() if name not in reads} == {(None, None)}
    for name in OUTSIDE:
        with pytest.raises(Forbidden):
            queries.scope_history(CODES["VEST"], viewer=seeded.viewer(name))
