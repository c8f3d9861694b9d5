"""Where the board's forms are sent: each does one thing and leads back to where it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask, Response, abort, request, send_file

from access.policy import Forbidden
from board import attachments, marks, moderation, posting, reading
from board.views import Written
from pages._shared import board_forms, gate, status_note_form
from pages._shared.doorway import own_path
from ui.board_parts import path, post_path

ID = "int(max=2147483647)"
SAYS_YES = "1"


def register(server: Flask) -> None:
    """Adds the routes; each is named in gate.ROUTE_NEEDS, and asks for its room where it reads or writes."""
    for address, function, method in (
        ("/forum/skriv/<slug>", write, "POST"),
        (f"/forum/svar/<{ID}:thread_id>", reply, "POST"),
        (f"/forum/opslag/<{ID}:post_id>", permalink, "GET"),
        (f"/forum/opslag/<{ID}:post_id>/ret", edit, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/slet", delete, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/tak", thank, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/anmeld", report, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/skjul", hide_post, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/vis", show_post, "POST"),
        (f"/forum/opslag/<{ID}:post_id>/fjern", redact, "POST"),
        (f"/forum/traad/<{ID}:thread_id>/foelg", follow, "POST"),
        (f"/forum/traad/<{ID}:thread_id>/fastgoer", pin, "POST"),
        (f"/forum/traad/<{ID}:thread_id>/laas", lock, "POST"),
        (f"/forum/traad/<{ID}:thread_id>/skjul", hide_thread, "POST"),
        (f"/forum/traad/<{ID}:thread_id>/svar-godkendt", accept, "POST"),
        (f"/forum/fil/<{ID}:attachment_id>", file, "GET"),
    ):
        server.add_url_rule(address, f"board_{function.__name__}", function, methods=[method])


def write(slug: str) -> Response:
    """A new thread, from the box of the front page, of a room, or from the full form."""
    slug = request.form.get("rum") or slug
    back = path(slug, "ny") if request.form.get("fuld") else own_path(request.form.get("fra") or path(slug))
    if request.form.get("vis"):
        return board_forms.previewed(back, slug)

    def act() -> str:
        made = posting.start_thread(
            slug,
            board_forms.new_thread(),
            key=board_forms.key(),
            attachments=board_forms.attachments(),
            also=status_note_form.confirmed(by=gate.viewer()),
            by=gate.viewer(),
        )
        board_forms.drop_draft_of_experience(slug)
        return _of(made)

    return board_forms.try_it(act, back)


def reply(thread_id: int) -> Response:
    """The next post of a thread."""
    back = path("traad", thread_id)
    if request.form.get("vis"):
        return board_forms.previewed(back, reading.thread(thread_id, viewer=gate.viewer()).room.slug)

    def act() -> str:
        made = posting.reply(
            thread_id,
            request.form.get("tekst", ""),
            key=board_forms.key(),
            quotes_id=board_forms.number("citerer"),
            attachments=board_forms.attachments(),
            also=status_note_form.confirmed(by=gate.viewer()),
            by=gate.viewer(),
        )
        return _of(made)

    return board_forms.try_it(act, back)


def permalink(post_id: int) -> Response:
    """The page of the thread that holds the post, at the post."""
    return board_forms.go(_at(post_id))


def edit(post_id: int) -> Response:
    """The author's new text."""
    back, form = path("opslag", post_id, "ret"), request.form
    if form.get("vis"):
        thread_id, _ = reading.post_place(post_id, viewer=gate.viewer())
        return board_forms.previewed(back, reading.thread(thread_id, viewer=gate.viewer()).room.slug)

    def act() -> str:
        version = board_forms.number("version") or 0
        title = form.get("titel")
        posting.edit(post_id, form.get("tekst", ""), version=version, title=title, by=gate.viewer())
        return _at(post_id)

    return board_forms.try_it(act, back)


