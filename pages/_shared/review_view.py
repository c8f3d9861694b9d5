"""What the review of now and a frozen one share: the body, and everything that is written on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from pages._shared.callback import NotFound, guarded_callback
from pages._shared.to_data import to_data
from programme import review as reviews
from programme.errors import Refused
from programme.queries import Selection
from programme.review import Frozen, comments, goals
from ui import components, review, review_address, review_comments, review_goals
from ui.components import card
from ui.review_tables import sheets
from ui.texts_review import Comments as T
from ui.texts_review import Frozen as K
from ui.texts_review import Goals as M
from ui.texts_review import Review as W


class Id:
    """The ids of both pages."""

    BODY = "rapport-indhold"
    VIEW = "rapport-visning"  # the address' text, or the frozen review's
    FREEZE, FREEZE_SAID = "rapport-frys", "rapport-frys-besked"
    COMMENT, COMMENT_SAID = "rapport-kommentar", "rapport-kommentar-besked"
    ANSWER, ANSWER_TEXT, ANSWER_SAID = "rapport-svar", "rapport-svar-tekst", "rapport-svar-besked"
    TARGET, GAIN, END = "rapport-maal", "rapport-gevinst", "rapport-fjern"
    GOAL_SAID = "rapport-maal-besked"


AGAIN = Output(Id.BODY, "children", allow_duplicate=True)


def selection_of(view: str | None) -> Selection:
    """What the address' text narrows a review to."""
    return Selection(**review_address.selection(view))


def frozen_of(view: str | None, viewer: Viewer) -> Frozen | None:
    """The frozen review that the address' text asks for; raises NotFound when it names one that is not there."""
    asked = review_address.frozen(view)
    if asked is None:
        return None
    found = reviews.frozen_review(asked, viewer=viewer)
    if found is None:
        raise NotFound(K.unknown, [(K.back, "/rapport")])
    return found


def body(view: str | None, viewer: Viewer, said: Any = "") -> list[Component]:
    """Everything below the filters."""
    frozen = frozen_of(view, viewer)
    current = frozen.review if frozen else reviews.review(selection_of(view), viewer=viewer)
    if current.overview.data_until is None:
        return [review.nothing_yet(to_data(W.empty_action, viewer=viewer))]
    last = reviews.last_before(current, viewer=viewer)
    return [
        html.Div(said, id=Id.ANSWER_SAID, className="saved", role="status"),
        *(_waiting(viewer) if frozen is None else [review.banner(frozen)]),
        *review.top(current, frozen),
        *([review.revision(reviews.comparison(frozen, viewer=viewer))] if frozen else []),
        *review.sections(current, sheets(current, last), {} if frozen else _goals(current, viewer)),
        *_comments(current, frozen, viewer),
        *([] if frozen else [_frozen(current.selection, viewer)]),
    ]


def _waiting(viewer: Viewer) -> list[Component]:
    return review_comments.for_you(comments.for_me(viewer=viewer), Id.ANSWER_TEXT, Id.ANSWER)


def _goals(current: reviews.Review, viewer: Viewer) -> dict[str, list[Component]]:
    if not allows(viewer, Permission.FREEZE_REVIEW):
        return {}
    said = html.Div("", id=Id.GOAL_SAID, className="saved", role="status")
    ending = review_goals.endings
    targets = ending(Id.END, "target", current.targets, "title", M.end_target)
    gains = ending(Id.END, "gain", current.gains, "effect", M.end_gain)
    return {
        "targets": [*targets, review_goals.target_form(Id.TARGET), said],
        "gains": [*gains, review_goals.gain_form(Id.GAIN)],
    }


def _comments(current: reviews.Review, frozen: Frozen | None, viewer: Viewer) -> list[Component]:
    if not allows(viewer, Permission.ANSWER_REVIEW):
        return []
    threads = comments.comments(current.selection, review_id=frozen.id if frozen else None, viewer=viewer)
    form: list[Component] = []
    if allows(viewer, Permission.COMMENT_REVIEW):
        said = html.Div("", id=Id.COMMENT_SAID, className="saved", role="status")
        people = comments.people(current.selection, viewer=viewer)
        form = [*review_comments.form(Id.COMMENT, current, people), said]
    return [review_comments.section(threads, form, Id.ANSWER_TEXT, Id.ANSWER)]


def _frozen(chosen: Selection, viewer: Viewer) -> Component:
    listed = review.frozen_list(reviews.frozen_reviews(chosen, viewer=viewer))
    if not allows(viewer, Permission.FREEZE_REVIEW):
        return card(K.listed, listed, class_name="review-frozen")
    button = html.Button(W.freeze, id=Id.FREEZE, className="btn", type="button")
    said = html.Div("", id=Id.FREEZE_SAID, className="saved", role="status")
    return card(K.listed, listed, html.P(W.freeze_help, className="soft"), button, said, class_name="review-frozen")


