"""Status notes: what somebody confirms about a site, as a fact. The words stay where they were written, in the board.

The fact is written in the transaction of the post that it belongs to: writer() gives what board.posting calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from access import policy
from access.errors import Refused
from access.permissions import Permission
from access.policy import Forbidden
from access.viewer import Viewer
from programme import status_store
from programme.calendar import now, today
from programme.definitions import definitions
from programme.noted import COUNTS, meanings
from programme.sight import homes, may_retract
from storage import tables as t
from storage.access_tables import account
from storage.engine import reading, writing

OLDEST, FURTHEST = timedelta(days=3 * 365), timedelta(days=3 * 365)
MOST = 999
n, s, m = t.site_note.c, t.site.c, t.municipality.c


@dataclass(frozen=True)
class StatusNote:
    """The facts of a note; step, state and barrier are codes of the definitions, counts those of the day."""

    site_id: int
    state: str
    dated_on: date
    step: str | None = None
    barrier: str | None = None
    next_date: date | None = None
    courses: int | None = None
    talks: int | None = None
    citizens: int | None = None
    kits: int | None = None


@dataclass(frozen=True)
class NotePlace:
    """A site that the viewer may write about, with the municipality that it lies in."""

    site_id: int
    site: str
    code: str
    municipality: str
    network_id: int | None
    is_own: bool  # the viewer was trained for it


@dataclass(frozen=True)
class Outcome:
    """What a note did: the state of its municipality now, and the one that the note replaced if it did."""

    code: str
    municipality: str
    state: str
    reason: str
    before: str | None


def writer(note: StatusNote, *, by: Viewer) -> Callable[[Connection], int]:
    """What writes the fact in somebody else's transaction, recomputes the states and returns the note's id.

    Raises Refused at once for facts that cannot be; the returned function raises Forbidden where by may not write.
    """
    _check(note)

    def write(connection: Connection) -> int:
        _require(connection, note.site_id, by)
        row = asdict(note) | {"kind": "status", "author": by.name, "author_id": by.account_id, "created_at": now()}
        made = int(connection.scalars(insert(t.site_note).values(row).returning(n.id)).one())
        status_store.refresh(connection, site_ids={note.site_id})
        return made

    return write


def write(note: StatusNote, *, by: Viewer) -> int:
    """A fact without words of its own; the same one again on the same day (a double click) is the one that is there."""
    write_it = writer(note, by=by)
    with writing() as connection:
        return _same(connection, note, by) or write_it(connection)


def unchanged(site_id: int, *, by: Viewer) -> Callable[[Connection], int]:
    """As writer(), for "nothing has changed": it says that the site was heard, and nothing else; once a day."""
    note = StatusNote(site_id, "unchanged", today())
    write_it = writer(note, by=by)
    return lambda connection: _same(connection, note, by) or write_it(connection)


def retract_for(note_id: int, *, by: Viewer) -> Callable[[Connection], None]:
    """What takes the note back in the transaction that removes its post; nothing where it is taken back already.

    The function raises Forbidden for a note of somebody else's, unless by may write everywhere.
    """

    def retract(connection: Connection) -> None:
        is_open = (n.id == note_id) & n.retracted_at.is_(None)
        found = connection.execute(select(n.site_id, n.author_id).where(is_open)).first()
        if found is None:
            return
        writes = policy.reach(by, Permission.WRITE_STATUS_NOTES)
        is_own = found.author_id is not None and found.author_id == by.account_id
        home = homes(connection, [found.site_id])[found.site_id]
        if not is_own and not may_retract(writes, home, found.author_id, by):
            raise Forbidden(Permission.WRITE_STATUS_NOTES.value)
        values = {"retracted_at": now(), "retracted_by": by.name}
        connection.execute(update(t.site_note).where(n.id == note_id).values(values))
        status_store.refresh(connection, site_ids={found.site_id})

    return retract


def places(*, viewer: Viewer) -> list[NotePlace]:
    """The sites that the viewer may write about: the own one first, then by municipality and name."""
    writes = policy.reach(viewer, Permission.WRITE_STATUS_NOTES)
    if not writes:
        return []
    member = t.network_municipality.c
    is_member = (member.municipality_code == s.municipality_code) & member.until.is_(None)
    home = func.coalesce(s.network_id, member.network_id)
    query = (
        select(s.id, s.name, m.code, m.name.label("municipality"), home.label("network_id"))
        .join_from(t.site, t.municipality, m.code == s.municipality_code)
        .outerjoin(t.network_municipality, is_member)
        .where(s.is_in_scope)
        .order_by(m.name, s.name)
    )
    if not writes.is_everywhere:
        query = query.where(home.in_(writes.networks))
    with reading() as connection:
        own = _own_site(connection, viewer)
        found = [NotePlace(*row, is_own=row.id == own) for row in connection.execute(query)]
    return sorted(found, key=lambda place: not place.is_own)


def place(site_id: int, *, viewer: Viewer) -> NotePlace:
    """One of them; raises Forbidden for every other site, and for one that does not exist."""
    for one in places(viewer=viewer):
        if one.site_id == site_id:
            return one
    raise Forbidden(Permission.WRITE_STATUS_NOTES.value)


def outcome(note_id: int, *, viewer: Viewer) -> Outcome | None:
    """What the viewer's own note did to its municipality; None for any other note."""
    policy.require(viewer, Permission.WRITE_STATUS_NOTES)
    kept, changed = t.municipality_status.c, t.state_change.c
    query = (
        select(m.code, m.name, kept.state, kept.reason, n.created_at)
        .join_from(t.site_note, t.site, s.id == n.site_id)
        .join(t.municipality, m.code == s.municipality_code)
        .join(t.municipality_status, (kept.municipality_code == m.code) & (kept.as_of == today()))
        .where(n.id == note_id, n.author_id == viewer.account_id)
    )
    with reading() as connection:
        found = connection.execute(query).first()
        if found is None:
            return None
        since = found.created_at
        is_its = (changed.municipality_code == found.code) & changed.at.between(since, since + timedelta(seconds=30))
        before = select(changed.from_state).where(is_its, changed.run_id.is_(None)).order_by(changed.id)
        return Outcome(*found[:4], before=connection.scalar(before.limit(1)))


