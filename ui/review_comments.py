"""Comments on a review: what was asked and answered, and the forms to write in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from programme.definitions import definitions
from programme.errors import Refused
from programme.queries import Selection
from programme.review import Review
from programme.review.comments import FIGURES, LONGEST, Person
from ui import components, formats, review_address
from ui.components import card
from ui.review_tables import moment
from ui.texts_review import Comments as T

NOBODY = "-"  # an option needs a value: the empty one is dbc.Select's own placeholder


def field(form: str, name: Any) -> dict[str, Any]:
    """The id of a field; with name=ALL the ids of all fields of a form, in their order on the page."""
    return {"type": form, "name": name}


def answer_id(part: str, place: Any, index: Any) -> dict[str, Any]:
    """The id of an answer's box or button; place tells the list at the top from the one below."""
    return {"type": part, "place": place, "index": index}


def for_you(threads: list[dict[str, Any]], box: str, button: str) -> list[Component]:
    """What waits for the reader; nothing where nothing does."""
    if not threads:
        return []
    listed = [_thread(one, "til-dig", box, button, with_link=True) for one in threads]
    return [card(T.for_you, html.P(T.for_you_note, className="soft"), html.Ul(listed, className="threads"))]


def section(threads: list[dict[str, Any]], form: list[Component], box: str, button: str) -> Component:
    """All that was said about a scope, and the form to say more."""
    listed = [_thread(one, "udsnit", box, button) for one in threads]
    shown = html.Ul(listed, className="threads") if listed else html.P(T.none, className="soft")
    return card(T.title, shown, *form, class_name="review-comments")


def form(name: str, review: Review, people: Iterable[Person]) -> list[Component]:
    """About what, whom it mentions, and the text."""
    mentions = [(NOBODY, T.nobody), *((str(one.account_id), person(one)) for one in people)]
    fields = [
        _labelled(T.about, _select(field(name, "about"), _subjects(review))),
        _labelled(T.mention, _select(field(name, "mention"), mentions)),
        html.Label(
            [
                html.Span(T.text),
                dbc.Textarea(id=field(name, "text"), value="", maxLength=LONGEST),
                html.Span(T.text_help, className="soft"),
            ],
            className="field whole",
        ),
    ]
    button = html.Button(T.save, id=name, className="btn btn-primary", type="button")
    help_text = html.P(T.write_help, className="soft")
    return [html.Details([html.Summary(T.write), help_text, html.Div([*fields, button], className="form")])]


def written(values: Sequence[Any]) -> dict[str, Any]:
    """The arguments of comments.comment() from the form's values; raises Refused."""
    if len(values) != 3:
        raise Refused(T.write)
    about, mention, text = (str(value or "") for value in values)
    mentions = review_address.number(mention)
    if mentions is None and mention not in ("", NOBODY):
        raise Refused(T.mention)
    return {"about": about, "mentions": mentions, "text": text}


def person(one: Person) -> str:
    """Somebody who can be mentioned: by name, or by role for those who do not see people."""
    role = T.roles[one.role].format(network=one.network)
    return T.person.format(name=one.name, role=role) if one.name else role


def _subjects(review: Review) -> list[tuple[str, str]]:
    found = [(code, definition.title) for code in FIGURES if (definition := definitions().indicator(code))]
    figures = [(code, T.figure_group.format(name=name)) for code, name in found]
    rows = [row for row in components.rows(review.overview.municipalities) if row["is_selected"]]
    return figures + [(row["code"], T.municipality_group.format(name=row["name"])) for row in rows]


def _thread(one: dict[str, Any], place: str, box: str, button: str, *, with_link: bool = False) -> Component:
    head = T.head.format(about=one["about_name"], scope=one["scope"], day=formats.day(one["as_of"]))
    mention = T.to_you if one["is_for_me"] else T.to.format(person=one["mentions"]) if one["mentions"] else ""
    link = [dcc.Link(T.see, href=_address(one), className="review-see")] if with_link else []
    return html.Li(
        [
            html.H3(head),
            _said(one, mention),
            *([html.Ul([html.Li(_said(answer)) for answer in one["answers"]])] if one["answers"] else []),
            *link,
            _answer(one, place, box, button),
        ]
    )


def _said(one: dict[str, Any], mention: str = "") -> Component:
    by = T.by.format(author=one["author"], moment=moment(one["at"]))
    return html.Div(
        [
            html.P(one["text"], className="note-text"),
            html.P(" · ".join(filter(None, (by, mention))), className="soft"),
        ]
    )


def _answer(one: dict[str, Any], place: str, box: str, button: str) -> Component:
    said = T.answer_label.format(about=one["about_name"])
    text = dbc.Textarea(id=answer_id(box, place, one["id"]), value="", maxLength=LONGEST)
    send = html.Button(
        T.save_answer, id=answer_id(button, place, one["id"]), className="btn btn-primary", type="button"
    )
    fields = [html.Label([html.Span(said), text], className="field"), send]
    return html.Details([html.Summary(T.answer), html.Div(fields, className="stack-small")])


def _address(one: dict[str, Any]) -> str:
    if one["review_id"]:
        return f"/rapport/{one['review_id']}"
    chosen = Selection(wave=one["wave"], region=one["region"], network=one["network"])
    return f"/rapport{review_address.search(chosen)}"


def _select(identity: Any, offered: Sequence[tuple[str, str]]) -> Component:
    options = [{"label": text, "value": value} for value, text in offered]
    select: Component = dbc.Select(id=identity, options=options, value=options[0]["value"])
    return select


def _labelled(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control], className="field")
