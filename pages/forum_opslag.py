"""/forum/opslag/<post_id>/mere: what is seldom done with a post: link, history, delete, report, hide, redact."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board.views import PostView, ThreadView
from pages._shared import board, gate
from pages._shared.page import Titled, register
from ui import texts_board as say
from ui.board_parts import (
    Kept,
    Visit,
    act,
    back,
    button,
    card,
    form,
    handling,
    link,
    page,
    path,
    post_path,
    said,
    text_area,
    text_field,
)
from ui.tags import tag

register(
    __name__,
    path="/forum/opslag/<post_id>/mere",
    name=say.Forum.TITLE,
    title=say.Forum.TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(post_id: str, *, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """One card for each thing that this person may do."""
    view, one = board.one_post(post_id, viewer)
    here, visit, kept = path("opslag", one.id), board.visit(), kept or Kept()
    title = say.Post.MORE_TITLE.format(number=one.number)
    content = page(
        back(say.Post.BACK, post_path(view.thread.id, one.number)),
        tag("h1", title),
        tag("p", view.thread.title, class_="soft"),
        said(kept.error),
        said(say.Post.REPORTED, "saved") if board.asked(search).get("meldt") else None,
        _ways(one, here),
        _delete(one, here, visit),
        _report(here, visit, kept) if _may_report(view, one) else None,
        _moderate(one, here, visit, kept) if view.can_moderate and not one.gone else None,
        handling(visit),
    )
    return Titled(content, title)


def _may_report(view: ThreadView, one: PostView) -> bool:
    return not (view.can_moderate or one.can_remove or one.gone or one.is_hidden)


def _sure(text: str) -> Any:
    box = tag("input", type="checkbox", required=True, class_="form-check-input")
    return tag("label", box, tag("span", text), class_="form-check")


def _ways(one: PostView, here: str) -> Any:
    links = [link(say.Post.LINK, here, "btn")]
    if one.can_edit:
        links.append(link(say.Post.EDIT, f"{here}/ret", "btn"))
    if one.edited_at and not one.gone:
        links.append(link(say.Post.HISTORY, f"{here}/historik", "btn"))
    return tag("div", links, class_="row")


def _delete(one: PostView, here: str, visit: Visit) -> Any:
    if not one.can_remove:
        return None
    return card(
        say.Post.DELETE,
        tag("p", say.Post.DELETE_LEAD),
        form(f"{here}/slet", visit, _sure(say.Post.SURE), button(say.Post.DELETE, "btn")),
    )


def _report(here: str, visit: Visit, kept: Kept) -> Any:
    return card(
        say.Post.REPORT,
        tag("p", say.Post.REPORT_LEAD, class_="soft"),
        form(
            f"{here}/anmeld",
            visit,
            text_area("grund", say.Post.REPORT_REASON, kept.get("grund"), rows=2, required=True, maxlength=500),
            button(say.Post.REPORT, "btn"),
        ),
    )


def _moderate(one: PostView, here: str, visit: Visit, kept: Kept) -> Any:
    settle = [act(say.Post.SETTLE, path("melding", report.id), class_name="btn") for report in one.reports]
    if one.is_hidden:
        shown: Any = act(say.Post.SHOW, f"{here}/vis", class_name="btn")
    else:
        why = text_field("grund", say.Thread.HIDE_REASON, kept.get("grund"), required=True, maxlength=300)
        shown = form(f"{here}/skjul", visit, why, button(say.Post.HIDE, "btn"))
    return card(
        say.Post.MODERATE,
        tag("div", settle, class_="row") if settle else None,
        shown,
        tag("h3", say.Post.REDACT),
        tag("p", say.Post.REDACT_LEAD),
        form(f"{here}/fjern", visit, _sure(say.Post.SURE), button(say.Post.REDACT, "btn")),
    )
