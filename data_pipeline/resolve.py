"""Headings to canonical fields: what the tool wrote itself, then the questions, then the boxes of each question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from data_pipeline.contract import contract
from data_pipeline.fold import folded
from data_pipeline.model import FieldMap, Kind, Row
from data_pipeline.vocabulary import (
    Packaging,
    Source,
    field_of,
    first_match,
    heading_keys,
    several,
    short_names,
    survey_options,
    translated,
)

NOT_ASKED = frozenset(
    {
        *("respondent_key", "participant_key", "email", "phone", "full_name", "municipality", "municipality_code"),
        *("first_name", "last_name", "workplace", "answered_on", "wave", "is_complete", "free_text"),
    }
)
PARTS_OF_A_NAME = frozenset({"first_name", "last_name"})
OTHER = "B98"


@dataclass(frozen=True)
class Variable:
    """What SurveyXact's structure and labels tell of one column."""

    names: tuple[str, ...]  # question name and text
    choice: str  # the option that the column stands for
    labels: dict[str, str]  # code -> label


@dataclass
class Resolved:
    """The fields found in a header, and the columns that nobody knows."""

    kind: Kind
    fields: dict[str, FieldMap] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)  # options whose meaning is not known
    by_name_only: list[str] = field(default_factory=list)  # columns of options that only their name tells

    @property
    def columns(self) -> set[str]:
        return {column for each in self.fields.values() for column in each.columns}

    @property
    def asked(self) -> int:
        """How many questions of the survey the file has."""
        return len(self.fields.keys() - NOT_ASKED)

    @property
    def is_enough(self) -> bool:
        """Whether the fields that every row needs are there, and for answers something that only they have."""
        known = self.fields.keys() | ({"full_name"} if self.fields.keys() & PARTS_OF_A_NAME else set())
        has_keys = all(any(name in known for name in group) for group in contract().required[self.kind])
        return has_keys and (
            self.kind == "participants" or self.asked > 0 or "free_text" in known or self._has_own_date
        )

    @property
    def _has_own_date(self) -> bool:
        """Whether a column is called what only our template calls the day of an answer."""
        return contract().fields["followup"]["answered_on"].column in map(folded, self.fields["answered_on"].columns)


def resolve(
    header: Row, kind: Kind, packaging: Packaging, companions: dict[str, list[Row]], joined: dict[str, str]
) -> Resolved:
    """The fields of one file as one kind; `joined` gives the separator that a column's answers are joined by."""
    made = Resolved(kind)
    variables = variables_of(companions)
    for source in packaging.sources:
        if found := _from_tool(source, header):
            made.fields[source.field] = found
    rest = [name for name in header if name not in made.columns and not _is_wrapping(name, packaging)]
    boxes = _boxes(rest, kind, packaging, variables, made)
    rest = [name for name in rest if name not in boxes]
    _questions(rest, kind, variables, joined, made)
    _complete(packaging, made)
    allowed = contract().fields[kind]
    made.fields = {name: each for name, each in made.fields.items() if name in allowed}
    known = made.columns
    made.unknown = [
        name
        for name in rest
        if name not in known and not name.startswith("Kolonne ") and not _says_the_same(name, variables, made)
    ]
    return made


def _from_tool(source: Source, header: Row) -> FieldMap | None:
    order = reversed(header) if source.take_last else iter(header)
    names = list(order)
    columns = tuple(dict.fromkeys(name for each in source.columns if (name := first_match(each, names))))
    if not columns:
        return None
    if source.style == "filled":
        return FieldMap(source.field, columns, "filled")
    return FieldMap(source.field, columns, values=dict(source.values), is_utc=source.is_utc)


def _is_wrapping(name: str, packaging: Packaging) -> bool:
    return any(pattern.fullmatch(name) for pattern in packaging.wrapping)


def _questions(
    names: list[str], kind: Kind, variables: dict[str, Variable], joined: dict[str, str], made: Resolved
) -> None:
    found: dict[str, list[tuple[int, int, str, dict[str, str]]]] = defaultdict(list)
    for place, name in enumerate(names):
        match = _match(name, kind, variables)
        if match:
            field_name, rank, values = match
            found[field_name].append((rank, place, name, values))
    for field_name, matches in found.items():
        matches.sort(key=lambda each: each[:2])
        columns = [name for _, _, name, _ in matches]
        if field_name in made.fields and field_name not in several():
            continue
        before = made.fields.get(field_name)
        if before:
            made.fields[field_name] = FieldMap(
                field_name, (*before.columns, *columns), values=before.values, is_utc=before.is_utc
            )
            continue
        chosen = columns if field_name in several() else columns[:1]
        values = matches[0][3] | _labelled(field_name, kind, variables.get(columns[0]))
        if contract().fields[kind][field_name].type == "barriers":
            made.fields[field_name] = FieldMap(
                field_name, (columns[0],), "joined", values, separator=joined.get(columns[0], "")
            )
        else:
            made.fields[field_name] = FieldMap(field_name, tuple(chosen), values=values)


def _says_the_same(name: str, variables: dict[str, Variable], made: Resolved) -> bool:
    """Whether the column holds in one cell what columns of options say already."""
    match = _match(name, made.kind, variables)
    return match is not None and match[0] in made.fields and made.fields[match[0]].style == "options"


