"""Offers: the places and people that a trainer needs in a municipality, and whether that still holds.

Everybody signed in sees the places; the person to ask for is contact details like any other, and never the ministry's.
"""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from typing import Any, NamedTuple

import orjson
import pandas as pd
from sqlalchemy import Connection, insert, select, update

from access import audit, policy
from access.permissions import Permission
from access.policy import Forbidden, Reach, require
from access.viewer import Viewer
from programme.calendar import now, today
from programme.definitions import FOLDER
from programme.errors import Refused
from programme.review.terms import fit
from storage import tables as t
from storage.access_tables import account, role_grant
from storage.engine import reading, writing
from storage.review_tables import offer, offer_contact, offer_history

PLACE = {"name": 200, "address": 200, "phone": 20, "website": 200, "remark": 500}  # longest
PERSON = {"name": 200, "phone": 20, "email": 254}
COLUMNS = (
    *("id", "code", "municipality", "network_id", "kind", "kind_name", *PLACE, "confirmed_on", "days", "is_due"),
    *("contact", "contact_phone", "contact_email", "may_write", "is_mine"),
)
MISSING = "Tilbuddet findes ikke længere. Genindlæs siden for at se det nyeste."
o, k, m, member = offer.c, offer_contact.c, t.municipality.c, t.network_municipality.c


class Terms(NamedTuple):
    """The kinds of offers in words, and for how many days a confirmation counts."""

    kinds: dict[str, str]
    confirm_days: int


@functools.cache
def terms() -> Terms:
    """What offers.toml says."""
    found = tomllib.loads((FOLDER / "offers.toml").read_text(encoding="utf-8"))
    return Terms(dict(found["kinds"]), int(found["confirm_days"]))


def is_due(confirmed_on: date, on: date) -> bool:
    """True if the confirmation is older than it counts for."""
    return (on - confirmed_on).days > terms().confirm_days


def offers(code: str | None = None, *, viewer: Viewer) -> pd.DataFrame:
    """One row per offer (COLUMNS), of one municipality or all; by municipality, kind and name; days since confirmed.

    contact, contact_phone and contact_email are there where the viewer may see contact details, and showing them is
    noted in the log. is_mine: the viewer is asked to confirm it.
    """
    require(viewer, Permission.SEE_PROGRESS)
    writes, contacts = (policy.reach(viewer, one) for one in (Permission.EDIT_OFFERS, Permission.SEE_CONTACT_DETAILS))
    with reading() as connection:
        query = _listed().where(o.removed_at.is_(None))
        rows = connection.execute(query if code is None else query.where(o.municipality_code == code)).all()
        gone = _without_writer(connection, {row.owner_id for row in rows}) if writes else set()
    found = pd.DataFrame([_row(row, writes, contacts, gone, viewer) for row in rows], columns=list(COLUMNS))
    if found["contact"].notna().any():
        shown = found[found["contact"].notna()]["network_id"].dropna().unique()
        network_id = int(shown[0]) if len(shown) == 1 else None
        audit.contact_viewed(by=viewer, network_id=network_id, detail=f"tilbud {code or 'alle'}")
    return found.assign(network_id=found["network_id"].astype("Int64"))


def history(code: str, *, viewer: Viewer) -> pd.DataFrame:
    """What was done to the offers of a municipality [offer_id, at, who, act, before], newest first.

    who is missing where the viewer may not see people.
    """
    require(viewer, Permission.SEE_PROGRESS)
    h = offer_history.c
    query = (
        select(h.offer_id, h.at, h.act, h.before, account.c.name)
        .join_from(offer_history, offer, o.id == h.offer_id)
        .outerjoin(account, account.c.id == h.by_id)
        .where(o.municipality_code == code, o.removed_at.is_(None))
        .order_by(h.at.desc(), h.id.desc())
    )
    with reading() as connection:
        sees_people = policy.reach(viewer, Permission.SEE_PEOPLE).covers(_network_of(connection, code))
        rows = [
            (one.offer_id, one.at, one.name if sees_people else None, one.act, orjson.loads(one.before or "null"))
            for one in connection.execute(query)
        ]
    return pd.DataFrame(rows, columns=["offer_id", "at", "who", "act", "before"])


