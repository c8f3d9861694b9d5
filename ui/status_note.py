"""Status notes as they look: the form, the offer under a post, what a note did, and a note in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from programme.definitions import definitions
from programme.noted import COUNTS, meanings
from programme.notes import NotePlace, Outcome, StatusNote
from programme.recognised import Recognised
from ui import formats
from ui import texts_status_note as say
from ui.board_parts import (
    Kept,
    Visit,
    button,
    card,
    check,
    form,
    labelled,
    link,
    more,
    new_key,
    said,
    select,
    text_area,
)
from ui.tags import hidden, tag
from ui.texts_status_note import StatusNote as T

PATH = "/statusnotat"
COUNT_LABELS = (
    ("courses", T.COURSES),
    ("talks", T.TALKS),
    ("citizens", T.CITIZENS),
    ("kits", T.KITS),
)
COUNT_WORDS = {
    "courses": say.Words.COURSES,
    "talks": say.Words.TALKS,
    "citizens": say.Words.CITIZENS,
    "kits": say.Words.KITS,
}
NAMES = {"dated_on": "note_date", "next_date": "note_next"} | {
    name: f"note_{name}" for name in ("step", "state", "barrier", *COUNTS)
}
LONGEST = 20_000


def page(
    places: Sequence[NotePlace], visit: Visit, today: date, *, site_id: int | None, with_text: bool, kept: Kept
) -> list[Markup | None]:
    """The whole form: one press where nothing has changed, five fields and a text where something has."""
    same = tag("button", T.UNCHANGED, class_="btn", formaction=f"{PATH}/uaendret", formnovalidate=True)
    return [
        tag("p", T.LEAD if with_text else T.LEAD_FACTS, class_="soft"),
        form(
            PATH,
            visit,
            hidden("noegle", kept.get("noegle") or new_key()),
            said(kept.error),
            _place_field(places, kept.get("note_site") or site_id),
            tag("div", same, tag("span", T.UNCHANGED_HINT, class_="soft"), class_="row note-same"),
            tag("h2", T.MORE),
            _text(kept) if with_text else None,
            fields(kept.fields, today),
            tag("div", button(T.SAVE), class_="row"),
            class_name="board-form status-note",
        ),
    ]


def _text(kept: Kept) -> list[Markup]:
    read = tag("button", T.READ, class_="btn btn-quiet", formaction=f"{PATH}/laes", formnovalidate=True)
    box = text_area("tekst", T.TEXT, kept.get("tekst"), hint=T.TEXT_HINT, rows=3, maxlength=LONGEST)
    return [box, tag("p", T.WARNING, class_="soft health-warning"), tag("div", read, class_="row")]


def fields(chosen: Mapping[str, str], today: date) -> list[Markup]:
    """Step, state, date, barrier, and what stays out of the way: counts and the next date."""
    known = meanings()
    steps = [(step.code, step.title) for step in known.steps.values()]
    barriers = [(barrier.code, barrier.title) for barrier in definitions().barriers]
    states = [
        check("note_state", code, label, is_on=chosen.get("note_state") == code, kind="radio")
        for code, label in known.states.items()
        if code != "unchanged"
    ]
    counts = [_number(f"note_{name}", label, chosen) for name, label in COUNT_LABELS]
    is_open = any(chosen.get(f"note_{name}") for name in (*COUNTS, "next"))
    return [
        select("note_step", T.STEP, [("", T.STEP_NONE), *steps], chosen.get("note_step")),
        tag("fieldset", tag("legend", T.STATE), tag("div", states, class_="note-states"), class_="field"),
        _date("note_date", T.DATE, chosen.get("note_date") or today.isoformat(), T.DATE_HINT),
        select("note_barrier", T.BARRIER, [("", T.BARRIER_NONE), *barriers], chosen.get("note_barrier")),
        more(
            T.COUNTS,
            tag("div", counts, class_="note-counts"),
            _date("note_next", T.NEXT, chosen.get("note_next", "")),
            is_open=is_open,
        ),
    ]


def _place_field(places: Sequence[NotePlace], chosen: Any) -> Markup:
    options = [(place.site_id, place_name(place)) for place in places]
    if len(options) == 1:
        return tag("p", hidden("note_site", options[0][0]), tag("strong", options[0][1]))
    none = [] if places[0].is_own else [("", T.PLACE_NONE)]  # no site stands chosen for who has none of their own
    return select("note_site", T.PLACE, [*none, *options], chosen)


def place_name(place: NotePlace) -> str:
    """'Esbjerg: Rusmiddelcenter'."""
    return T.PLACE_OPTION.format(municipality=place.municipality, site=place.site)


def _number(name: str, label: str, chosen: Mapping[str, str]) -> Markup:
    box = tag(
        "input",
        name=name,
        type="number",
        min=0,
        max=999,
        value=chosen.get(name, ""),
        class_="form-control",
        inputmode="numeric",
    )
    return labelled(label, box)


def _date(name: str, label: str, value: str, hint: str = "") -> Markup:
    return labelled(label, tag("input", name=name, type="date", value=value, class_="form-control"), hint)


def offer(found: Recognised, places: Sequence[NotePlace], today: date) -> Markup:
    """The facts that a post tells, to confirm with it: nothing of it counts until the box is ticked."""
    told = say.Recognised.LEAD.format(words=quoted(found))
    return tag(
        "fieldset",
        tag("legend", say.Recognised.LEGEND),
        tag("p", told, class_="soft"),
        check("note_confirm", "1", say.Recognised.CONFIRM),
        tag("div", _place_field(places, places[0].site_id), fields(as_fields(found), today), class_="note-fields"),
        class_="note-offer",
    )


def as_fields(found: Recognised) -> dict[str, str]:
    """What was recognised, as the fields of a form."""
    made = {field: _written(getattr(found, name)) for name, field in NAMES.items() if getattr(found, name) is not None}
    if found.state == "planned" and found.next_date:
        made |= {"note_date": found.next_date.isoformat(), "note_next": ""}
    return made


def quoted(found: Recognised) -> str:
    """The words that facts were taken from, each once."""
    return say.Words.COMMA.join(f"»{words}«" for words in dict.fromkeys(found.words.values()))


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def result(done: Outcome, post: str | None) -> list[Markup | None]:
    """What the note did, and where to see it."""
    labels = {state.code: state.label for state in definitions().states}
    words = {"municipality": done.municipality, "state": labels[done.state]}
    told = T.CHANGED.format(before=labels[done.before], **words) if done.before else T.SAME.format(**words)
    return [
        said(T.SAVED, "saved"),
        card(
            None,
            tag("p", tag("strong", told)),
            tag("p", done.reason, class_="soft"),
            tag(
                "div",
                link(T.TO_MAP, "/", "btn btn-primary"),
                link(T.TO_MUNICIPALITY.format(municipality=done.municipality), f"/kommune/{done.code}", "btn"),
                link(T.TO_POST, post, "btn") if post else None,
                link(T.ANOTHER, PATH, "btn btn-quiet"),
                class_="row",
            ),
            class_name="note-done",
        ),
    ]


def post_text(note: StatusNote, site: str, text: str) -> str:
    """What stands in the room: the facts, and below them the writer's own words."""
    first = say.Words.POST.format(site=_plain(site), facts=sentence(vars(note), dated_on=note.dated_on))
    return f"{first}\n\n{text.strip()}".strip()


