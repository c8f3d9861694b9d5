"""What one viewer may see of the programme, worked out once per page; and which network a site belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from access import policy
from access.permissions import Permission
from access.policy import Reach
from access.viewer import Viewer
from programme.suppression import band
from storage import tables as t

STAFF_COUNTS = (
    (re.compile(r"([Aa])lle \d+ trænere"), r"\1lle trænere"),
    (re.compile(r" tilbage af \d+"), " tilbage"),
    (re.compile(r"Kun én aktiv træner"), "Få aktive trænere"),
    (re.compile(r"kun én aktiv træner"), "få aktive trænere"),
    (re.compile(r"Kun én uddannet træner"), "Få uddannede trænere"),
    (re.compile(r"kun én uddannet træner"), "få uddannede trænere"),
    (re.compile(r"Den eneste træner"), "Alle trænere"),
    (re.compile(r"den eneste træner"), "alle trænere"),
)


@dataclass(frozen=True)
class Sight:
    """Where the viewer's rights hold."""

    people: Reach
    contacts: Reach
    is_exact: bool  # False: staff figures in bands, counts of citizens only as published
    sees_notes: bool

    def may_show_contact(self, network_id: int | None, may_contact: bool | None, may_network: bool | None) -> bool:
        """True if the details may be shown: consent to be contacted, and among colleagues to be shared with them."""
        if not self.contacts.covers(network_id) or not may_contact:
            return False
        return self.contacts.is_everywhere or bool(may_network)

    def rows(self, found: pd.DataFrame) -> pd.DataFrame:
        """A frame with the columns active_trainers and reason as far as it has them, as the viewer may see them."""
        return found if self.is_exact else found.assign(**self._vague(found))

    def columns(self, found: dict[str, list[Any]]) -> dict[str, list[Any]]:
        """The same of a table that is no frame."""
        return found if self.is_exact else found | self._vague(found)

    def _vague(self, found: pd.DataFrame | dict[str, list[Any]]) -> dict[str, list[Any]]:
        kept: dict[str, list[Any]] = {}
        if "active_trainers" in found:
            kept["active_trainers"] = [band(int(count)) for count in found["active_trainers"]]
        if "reason" in found:
            kept["reason"] = [self.words(reason) for reason in found["reason"]]
        return kept

    def words(self, reason: str) -> str:
        """The reason of a state without how many trainers there are."""
        for exact, vague in () if self.is_exact else STAFF_COUNTS:
            reason = exact.sub(vague, reason)
        return reason

    def staff(self, count: int) -> int | str:
        """A number of trainers, or its band."""
        return count if self.is_exact else band(count)


def sight(viewer: Viewer) -> Sight:
    """What the viewer may see; raises Forbidden for those who may not even see progress."""
    policy.require(viewer, Permission.SEE_PROGRESS)
    return Sight(
        people=policy.reach(viewer, Permission.SEE_PEOPLE),
        contacts=policy.reach(viewer, Permission.SEE_CONTACT_DETAILS),
        is_exact=policy.allows(viewer, Permission.SEE_EXACT_FIGURES),
        sees_notes=policy.allows(viewer, Permission.SEE_STATUS_FACTS),
    )


def homes(connection: Connection, sites: Iterable[int]) -> dict[int, int | None]:
    """The network of each site today: the one it has chosen (private sites), else that of its municipality."""
    s, member = t.site.c, t.network_municipality.c
    is_member = (member.municipality_code == s.municipality_code) & member.until.is_(None)
    query = (
        select(s.id, func.coalesce(s.network_id, member.network_id))
        .outerjoin_from(t.site, t.network_municipality, is_member)
        .where(s.id.in_(list(sites)))
    )
    return {int(site): network for site, network in connection.execute(query)}


def may_retract(writes: Reach, network_id: int | None, author_id: int | None, viewer: Viewer) -> bool:
    """True for a note of one's own in a network where one may still write, and for whoever may write everywhere."""
    is_own = author_id is not None and author_id == viewer.account_id
    return writes.is_everywhere or (is_own and writes.covers(network_id))