def may_add(code: str, *, viewer: Viewer) -> bool:
    """True if the viewer may write offers in this municipality."""
    with reading() as connection:
        return policy.reach(viewer, Permission.EDIT_OFFERS).covers(_network_of(connection, code))


def add_offer(*, code: str, kind: str, place: dict[str, str], contact: dict[str, str], by: Viewer) -> int:
    """Adds an offer, confirmed today and its author's to confirm again; returns its id; raises Refused, Forbidden."""
    writes = policy.reach(by, Permission.EDIT_OFFERS)
    row = _place(kind, place) | {"municipality_code": code, "confirmed_on": today(), "created_at": now()}
    person = _person(contact)
    with writing() as connection:
        if not writes.covers(_network_of(connection, code)):
            raise Forbidden(Permission.EDIT_OFFERS.value)  # also where there is no such municipality
        if connection.scalar(select(m.code).where(m.code == code)) is None:
            raise Refused("Kommunen findes ikke. Vælg en fra listen.")
        number = int(connection.scalars(insert(offer).values(row | {"owner_id": by.account_id}).returning(o.id)).one())
        _set_contact(connection, number, person)
        _note(connection, number, "added", None, by)
        return number


def change_offer(*, offer_id: int, kind: str, place: dict[str, str], contact: dict[str, str], by: Viewer) -> None:
    """Writes an offer anew, which also confirms it; what it said before is kept."""
    row, person = _place(kind, place), _person(contact)
    with writing() as connection:
        before = _writable(connection, offer_id, by)
        mine = {"confirmed_on": today(), "owner_id": by.account_id}
        connection.execute(update(offer).where(o.id == offer_id).values(row | mine))
        if _sees_contact(connection, offer_id, by):
            _set_contact(connection, offer_id, person)
        _note(connection, offer_id, "changed", before, by)


def confirm_offer(*, offer_id: int, by: Viewer) -> None:
    """Says that it still holds, today; who says so is asked the next time."""
    with writing() as connection:
        before = _writable(connection, offer_id, by)
        mine = {"confirmed_on": today(), "owner_id": by.account_id}
        connection.execute(update(offer).where(o.id == offer_id).values(mine))
        _note(connection, offer_id, "confirmed", before, by)


def remove_offer(*, offer_id: int, by: Viewer) -> None:
    """Takes an offer away from the lists; it stays in the table with its history."""
    with writing() as connection:
        before = _writable(connection, offer_id, by)
        connection.execute(update(offer).where(o.id == offer_id).values(removed_at=now()))
        _note(connection, offer_id, "removed", before, by)


def _is_member() -> Any:
    return (member.municipality_code == o.municipality_code) & member.until.is_(None)


def _listed() -> Any:
    return (
        select(
            *(o.id, o.municipality_code, m.name.label("municipality"), member.network_id, o.kind),
            *(o[name].label(f"place_{name}") for name in PLACE),
            *(o.confirmed_on, o.owner_id, *(k[name].label(f"person_{name}") for name in PERSON)),
        )
        .join_from(offer, t.municipality, m.code == o.municipality_code)
        .outerjoin(t.network_municipality, _is_member())
        .outerjoin(offer_contact, (k.offer_id == o.id) & k.until.is_(None))
        .order_by(m.name, o.kind, o.name, o.id)
    )


