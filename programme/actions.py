"""What a person changes by hand: networks, notes, scope. Every write takes `by=` and may raise Forbidden."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from access import policy
from access.cpr import CPR, REFUSED
from access.permissions import Permission
from access.policy import Forbidden, require
from access.viewer import Viewer
from programme import rollup, status_store
from programme.calendar import now, today
from programme.errors import Refused
from programme.sight import homes, may_retract
from storage import tables as t
from storage.engine import writing

LONGEST_NAME, LONGEST_TEXT = 120, 2000
n, member, note, s = t.network.c, t.network_municipality.c, t.site_note.c, t.site.c


def create_network(*, name: str, by: Viewer) -> int:
    """A new network without municipalities; returns its id; raises Refused when the name is taken or unfit."""
    require(by, Permission.EDIT_NETWORKS)
    with writing() as connection:
        row = {"name": _free_name(connection, name), "created_at": now(), "created_by": by.name}
        return int(connection.scalars(insert(t.network).values(row).returning(n.id)).one())


def rename_network(*, network_id: int, name: str, by: Viewer) -> None:
    """Gives a network another name; raises Refused when the name is taken or unfit."""
    require(by, Permission.EDIT_NETWORKS)
    with writing() as connection:
        _open_network(connection, network_id)
        name = _free_name(connection, name, besides=network_id)
        connection.execute(update(t.network).where(n.id == network_id).values(name=name))


def close_network(*, network_id: int, by: Viewer) -> None:
    """Ends a network and every membership in it today; what was, stays in the history."""
    require(by, Permission.EDIT_NETWORKS)
    with writing() as connection:
        _open_network(connection, network_id)
        current = (member.network_id == network_id) & member.until.is_(None)
        codes = list(connection.scalars(select(member.municipality_code).where(current)))
        connection.execute(update(t.network_municipality).where(current).values(until=today()))
        connection.execute(update(t.network).where(n.id == network_id).values(closed_on=today()))
        connection.execute(update(t.site).where(s.network_id == network_id).values(network_id=None))
        _keep_networks(connection, codes)


def set_network(*, municipality_code: str, network_id: int | None, by: Viewer) -> None:
    """Moves a municipality to a network, or out of any (None), from today; raises Refused for what does not exist."""
    require(by, Permission.EDIT_NETWORKS)
    with writing() as connection:
        if network_id is not None:
            _open_network(connection, network_id)
        m = t.municipality.c
        if connection.scalar(select(m.code).where(m.code == municipality_code)) is None:
            raise Refused("Kommunen findes ikke. Vælg en fra listen.")
        is_current = (member.municipality_code == municipality_code) & member.until.is_(None)
        if connection.scalar(select(member.network_id).where(is_current)) == network_id:
            return
        began_today = is_current & (member.since == today()) & member.is_by_hand
        connection.execute(delete(t.network_municipality).where(began_today))
        connection.execute(update(t.network_municipality).where(is_current).values(until=today()))
        if network_id is not None:
            row = {"network_id": network_id, "municipality_code": municipality_code, "since": today()}
            connection.execute(insert(t.network_municipality).values(row | {"set_by": by.name, "is_by_hand": True}))
        _keep_networks(connection, [municipality_code])


def add_pause(*, site_id: int, dated_on: date, until: date | None, text: str, by: Viewer) -> int:
    """A documented pause: the clock of the site stops, for 90 days at most; returns the note's id."""
    if until is not None and until < dated_on:
        raise Refused("Pausen slutter, før den begynder. Ret en af de to datoer.")
    if not text.strip():
        raise Refused("Skriv kort, hvorfor I holder pause: en pause tæller kun, når den er begrundet.")
    return _add_note("pause", site_id, dated_on, until, text, by)


def add_meeting(*, site_id: int, dated_on: date, text: str, by: Viewer) -> int:
    """A network meeting that somebody from the site took part in; returns the note's id."""
    return _add_note("meeting", site_id, dated_on, None, text, by)