def _own_site(connection: Connection, viewer: Viewer) -> int | None:
    query = select(t.trainer.c.site_id).join(account, account.c.trainer_id == t.trainer.c.id)
    return connection.scalar(query.where(account.c.id == viewer.account_id))


def _require(connection: Connection, site_id: int, by: Viewer) -> None:
    writes = policy.reach(by, Permission.WRITE_STATUS_NOTES)
    known = homes(connection, [site_id])
    if site_id not in known or not writes.covers(known[site_id]):
        raise Forbidden(Permission.WRITE_STATUS_NOTES.value)  # also where there is no such site


def _same(connection: Connection, note: StatusNote, by: Viewer) -> int | None:
    _require(connection, note.site_id, by)
    midnight = datetime.combine(today(), datetime.min.time())
    told = [n[entry.name].is_not_distinct_from(getattr(note, entry.name)) for entry in fields(note)]
    query = select(n.id).where(*told, n.kind == "status", n.author_id == by.account_id, n.retracted_at.is_(None))
    return connection.scalar(query.where(n.created_at >= midnight).limit(1)) if by.account_id else None


def _check(note: StatusNote) -> None:
    known = meanings()
    if note.state not in known.states:
        raise Refused("Vælg, hvordan det står til: gjort, planlagt, mangler, gået i stå eller ingen ændring.")
    if note.step is not None and note.step not in known.steps:
        raise Refused("Vælg et trin fra listen.")
    if note.barrier is not None and note.barrier not in {barrier.code for barrier in definitions().barriers}:
        raise Refused("Vælg en barriere fra listen.")
    _check_days(note)
    counts = [count for name in COUNTS if (count := getattr(note, name)) is not None]
    if any(not 0 <= count <= MOST for count in counts):
        raise Refused(f"Skriv antal som hele tal fra 0 til {MOST}.")
    if note.state == "unchanged" and (note.step or note.barrier or note.next_date or counts):
        raise Refused("»Ingen ændring« står alene. Vælg en anden tilstand, eller fjern resten.")
    if note.state in ("done", "missing") and note.step is None and not counts:
        raise Refused("Vælg, hvilket trin det gælder.")
    if note.state == "planned" and note.step is None and note.next_date is None:
        raise Refused("Vælg, hvad der er planlagt, eller skriv datoen for næste kursus.")


def _check_days(note: StatusNote) -> None:
    if note.dated_on > today():
        raise Refused("Datoen ligger ude i fremtiden. Er det en plan, så vælg »Planlagt«.")
    if note.dated_on < today() - OLDEST:
        raise Refused("Datoen er mere end tre år gammel. Ret årstallet.")
    if note.next_date is None:
        return
    if note.state == "stalled":
        raise Refused("Er næste kursus planlagt, er I ikke gået i stå. Vælg »Planlagt«, eller fjern datoen.")
    if not today() <= note.next_date <= today() + FURTHEST:
        raise Refused("Datoen for det, der er planlagt, skal ligge fra i dag og højst tre år frem.")