def _row(row: Any, writes: Reach, contacts: Reach, gone: set[int | None], viewer: Viewer) -> tuple[Any, ...]:
    may_write, may_contact = writes.covers(row.network_id), contacts.covers(row.network_id)
    is_mine = may_write and (row.owner_id == viewer.account_id or row.owner_id in gone)
    return (
        *(row.id, row.municipality_code, row.municipality, row.network_id),
        *(row.kind, terms().kinds.get(row.kind, row.kind)),
        *(getattr(row, f"place_{name}") for name in PLACE),
        *(row.confirmed_on, (today() - row.confirmed_on).days, is_due(row.confirmed_on, today())),
        *(getattr(row, f"person_{name}") if may_contact else None for name in PERSON),
        *(may_write, is_mine),
    )


def _without_writer(connection: Connection, owners: set[int | None]) -> set[int | None]:
    """Owners who have left: what was theirs is asked of everybody who may write there."""
    is_held = (role_grant.c.account_id == account.c.id) & role_grant.c.until.is_(None)
    still = select(account.c.id).join(role_grant, is_held).where(account.c.ended_at.is_(None), account.c.id.in_(owners))
    return owners - set(connection.scalars(still))


def _network_of(connection: Connection, code: str) -> int | None:
    current = select(member.network_id).where(member.municipality_code == code, member.until.is_(None))
    return connection.scalar(current)


def _writable(connection: Connection, offer_id: int, by: Viewer) -> dict[str, Any]:
    """What the place says now; raises Forbidden where the person may not write, Refused where it is gone."""
    writes = policy.reach(by, Permission.EDIT_OFFERS)
    found = connection.execute(select(offer).where(o.id == offer_id, o.removed_at.is_(None))).mappings().first()
    if found is None:
        if not writes:
            raise Forbidden(Permission.EDIT_OFFERS.value)
        raise Refused(MISSING)
    if not writes.covers(_network_of(connection, found["municipality_code"])):
        raise Forbidden(Permission.EDIT_OFFERS.value)
    return {name: found[name] for name in ("kind", *PLACE, "confirmed_on")}


def _sees_contact(connection: Connection, offer_id: int, by: Viewer) -> bool:
    code = connection.scalar(select(o.municipality_code).where(o.id == offer_id))
    return policy.reach(by, Permission.SEE_CONTACT_DETAILS).covers(_network_of(connection, str(code)))


def _set_contact(connection: Connection, offer_id: int, person: dict[str, str | None]) -> None:
    """Ends the person who stood there, and begins the next, where there is a difference."""
    is_current = (k.offer_id == offer_id) & k.until.is_(None)
    stood = connection.execute(select(*(k[name] for name in PERSON)).where(is_current)).mappings().first()
    if dict(stood or dict.fromkeys(PERSON)) == person:
        return
    connection.execute(update(offer_contact).where(is_current).values(until=now()))
    if person["name"]:
        connection.execute(insert(offer_contact).values(person | {"offer_id": offer_id, "since": now()}))


def _note(connection: Connection, offer_id: int, act: str, before: dict[str, Any] | None, by: Viewer) -> None:
    row = {"offer_id": offer_id, "at": now(), "by_id": by.account_id, "act": act}
    connection.execute(
        insert(offer_history).values(row | {"before": orjson.dumps(before).decode() if before else None})
    )
    audit.record(connection, f"offer_{act}", by=by, detail=str(offer_id))


def _place(kind: str, given: dict[str, str]) -> dict[str, Any]:
    if kind not in terms().kinds:
        raise Refused("Vælg, hvad det er for et tilbud.")
    found: dict[str, Any] = {name: fit(given.get(name) or "", most) or None for name, most in PLACE.items()}
    if not found["name"]:
        raise Refused("Skriv, hvad stedet hedder.")
    if found["website"] and not found["website"].startswith(("https://", "http://")):
        found["website"] = f"https://{found['website']}"
    return found | {"kind": kind}


def _person(given: dict[str, str]) -> dict[str, str | None]:
    found = {name: fit(given.get(name) or "", most) or None for name, most in PERSON.items()}
    if not found["name"] and (found["phone"] or found["email"]):
        raise Refused("Skriv, hvem kontakten er, eller slet telefon og e-mail. Stedets eget nummer står for sig.")
    return found
