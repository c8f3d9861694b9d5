"""Comments on a figure or a municipality of a review, and their answers. They are no part of the forum.

The reviewer and the coordinator write and read them all; a network's lead those that mention the lead or concern the
network, and answers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select, true

from access import audit, policy
from access.permissions import Permission
from access.policy import Forbidden, Reach, require
from access.roles import ROLES
from access.viewer import Viewer
from programme.calendar import now
from programme.definitions import definitions
from programme.errors import Refused
from programme.queries import Selection, as_of, shared
from programme.review import frozen
from programme.review.build import normal, title
from programme.review.measures import CODES
from programme.review.terms import fit
from storage import tables as t
from storage.access_tables import account, role_grant
from storage.engine import reading, writing
from storage.review_tables import review_comment

LONGEST = 2000
FIGURES = (*CODES, "states", "barriers")  # what a comment may be about besides a municipality
COORDINATOR, LEAD = "coordinator", "lead"
c, m, member, grant = review_comment.c, t.municipality.c, t.network_municipality.c, role_grant.c


@dataclass(frozen=True)
class Person:
    """Somebody who can be mentioned; the name is there for those who may see who people are."""

    account_id: int
    role: str
    network_id: int | None
    network: str | None
    name: str | None


def comment(
    selection: Selection, *, about: str, mentions: int | None, text: str, review_id: int | None = None, by: Viewer
) -> int:
    """Writes a comment that keeps the date and scope of the view; returns its id; raises Refused, Forbidden.

    about: the code of a figure or of a municipality in the scope. review_id: of the frozen review it is written at.
    """
    require(by, Permission.COMMENT_REVIEW)
    text = fit(text, LONGEST, "Skriv kommentaren.")
    selection = normal(selection)
    day = as_of(selection, viewer=by)
    with writing() as connection:
        selection = shared.known(connection, selection)
        if review_id is not None:
            day = frozen.is_there(connection, review_id) or _nothing()
        concerned = _concerned(connection, selection, about)
        if mentions is not None and mentions not in {one.account_id for one in _people(connection, selection, about)}:
            raise Refused("Vælg en ansvarlig fra listen: en koordinator eller en leder af det netværk, det gælder.")
        row = {
            "review_id": review_id,
            "as_of": day,
            "wave": selection.wave,
            "region": selection.region,
            "scope_network_id": selection.network,
            "scope_title": title(connection, selection),
            "about": about,
            "network_id": concerned,
            "mentions_id": mentions,
            "text": text,
        }
        return _insert(connection, row, "review_commented", by)


def answer(*, comment_id: int, text: str, by: Viewer) -> int:
    """Answers a comment that one may see; returns the answer's id; raises Refused, Forbidden."""
    reach = policy.reach(by, Permission.ANSWER_REVIEW)
    text = fit(text, LONGEST, "Skriv svaret.")
    with writing() as connection:
        query = select(review_comment).where(c.id == comment_id, c.answers_id.is_(None), _seen(reach, by))
        found = connection.execute(query).mappings().first()
        if found is None:
            raise Forbidden(Permission.ANSWER_REVIEW.value)  # also where there is no such comment
        kept = {name: value for name, value in found.items() if name not in ("id", "author_id", "at", "text")}
        return _insert(connection, kept | {"answers_id": comment_id, "text": text}, "review_answered", by)


def comments(selection: Selection, *, review_id: int | None = None, viewer: Viewer) -> list[dict[str, Any]]:
    """The comments of a scope (of any day), or of one frozen review, as the viewer may see them; newest first.

    Each with id, at, as_of, wave, region, network, scope, about, about_name, text, author, mentions, is_for_me and
    answers (id, at, author, text). Where the viewer may not see people, author and mentions are roles.
    """
    selection = normal(selection)
    of = (
        c.review_id == review_id
        if review_id is not None
        else _is(c.region, selection.region) & _is(c.scope_network_id, selection.network)
    )
    return _threads(of, viewer)


def for_me(*, viewer: Viewer) -> list[dict[str, Any]]:
    """Comments that wait: they mention the viewer, or nobody and concern a network that the viewer leads.

    One waits until somebody has answered, and again when its author has written once more.
    """
    led = {one.network_id for one in viewer.grants if one.role == LEAD and one.network_id is not None}
    concerns = c.mentions_id == viewer.account_id if viewer.account_id is not None else c.id < 0
    if led:
        concerns |= c.network_id.in_(led) & c.mentions_id.is_(None)
    return [one for one in _threads(concerns, viewer) if one["is_waiting"]]


def people(selection: Selection, *, viewer: Viewer) -> list[Person]:
    """Whom a comment in this scope can mention: coordinators, and leads of networks within it."""
    require(viewer, Permission.COMMENT_REVIEW)
    with reading() as connection:
        found = _people(connection, shared.known(connection, normal(selection)), "")
    may = policy.reach(viewer, Permission.SEE_PEOPLE)
    return [
        one if may.is_everywhere else Person(one.account_id, one.role, one.network_id, one.network, None)
        for one in found
    ]


def _threads(of: ColumnElement[bool], viewer: Viewer) -> list[dict[str, Any]]:
    reach = policy.reach(viewer, Permission.ANSWER_REVIEW)
    if not reach:
        return []
    with reading() as connection:
        written = connection.execute(
            select(review_comment).where(of, _seen(reach, viewer)).order_by(c.at, c.id)
        ).mappings()
        rows = [dict(row) for row in written]
        said = _Names(connection, rows, viewer)
        return [_thread(row, rows, said) for row in reversed(rows) if row["answers_id"] is None]


