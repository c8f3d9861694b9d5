"""Where the forms of /statusnotat are sent, and the question that a box of a closed room asks: does this tell facts?"""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, Response, jsonify, request

from access.errors import Refused
from access.policy import RoomRight, room_slug, rooms
from access.viewer import Viewer
from board import posting, reading, status_threads
from pages._shared import board_forms, gate, page, status_note_form
from pages._shared.board_forms import try_it
from programme import notes, recognised
from programme.calendar import today
from programme.notes import NotePlace, StatusNote
from ui import status_note
from ui.board_parts import Kept
from ui.status_note import PATH
from ui.texts_status_note import Refusal
from ui.texts_status_note import StatusNote as T


def register(server: Flask) -> None:
    """Adds the routes; each needs the right to write status notes, and asks for the site where it writes."""
    server.add_url_rule(PATH, "status_note_save", save, methods=["POST"])
    server.add_url_rule(f"{PATH}/uaendret", "status_note_unchanged", unchanged, methods=["POST"])
    server.add_url_rule(f"{PATH}/laes", "status_note_read", read, methods=["POST"])
    server.add_url_rule("/forum/genkend", "status_note_recognise", recognise, methods=["POST"])


def save() -> Response:
    """The note of the form: the fact for everybody, the text in the network's room."""
    viewer = gate.viewer()
    return try_it(lambda: saved(_write(status_note_form.note(), viewer)), PATH)


def unchanged() -> Response:
    """One press: heard, and nothing has changed."""
    viewer = gate.viewer()
    return try_it(lambda: saved(notes.write(_heard(), by=viewer)), PATH)


def read() -> Response:
    """The form again, filled in with what its text tells."""
    found = recognised.facts(request.form.get("tekst", ""), today())
    kept = board_forms.kept()
    if found is None:
        return _again(Kept(T.READ_NOTHING, kept.fields))
    told = T.READ_FOUND.format(words=status_note.quoted(found))
    kept_fields = {name: value for name, value in kept.fields.items() if name in ("noegle", "note_site", "tekst")}
    return _again(Kept(told, kept_fields | status_note.as_fields(found)))


def recognise() -> Response:
    """{"html": the offer to confirm} for a text that tells facts in a room of the viewer's own, else {"html": null}."""
    viewer = gate.viewer()
    slug = request.form.get("rum", "")
    here = [one for one in notes.places(viewer=viewer) if slug == _room(one, viewer)]
    found = recognised.facts(request.form.get("tekst", ""), today()) if here else None
    return jsonify(html=status_note.offer(found, here, today()) if found else None)


def saved(note_id: int) -> str:
    """Where a note that was stored is shown."""
    return f"{PATH}?gemt={note_id}"


def _again(kept: Kept) -> Response:
    """The form filled in: nothing was refused."""
    return page.answer(replace(page.render(PATH, kept=kept), status=200))


def _heard() -> StatusNote:
    return StatusNote(status_note_form.site(), "unchanged", today())


def _write(note: StatusNote, viewer: Viewer) -> int:
    text = request.form.get("tekst", "").strip()
    place = notes.place(note.site_id, viewer=viewer)
    slug = _room(place, viewer)
    if slug is None:
        if text:
            raise Refused(Refusal.NO_ROOM)
        return notes.write(note, by=viewer)
    write = notes.writer(note, by=viewer)  # refuses what cannot be, before a thread is made for it
    thread_id = status_threads.ensure(slug, place.code, place.municipality, by=viewer)
    source = status_note.post_text(note, place.site, text)
    made = posting.reply(thread_id, source, key=board_forms.key(), also=write, by=viewer)
    stored = reading.thread(thread_id, viewer=viewer, after=made.number - 1).posts[0]
    return stored.note_id or 0


def _room(place: NotePlace, viewer: Viewer) -> str | None:
    """The room of the site's network, if the viewer writes there."""
    slug = room_slug(place.network_id) if place.network_id is not None else None
    return slug if slug in rooms(viewer, RoomRight.WRITE) else None
