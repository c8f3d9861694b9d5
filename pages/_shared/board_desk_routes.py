"""The rest of the board's routes: what the script asks for, the rooms' keeping, mail."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

from dash import html
from flask import Flask, Response, abort, current_app, jsonify, request, send_file

from access import guests
from access.errors import Refused
from access.policy import Forbidden, RoomRight, room_slug
from board import attachments, life, mail, marks, moderation, notices, posting, prompts, rooms
from pages._shared import bell, board_forms, gate, page
from pages._shared.doorway import own_path
from programme import notes
from ui import texts_board as say
from ui.board_parts import path
from ui.tags import tag

ID = "int(max=2147483647)"
NAME_HEADER = "X-File-Name"
CHUNK_BYTES = 64 * 1024
NAMES = 6


def register(server: Flask) -> None:
    """Adds the routes; each is named in gate.ROUTE_NEEDS."""
    for address, function, method in (
        ("/forum/kladde", save_draft, "POST"),
        ("/forum/laest", read_all, "POST"),
        ("/forum/navne", names, "GET"),
        ("/forum/vis-udkast", preview, "POST"),
        ("/forum/vedhaeft/<slug>", attach, "POST"),
        ("/nyt/antal", bell_count, "GET"),
        ("/nyt/indstillinger", choose_mail, "POST"),
        ("/forum/maaned/<slug>", answer_prompt, "POST"),
        ("/forum/noedadgang", break_glass, "POST"),
        (f"/forum/melding/<{ID}:report_id>", settle, "POST"),
        ("/forum/<slug>/luk-ind", let_in, "POST"),
        ("/forum/<slug>/luk-ud", show_out, "POST"),
        ("/forum/<slug>/luk", archive, "POST"),
        ("/forum/<slug>/hent", export, "POST"),
    ):
        server.add_url_rule(address, f"board_{function.__name__}", function, methods=[method])
    server.add_url_rule("/afmeld/<token>", "board_stop_mail", stop_mail, methods=["GET", "POST"])


def save_draft() -> tuple[Response, int]:
    """Keeps what is being written: {} or {"error": sentence}."""
    form = request.form
    try:
        marks.save_draft(
            form.get("sted", ""), form.get("rum", ""), form.get("titel", ""), form.get("tekst", ""), by=gate.viewer()
        )
    except Refused as refused:
        return jsonify(error=str(refused)), 422
    return jsonify({}), 200


def read_all() -> Response:
    """Everything in the own rooms counts as read."""
    for one in rooms.mine(viewer=gate.viewer()):
        marks.read_all(one.slug, by=gate.viewer())
    return board_forms.go(path())


def names() -> Response:
    """Who can be mentioned in a room, as the text after an @ begins: {"names": [...]}, a handful of them."""
    begun = request.args.get("q", "").strip().lower()
    found = rooms.members(request.args.get("rum", ""), viewer=gate.viewer())
    fitting = [one.handle for one in found if any(part.startswith(begun) for part in _beginnings(one.handle))]
    return jsonify(names=fitting[:NAMES] if begun else [])


def _beginnings(name: str) -> list[str]:
    words = name.lower().split()
    return [" ".join(words[place:]) for place in range(len(words))]


def preview() -> tuple[Response, int]:
    """How a text will look: {"html": ...} or {"error": sentence}."""
    try:
        html_ = posting.preview(board_forms.text_of(), request.form.get("rum", ""), viewer=gate.viewer())
    except Refused as refused:
        return jsonify(error=str(refused)), 422
    return jsonify(html=html_), 200


def attach(slug: str) -> tuple[Response, int]:
    """Keeps a file for the post that is being written: {"id": 7, "name": ...} or {"error": sentence}."""
    name = unquote(request.headers.get(NAME_HEADER, ""))[-200:]
    try:
        made = attachments.add(slug, name, _body(), by=gate.viewer())
    except Refused as refused:
        return jsonify(error=str(refused)), 422
    return jsonify(id=made, name=name), 200


def bell_count() -> Response:
    """How much is new: {"count": 3, "label": sentence}; asked for each minute."""
    count = bell.unseen(gate.viewer())
    return jsonify(count=count, label=bell.label(count))


def choose_mail() -> Response:
    """How often a person wants mail."""

    def act() -> str:
        notices.choose(request.form.get("hyppighed", ""), by=gate.viewer())
        return "/nyt/indstillinger?gemt=1"

    return board_forms.try_it(act, "/nyt/indstillinger")


def answer_prompt(slug: str) -> Response:
    """Nothing has changed this month, said of the own site."""
    viewer = gate.viewer()
    waiting = prompts.open(viewer=viewer)
    if waiting is None or waiting.slug != slug:
        return board_forms.go(path())  # answered already

    def act() -> str:
        own = next((one.site_id for one in notes.places(viewer=viewer) if one.is_own), None)
        also = notes.unchanged(own, by=viewer) if own is not None else None
        prompts.answer(waiting.room_id, waiting.month, also=also, by=viewer)
        return path(tak=1)

    return board_forms.try_it(act, path())


def break_glass() -> Response:
    """A coordinator reads a closed room for an hour."""
    slug = room_slug(board_forms.number("netvaerk") or 0)

    def act() -> str:
        moderation.break_glass(slug, request.form.get("grund", ""), by=gate.viewer())
        return path(slug)

    return board_forms.try_it(act, path())


def settle(report_id: int) -> Response:
    """A report looked at."""

    def act() -> str:
        moderation.settle(report_id, by=gate.viewer())
        return own_path(request.form.get("fra") or path())

    return board_forms.try_it(act, path())


def let_in(slug: str) -> Response:
    """A guest let in by the leader."""

    network_id = _moderated_network(slug)

    def act() -> str:
        who = board_forms.number("hvem")
        if who is None:
            raise Refused(say.People.LET_IN_NONE)
        guests.let_in(who, network_id=network_id, by=gate.viewer())
        return path(slug, "medlemmer")

    return board_forms.try_it(act, path(slug, "medlemmer"))


def show_out(slug: str) -> Response:
    """A guest shown out, or gone of the own accord."""

    def act() -> str:
        guests.show_out(board_forms.number("gaest") or 0, by=gate.viewer())
        is_here = any(one.slug == slug for one in rooms.mine(viewer=gate.viewer()))
        return path(slug, "medlemmer") if is_here else path()

    return board_forms.try_it(act, path(slug, "medlemmer"))


def archive(slug: str) -> Response:
    """A room closed for writing."""

    def act() -> str:
        if request.form.get("sikker") != "1":
            rooms.opened(slug, RoomRight.MODERATE, by=gate.viewer())  # others are told of no box
            raise Refused(say.Life.SURE_MISSING)
        moderation.archive(slug, by=gate.viewer())
        return path(slug)

    return board_forms.try_it(act, path(slug, "leder"))


def export(slug: str) -> Response:
    """The whole room as a zip."""
    packed = BytesIO(life.export(slug, by=gate.viewer()))
    return send_file(packed, "application/zip", as_attachment=True, download_name=f"{slug}.zip", etag=False)


def stop_mail(token: str) -> Response:
    """The link of a mail: GET shows a button, POST (also a mail program's own) ends the mails. Open to all."""
    draw = current_app.extensions[page.OPEN_DOCUMENTS]
    if not mail.is_known(token):
        abort(404)
    if request.method == "POST":
        mail.stop(token)
        return Response(draw(say.Mail.END_TITLE, [html.P(say.Mail.ENDED)]), mimetype="text/html")
    button = tag("button", say.Mail.END, class_="btn btn-primary")
    ask = tag("form", button, method="post", action=f"/afmeld/{token}")
    return Response(draw(say.Mail.END_TITLE, [html.P(say.Mail.END_LEAD), ask]), mimetype="text/html")


def _moderated_network(slug: str) -> int:
    network_id = rooms.opened(slug, RoomRight.MODERATE, by=gate.viewer()).network_id
    if network_id is None:
        raise Forbidden(slug)  # all may be in the common forum
    return int(network_id)


def _body() -> bytes:
    cap = attachments.MOST_BYTES
    if (request.content_length or 0) > cap:
        raise Refused(say.Write.TOO_LARGE)
    request.max_content_length = cap + CHUNK_BYTES
    parts: list[bytes] = []
    size = 0
    while part := request.stream.read(CHUNK_BYTES):
        size += len(part)
        if size > cap:
            raise Refused(say.Write.TOO_LARGE)
        parts.append(part)
    return b"".join(parts)