def _thread(row: dict[str, Any], rows: list[dict[str, Any]], said: _Names) -> dict[str, Any]:
    answers = [one for one in rows if one["answers_id"] == row["id"]]
    newest = answers[-1] if answers else row
    is_waiting = newest["author_id"] == row["author_id"]
    return said.told(row) | {"answers": [said.told(one) for one in answers], "is_waiting": is_waiting}


class _Names:
    """Who wrote what: names for those who may see people, else roles."""

    def __init__(self, connection: Connection, rows: list[dict[str, Any]], viewer: Viewer) -> None:
        self.viewer, self.may = viewer, policy.reach(viewer, Permission.SEE_PEOPLE)
        ids = {row[name] for row in rows for name in ("author_id", "mentions_id")} - {None}
        self.accounts = dict(
            connection.execute(select(account.c.id, account.c.name).where(account.c.id.in_(ids))).all()
        )
        self.roles: dict[int, str] = {}
        for one in connection.execute(select(grant.account_id, grant.role).where(grant.account_id.in_(ids))):
            self.roles.setdefault(one.account_id, ROLES[one.role].title if one.role in ROLES else one.role)
        self.places = dict(connection.execute(select(m.code, m.name)).all())

    def told(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row as it is shown."""
        figure = definitions().indicator(row["about"])
        return {
            **{name: row[name] for name in ("id", "at", "as_of", "wave", "region", "about", "text", "review_id")},
            "network": row["scope_network_id"],
            "scope": row["scope_title"],
            "about_name": figure.title if figure else self.places.get(row["about"], row["about"]),
            "author": self.who(row["author_id"]),
            "mentions": self.who(row["mentions_id"]) if row["mentions_id"] else None,
            "is_for_me": row["mentions_id"] is not None and row["mentions_id"] == self.viewer.account_id,
        }

    def who(self, account_id: int | None) -> str:
        """A person as this viewer may know them."""
        if account_id is None:
            return "Red Liv"
        role = self.roles.get(account_id, "Uden rolle")
        is_own = account_id == self.viewer.account_id
        if is_own or self.may:  # trainers' leads and coordinators know each other; the ministry knows roles
            return f"{self.accounts.get(account_id, role)} ({role})"
        return role


def _seen(reach: Reach, viewer: Viewer) -> ColumnElement[bool]:
    """The comments that the right reaches; a person who is mentioned sees it wherever it belongs."""
    if reach.is_everywhere:
        return true()
    if not reach:
        return c.id < 0
    return or_(c.network_id.in_(reach.networks), c.mentions_id == viewer.account_id)


def _concerned(connection: Connection, selection: Selection, about: str) -> int | None:
    """The network that a comment concerns: that of the municipality, else of the scope; refuses what is not there."""
    if about in FIGURES:
        return selection.network
    belongs = select(m.code, m.region_code, member.network_id).outerjoin_from(
        t.municipality, t.network_municipality, (member.municipality_code == m.code) & member.until.is_(None)
    )
    found = connection.execute(belongs.where(m.code == about)).first()
    is_inside = found is not None and (
        (selection.region in (None, found.region_code)) and (selection.network in (None, found.network_id))
    )
    if found is None or not is_inside:
        raise Refused("Vælg et tal eller en kommune, som rapporten handler om.")
    return int(found.network_id) if found.network_id is not None else None


def _people(connection: Connection, selection: Selection, about: str) -> list[Person]:
    """Coordinators, and leads of the network in question (of networks within the scope where it is a figure's)."""
    n = t.network.c
    query = (
        select(account.c.id, grant.role, n.id.label("network_id"), n.name.label("network"), account.c.name)
        .join_from(role_grant, account, (account.c.id == grant.account_id) & account.c.ended_at.is_(None))
        .outerjoin(t.network, n.id == grant.network_id)
        .where(grant.until.is_(None), grant.role.in_((COORDINATOR, LEAD)))
        .order_by(grant.role, n.name, account.c.name)
    )
    within = _networks(connection, selection, about)
    return [
        Person(one.id, one.role, one.network_id, one.network, one.name)
        for one in connection.execute(query)
        if one.role == COORDINATOR or one.network_id in within
    ]


def _networks(connection: Connection, selection: Selection, about: str) -> set[int]:
    inside = select(member.network_id).join_from(
        t.network_municipality, t.municipality, m.code == member.municipality_code
    )
    inside = inside.where(member.until.is_(None))
    if about and about not in FIGURES:
        inside = inside.where(m.code == about)
    if selection.region:
        inside = inside.where(m.region_code == selection.region)
    if selection.network is not None:
        inside = inside.where(member.network_id == selection.network)
    return set(connection.scalars(inside.distinct()))


def _insert(connection: Connection, row: dict[str, Any], action: str, by: Viewer) -> int:
    values = row | {"author_id": by.account_id, "at": now()}
    number = int(connection.scalars(insert(review_comment).values(values).returning(c.id)).one())
    audit.record(connection, action, by=by, network_id=row["network_id"], detail=str(number))
    return number


def _is(column: Any, value: Any) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return wanted


def _nothing() -> date:
    raise Refused("Rapporten findes ikke længere. Genindlæs siden.")