def sentence(note: Mapping[str, Any], *, dated_on: date | None = None) -> str:
    """The facts of a status note: 'Kursus eller samtale for borgere: gjort 12. maj 2021 · 4 borgere, 4 kit'."""
    known = meanings()
    step, state = known.steps.get(_text_of(note, "step")), known.states.get(_text_of(note, "state"), "")
    is_planned = _text_of(note, "state") == "planned" and _is_there(note.get("next_date"))
    day = note["next_date"] if is_planned else dated_on
    stands = " ".join(filter(None, [state.lower() if step else state, formats.day(day) if day else ""]))
    parts = [say.Words.STEP_STATE.format(step=step.title, state=stands) if step else stands]
    counted = [_counted(name, int(note[name])) for name in COUNTS if _is_there(note.get(name))]
    parts.append(say.Words.COMMA.join(counted))
    if _is_there(note.get("next_date")) and not is_planned:
        parts.append(say.Words.NEXT.format(day=formats.day(note["next_date"])))
    titles = {barrier.code: barrier.title for barrier in definitions().barriers}
    if barrier := titles.get(_text_of(note, "barrier")):
        parts.append(say.Words.BARRIER.format(barrier=barrier))
    return say.Words.DOT.join(filter(None, parts))


def _counted(name: str, number: int) -> str:
    one, many = COUNT_WORDS[name]
    return formats.count(number, one, many)


def _text_of(note: Mapping[str, Any], name: str) -> str:
    value = note.get(name)
    return value if isinstance(value, str) else ""


def _is_there(value: Any) -> bool:
    return value is not None and not bool(pd.isna(value))


def _plain(name: str) -> str:
    """A name without what Markdown would read."""
    return "".join(one if one.isalnum() or one in " .,'()/&-" else " " for one in name)


def empty(shown: Iterable[Any] = ()) -> list[Any]:
    """For somebody who may write status, but about no site."""
    return [tag("p", T.EMPTY), *shown]