def _match(name: str, kind: Kind, variables: dict[str, Variable]) -> tuple[str, int, dict[str, str]] | None:
    """Field, rank of the name, and the words that become codes."""
    known = field_of(kind)
    variable = variables.get(name)
    for rank, text in enumerate((name, *(variable.names if variable else ()))):
        for key in heading_keys(text):
            for each in translated():
                if each.kind == kind and key in each.keys:
                    return each.field, 50, dict(each.values)
            if key in known:
                return known[key][0], known[key][1] + 20 * rank, {}
    if kind == "followup" and len(name) == 8 and (short := short_names().get(heading_keys(name)[0])):
        return short, 60, {}
    return None


def _labelled(name: str, kind: Kind, variable: Variable | None) -> dict[str, str]:
    """SurveyXact's code of a choice -> our code, through its label."""
    if variable is None:
        return {}
    made: dict[str, str] = {}
    for code, label in variable.labels.items():
        if label.lower() in contract().missing and not code_of(name, kind, label):
            made[code] = ""
        elif ours := code_of(name, kind, label):
            made[code] = ours
    return made


def code_of(name: str, kind: Kind, label: str) -> str | None:
    """The code of a field that a label means, or None."""
    wanted = folded(label)
    codes = contract().fields[kind][name].codes
    return next((code for code, labels in codes.items() if wanted in map(folded, (*labels, code))), None)


def _boxes(
    names: list[str], kind: Kind, packaging: Packaging, variables: dict[str, Variable], made: Resolved
) -> set[str]:
    """Columns that are one option each; they become fields of style "options"."""
    if packaging.option is None:
        return set()
    fixed = survey_options(names)
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in names:
        parts = packaging.option.fullmatch(name)
        stem = _stem_field(parts["stem"], kind, variables.get(name)) if parts else None
        if stem is not None and parts is not None and fixed.get(name) != "-":
            found = {key: value for key, value in parts.groupdict().items() if value is not None}
            groups[stem].append(
                (name, fixed[name] if name in fixed else _option(stem, kind, found, variables.get(name), made))
            )
    used: set[str] = set()
    for stem, members in groups.items():
        if "___" not in members[0][0] and len(members) <= 3 and all(_is_own_name(name, kind) for name, _ in members):
            continue
        columns, options = zip(*members, strict=True)
        made.fields[stem] = FieldMap(stem, columns, "options", options=options)
        used.update(columns)
        made.by_name_only += [name for name in columns if name not in fixed and name not in variables]
    return used


def _stem_field(stem: str, kind: Kind, variable: Variable | None) -> str | None:
    if variable is not None and not variable.choice:
        return None
    known = field_of(kind)
    for text in (stem, *(variable.names if variable else ())):
        for key in heading_keys(text):
            if key in known and contract().fields[kind][known[key][0]].type == "barriers":
                return known[key][0]
    return None


def _is_own_name(name: str, kind: Kind) -> bool:
    return heading_keys(name)[0] in field_of(kind)


def _option(name: str, kind: Kind, found: dict[str, str], variable: Variable | None, made: Resolved) -> str:
    """The code of one option: by its label, by its code, or by its place among ours."""
    if variable is not None and variable.choice:
        found = {"label": variable.choice}
    codes = list(contract().fields[kind][name].codes)
    text = (found.get("label") or found.get("code") or "").strip()
    if ours := code_of(name, kind, text) if text else None:
        return ours
    number = found.get("place") or text.strip("_")
    if number.isdigit():
        by_number = f"B{int(number):02d}"
        return by_number if by_number in codes else codes[int(number) - 1] if 0 < int(number) <= len(codes) else ""
    if text.lower().lstrip("_") in contract().missing | {"99", "ingen", "ingen barrierer"}:
        return ""
    made.doubtful.append(text)
    return OTHER


def _complete(packaging: Packaging, made: Resolved) -> None:
    """Where any answer makes the row an answer, the questions' columns decide with the tool's own."""
    source = next((each for each in packaging.sources if each.field == "is_complete" and each.or_answered), None)
    if source is None:
        return
    own = made.fields["is_complete"].columns if "is_complete" in made.fields else ()
    answered = (
        each.columns[0]
        for name, each in made.fields.items()
        if name not in NOT_ASKED - {"free_text"} and each.style != "options"
    )
    columns = tuple(dict.fromkeys((*own, *answered)))
    if columns:
        made.fields["is_complete"] = FieldMap("is_complete", columns, "filled")


def variables_of(companions: dict[str, list[Row]]) -> dict[str, Variable]:
    """Column -> what SurveyXact's sheets say of it."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in companions.get("labels", []):
        if len(row) >= 3:
            labels[row[0].strip()][row[1].strip()] = row[2].strip()
    rows = companions.get("structure", [])
    places = {name.strip().lower(): place for place, name in enumerate(rows[0])} if rows else {}
    wanted = ("variablename", "questionname", "questiontext", "choicetext")
    found = {name: Variable((), "", given) for name, given in labels.items()}
    if not set(wanted) <= places.keys():
        return found
    for row in rows[1:]:
        variable, name, text, choice = (_cell(row, places[each]) for each in wanted)
        found[variable] = Variable((name, text), choice, labels.get(variable, {}))
    return found


def _cell(row: Row, place: int) -> str:
    return " ".join(row[place].split()) if place < len(row) else ""


def key_columns(packaging: Packaging, header: Row) -> tuple[str, ...]:
    """The columns that together name a row in every export of the survey; none where the first is missing."""
    found = [next((name for each in group if (name := first_match(each, header))), None) for group in packaging.key]
    return tuple(name for name in found if name) if found and found[0] else ()