@guarded_callback(
    Output(Id.BODY, "children"),
    Output(Id.VIEW, "data"),
    Input(components.FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.SEE_PROGRESS,
)
def show(search: str | None, *, viewer: Viewer) -> Any:
    """The review of another day or scope."""
    view = review_address.search(selection_of(str(search or "")))
    return body(view, viewer), view


@guarded_callback(
    Output(Id.FREEZE_SAID, "children"),
    AGAIN,
    Input(Id.FREEZE, "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.FREEZE_REVIEW,
)
def freeze(clicks: int | None, view: str | None, *, viewer: Viewer) -> Any:
    """Keeps the review as it stands."""
    if not clicks:
        return no_update, no_update
    number = reviews.freeze(selection_of(str(view or "")), by=viewer)
    said = [html.Span(f"{W.frozen_saved} "), dcc.Link(W.frozen_open, href=f"/rapport/{number}")]
    return no_update, body(str(view or ""), viewer, said)


@guarded_callback(
    Output(Id.COMMENT_SAID, "children"),
    AGAIN,
    Input(Id.COMMENT, "n_clicks"),
    State(review_comments.field(Id.COMMENT, ALL), "value"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.COMMENT_REVIEW,
)
def comment(clicks: int | None, values: list[Any], view: str | None, *, viewer: Viewer) -> Any:
    """Writes a comment that remembers the view."""

    def write() -> None:
        frozen = frozen_of(str(view or ""), viewer)
        chosen = frozen.review.selection if frozen else selection_of(str(view or ""))
        given = review_comments.written(values)
        comments.comment(chosen, **given, review_id=frozen.id if frozen else None, by=viewer)

    return _written(clicks, view, viewer, T.saved, write)


@guarded_callback(
    Output(Id.ANSWER_SAID, "children", allow_duplicate=True),
    AGAIN,
    Input(review_comments.answer_id(Id.ANSWER, ALL, ALL), "n_clicks"),
    State(review_comments.answer_id(Id.ANSWER_TEXT, ALL, ALL), "value"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.ANSWER_REVIEW,
)
def answer(clicks: list[int | None], texts: list[Any], view: str | None, *, viewer: Viewer) -> Any:
    """Answers a comment."""
    asked = ctx.triggered_id if any(clicks) else None
    boxes = ctx.states_list[0] if asked else []
    text = next((str(box.get("value") or "") for box in boxes if _is_of(box["id"], asked)), "")
    return _written(asked, view, viewer, T.answered, lambda: _answer(asked, text, viewer))


def _is_of(box: dict[str, Any], asked: Any) -> bool:
    return (box["place"], box["index"]) == (asked["place"], asked["index"])


def _answer(asked: Any, text: str, viewer: Viewer) -> None:
    comments.answer(comment_id=review_address.number(str(asked["index"])) or 0, text=text, by=viewer)


@guarded_callback(
    Output(Id.GOAL_SAID, "children", allow_duplicate=True),
    AGAIN,
    Input(Id.TARGET, "n_clicks"),
    State(review_comments.field(Id.TARGET, ALL), "value"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.FREEZE_REVIEW,
)
def add_target(clicks: int | None, values: list[Any], view: str | None, *, viewer: Viewer) -> Any:
    """Adds a target."""
    write = goals.add_target
    return _written(clicks, view, viewer, M.target_saved, lambda: write(**review_goals.target(values), by=viewer))


@guarded_callback(
    Output(Id.GOAL_SAID, "children", allow_duplicate=True),
    AGAIN,
    Input(Id.GAIN, "n_clicks"),
    State(review_comments.field(Id.GAIN, ALL), "value"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.FREEZE_REVIEW,
)
def add_gain(clicks: int | None, values: list[Any], view: str | None, *, viewer: Viewer) -> Any:
    """Adds a gain."""
    write = goals.add_gain
    return _written(clicks, view, viewer, M.gain_saved, lambda: write(**review_goals.gain(values), by=viewer))


@guarded_callback(
    Output(Id.GOAL_SAID, "children", allow_duplicate=True),
    AGAIN,
    Input(review_goals.end_id(Id.END, ALL, ALL), "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.FREEZE_REVIEW,
)
def end(clicks: list[int | None], view: str | None, *, viewer: Viewer) -> Any:
    """Takes a target or a gain away."""
    asked = ctx.triggered_id if any(clicks) else None
    return _written(asked, view, viewer, M.ended, lambda: _end(asked, viewer))


def _end(asked: Any, viewer: Viewer) -> None:
    number = review_address.number(str(asked["index"])) or 0
    if asked["kind"] == "target":
        goals.end_target(target_id=number, by=viewer)
    else:
        goals.end_gain(gain_id=number, by=viewer)


def _written(wanted: Any, view: Any, viewer: Viewer, said: str, write: Callable[[], Any]) -> Any:
    """Writes, and tells the page anew; a refusal stands beside the form, which keeps what was written in it."""
    if not wanted:
        return no_update, no_update
    try:
        write()
    except Refused as refused:
        return refused.message, no_update
    return no_update, body(str(view or ""), viewer, said)  # the first place stands inside the second