def delete(post_id: int) -> Response:
    """The author takes a post away, and the fact that it confirmed."""
    from programme import notes

    viewer = gate.viewer()
    try:
        thread_id, number = reading.post_place(post_id, viewer=viewer)
    except Forbidden:
        if posting.was_removed(post_id, viewer=viewer):  # pressed twice
            return board_forms.go(path(slettet=1))
        raise
    found = reading.thread(thread_id, viewer=viewer, after=number - 1).posts[0]
    also = notes.retract_for(found.note_id, by=viewer) if found.note_id else None

    def act() -> str:
        posting.remove(post_id, also=also, by=viewer)
        try:
            return _at(post_id)
        except Forbidden:  # it was all that the thread held
            return path(slettet=1)

    return board_forms.try_it(act, path("opslag", post_id, "mere"))


def thank(post_id: int) -> Response:
    """Thanks, or thanks taken back."""
    wanted = request.form.get("tak") != "0"
    return _on_post(post_id, lambda one, by: marks.thank(one, wanted=wanted, by=by))


def report(post_id: int) -> Response:
    """A post that the lead should look at."""

    def act() -> str:
        moderation.report(post_id, request.form.get("grund", ""), by=gate.viewer())
        return path("opslag", post_id, "mere", meldt=1)

    return board_forms.try_it(act, path("opslag", post_id, "mere"))


def hide_post(post_id: int) -> Response:
    """A post hidden, with a reason."""
    return _on_post(post_id, lambda one, by: moderation.hide_post(one, request.form.get("grund", ""), by=by))


def show_post(post_id: int) -> Response:
    """A hidden post shown again."""
    return _on_post(post_id, moderation.show_post)


def redact(post_id: int) -> Response:
    """A post's text taken away for good."""
    return _on_post(post_id, moderation.redact)


def follow(thread_id: int) -> Response:
    """A thread followed, muted, or left alone."""
    return _on_thread(thread_id, lambda by: marks.follow(thread_id, request.form.get("valg", ""), by=by))


def pin(thread_id: int) -> Response:
    """A thread kept at the top, or let go."""
    return _on_thread(thread_id, partial(_yes_no(moderation.pin, moderation.unpin), thread_id))


def lock(thread_id: int) -> Response:
    """A thread closed for replies, or opened."""
    return _on_thread(thread_id, partial(_yes_no(moderation.lock, moderation.unlock), thread_id))


def hide_thread(thread_id: int) -> Response:
    """A thread hidden with a reason, or shown again."""

    def act(by: Any) -> None:
        if request.form.get("valg") == SAYS_YES:
            moderation.hide(thread_id, request.form.get("grund", ""), by=by)
        else:
            moderation.show(thread_id, by=by)

    return _on_thread(thread_id, act)


def accept(thread_id: int) -> Response:
    """The answer that helped, or none of them."""
    chosen = board_forms.number("opslag") or None

    def act() -> str:
        moderation.accept(thread_id, chosen, by=gate.viewer())
        return _at(chosen) if chosen else path("traad", thread_id)

    return board_forms.try_it(act, path("traad", thread_id))


def file(attachment_id: int) -> Response:
    """An attachment, always to be saved: nothing that somebody uploaded is shown inside the site."""
    found = attachments.content(attachment_id, viewer=gate.viewer())
    answer = send_file(
        BytesIO(found.content), found.media_type, as_attachment=True, download_name=found.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _on_post(post_id: int, act: Callable[..., Any]) -> Response:
    def done() -> str:
        act(post_id, by=gate.viewer())
        return _at(post_id)

    return board_forms.try_it(done, path("opslag", post_id, "mere"))


def _on_thread(thread_id: int, act: Callable[..., Any]) -> Response:
    def done() -> str:
        act(by=gate.viewer())
        return path("traad", thread_id)

    return board_forms.try_it(done, path("traad", thread_id))


def _yes_no(yes: Callable[..., None], no: Callable[..., None]) -> Callable[..., None]:
    return yes if request.form.get("valg") == SAYS_YES else no


def _at(post_id: int | None) -> str:
    if post_id is None:
        abort(404)
    return post_path(*reading.post_place(post_id, viewer=gate.viewer()))


def _of(made: Written) -> str:
    return post_path(made.thread_id, made.number)