def retract_note(*, note_id: int, by: Viewer) -> None:
    """Takes a note back: it no longer counts, and stays in the table with who took it back."""
    writes = policy.reach(by, Permission.WRITE_STATUS_NOTES)
    with writing() as connection:
        is_open = (note.id == note_id) & note.retracted_at.is_(None)
        found = connection.execute(select(note.site_id, note.author_id).where(is_open)).first()
        home = homes(connection, [found.site_id])[found.site_id] if found else None
        if not may_retract(writes, home, found.author_id if found else None, by):
            raise Forbidden(Permission.WRITE_STATUS_NOTES.value)  # also where there is no such note
        if found is None:
            raise Refused("Notatet findes ikke længere. Genindlæs siden for at se det nyeste.")
        site_id = found.site_id
        values = {"retracted_at": now(), "retracted_by": by.name}
        connection.execute(update(t.site_note).where(note.id == note_id).values(values))
        status_store.refresh(connection, site_ids={site_id})


def set_scope(*, site_id: int, is_in_scope: bool, why: str, by: Viewer) -> None:
    """Takes a site out of scope, or in again, with who and why in its history; saying what holds changes nothing."""
    require(by, Permission.EDIT_NETWORKS)
    row = {"site_id": site_id, "is_in_scope": is_in_scope, "why": _fit(why, LONGEST_TEXT), "by_id": by.account_id}
    if not row["why"]:
        raise Refused("Skriv kort hvorfor, så andre kan forstå det om et år.")
    with writing() as connection:
        _site(connection, site_id)
        is_new = (s.id == site_id) & (s.is_in_scope != is_in_scope)
        if connection.execute(update(t.site).where(is_new).values(is_in_scope=is_in_scope)).rowcount == 0:
            return
        connection.execute(insert(t.site_scope).values(row | {"at": now()}))
        status_store.refresh(connection, site_ids={site_id})


def _add_note(kind: str, site_id: int, dated_on: date, until: date | None, text: str, by: Viewer) -> int:
    writes = policy.reach(by, Permission.WRITE_STATUS_NOTES)
    if dated_on > today():
        raise Refused("Datoen ligger ude i fremtiden. Vælg i dag eller en tidligere dag.")
    row = {"site_id": site_id, "kind": kind, "dated_on": dated_on, "until": until, "text": _fit(text, LONGEST_TEXT)}
    with writing() as connection:
        if not writes.covers(homes(connection, [site_id]).get(site_id)):
            raise Forbidden(Permission.WRITE_STATUS_NOTES.value)  # also where there is no such site
        _site(connection, site_id)
        row |= {"author": by.name, "author_id": by.account_id, "created_at": now()}
        made = int(connection.scalars(insert(t.site_note).values(row).returning(note.id)).one())
        status_store.refresh(connection, site_ids={site_id})
        return made


def _site(connection: Connection, site_id: int) -> None:
    if connection.scalar(select(s.id).where(s.id == site_id)) is None:
        raise Refused("Stedet findes ikke længere. Genindlæs siden for at se det nyeste.")


def _open_network(connection: Connection, network_id: int) -> None:
    if connection.scalar(select(n.id).where(n.id == network_id, n.closed_on.is_(None))) is None:
        raise Refused("Netværket findes ikke eller er lukket. Vælg et andet fra listen.")


def _free_name(connection: Connection, name: str, besides: int | None = None) -> str:
    name = _fit(" ".join(name.split()), LONGEST_NAME)
    if not name:
        raise Refused("Giv netværket et navn.")
    taken = connection.execute(select(n.id, n.name).where(func.length(n.name) == len(name)))
    if any(other.casefold() == name.casefold() and number != besides for number, other in taken):
        raise Refused(f"Der er allerede et netværk, der hedder {name}. Vælg et andet navn.")
    return name


def _fit(text: str, longest: int) -> str:
    text = text.strip()
    if len(text) > longest:
        raise Refused(f"Teksten er for lang: {len(text)} tegn. Kort den ned til højst {longest}.")
    if CPR.search(text):
        raise Refused(REFUSED)
    return text


def _keep_networks(connection: Connection, codes: list[str]) -> None:
    """Brings the kept states in step with who is in which network."""
    kept = t.municipality_status
    for day in list(connection.scalars(select(kept.c.as_of).distinct())):
        for municipality in rollup.municipalities(connection, day, codes).values():
            is_it = (kept.c.as_of == day) & (kept.c.municipality_code == municipality.code)
            connection.execute(update(kept).where(is_it).values(network_id=municipality.network_id))
