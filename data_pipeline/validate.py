"""Cells to values, a column at a time; each distinct text is parsed once. Problems are collected, nothing is raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, count
from typing import Any

from data_pipeline.contract import Field, contract
from data_pipeline.fold import folded
from data_pipeline.model import CPR_MASK, ROW_COLUMN, FieldMap, Mapping, Problem, Row
from data_pipeline.parse import Bad, Parser, split_name
from data_pipeline.parse_contact import ordinary_emails, ordinary_phones
from data_pipeline.parse_date import column_order
from data_pipeline.parsers import parser_of
from data_pipeline.section_rows import others

CPR_MESSAGE = (
    "Rækken indeholder et CPR-nummer. Det er skjult og ikke gemt, og rækken venter. "
    "Ret feltet på siden »Rækker, der venter«, eller fjern nummeret i filen, og læg den ind igen."
)
UNFINISHED = "Rækken er udsendt, men ikke besvaret færdig. Der skal ikke gøres noget."
NO_ANSWER = "Rækken er {0} og ikke en besvarelse eller en person. Den er sprunget over."
NOT_TICKED = frozenset(
    {"", "0", "0 0", "unchecked", "ikke valgt", "nej", "n", "no", "false", "falsk", "99", "ikke markeret"}
)
ORDINARY: dict[str, Callable[[Sequence[str]], list[str | None]]] = {"email": ordinary_emails, "phone": ordinary_phones}
IDENTITY = frozenset({"participant_key", "full_name", "first_name", "last_name", "email", "phone", "respondent_key"})


@dataclass(slots=True)
class Checked:
    """A batch after validation: one list per canonical field, aligned with numbers."""

    numbers: list[int]
    columns: dict[str, list[Any]]
    problems: list[Problem] = field(default_factory=list)
    errors: set[int] = field(default_factory=set)  # positions of rows for quarantine
    ignored: set[int] = field(default_factory=set)  # positions of rows that are not answers

    def fail(self, position: int, problem: Problem) -> None:
        """Sends a row to quarantine for a reason found after validation."""
        self.errors.add(position)
        self.problems.append(problem)


class Memo(dict[str, Any]):
    """Text -> value, parsed at first sight; `bad` remembers what could not be read as it stood."""

    def __init__(self, parse: Parser, words: dict[str, str], missing: frozenset[str], *, known_first: bool) -> None:
        super().__init__()
        self.parse, self.words, self.missing, self.known_first = parse, words, missing, known_first
        self.bad: dict[str, Bad] = {}

    def __missing__(self, text: str) -> Any:
        made = self._read(text.strip())
        if isinstance(made, Bad):
            self.bad[text] = made
            made = made.value
        self[text] = made
        return made

    def _read(self, plain: str) -> Any:
        if not plain:
            return None
        low = plain.lower()
        if low in self.words:
            plain = self.words[low]
            return self.parse(plain) if plain else None
        if not self.known_first:
            return None if low in self.missing else self.parse(plain)
        made = self.parse(plain)
        return None if isinstance(made, Bad) and low in self.missing else made


class Validator:
    """The checks of one file: made once, used for each of its batches."""

    def __init__(self, mapping: Mapping, header: Row, today: date, municipality: Parser) -> None:
        self.mapping = mapping
        self.header = header
        self.fields = contract().fields[mapping.kind]
        self.maps = [each for each in mapping.fields if each.field in self.fields]
        self.column_of = {each.field: each.columns[0] for each in self.maps}
        self._where = {name: position for position, name in reversed(list(enumerate(header)))}
        self._today, self._municipality = today, municipality
        self._missing = contract().missing | {each.lower() for each in mapping.missing}
        self._orders: dict[str, str] | None = None  # field -> order of day and month
        self._memos: dict[str, Memo] = {}
        self._ticked: dict[str, bool] = {}
        identity = [each for each in self.maps if each.field in IDENTITY]
        self._identity = sorted({self._where[name] for each in identity for name in each.columns})

    def look_at(self, rows: list[Row]) -> None:
        """The first batch decides the order of day and month: all of it, also rows that need no check any more."""
        if self._orders is not None:
            return
        self._orders = {}
        for each in self.maps:
            if self.fields[each.field].type == "date":
                places = [self._where[name] for name in each.columns]
                texts = {next((row[at] for at in places if row[at].strip()), "") for row in rows}
                self._orders[each.field] = each.date_order or column_order(texts)

    def check(self, numbers: list[int], rows: list[Row], seen: Sequence[Problem] = ()) -> Checked:
        """Typed columns and the problems of these rows; `seen` are problems that reading had."""
        self.look_at(rows)
        cells = list(zip(*rows, strict=True))
        checked = Checked(numbers, {})
        for each in self.maps:
            self._read_column(each, cells, checked)
        self._derive(checked)
        self._require(checked)
        self._not_answers(rows, checked)
        self._reading(seen, checked)
        return checked

    def _read_column(self, source: FieldMap, cells: list[tuple[str, ...]], checked: Checked) -> None:
        places = [self._where[name] for name in source.columns]
        if source.style == "options":
            checked.columns[source.field] = self._options(source, [cells[place] for place in places])
            return
        column: Sequence[str] = cells[places[0]]
        for place in places[1:]:
            column = [text if text.strip() else other for text, other in zip(column, cells[place], strict=True)]
        if source.style == "filled":
            checked.columns[source.field] = [
                int(bool(t.strip()) and t.strip().lower() not in self._missing) for t in column
            ]
            return
        if self.fields[source.field].type == "free":
            checked.columns[source.field] = [text.strip() or None for text in column]
            return
        if self.fields[source.field].type == "key":  # hardly two alike, so nothing to remember
            checked.columns[source.field] = [text.strip()[:80].removesuffix(".0") or None for text in column]
            return
        memo = self._memo(source)
        ordinary = ORDINARY.get(self.fields[source.field].type)
        if ordinary and not source.values:  # hardly two alike: read the ordinary at once, remember the rest
            values = [value or memo[text] for value, text in zip(ordinary(column), column, strict=True)]
        else:
            values = list(map(memo.__getitem__, column))
        checked.columns[source.field] = values
        if memo.bad:
            self._report(self.fields[source.field], source.columns[0], column, memo.bad, checked)

    def _memo(self, source: FieldMap) -> Memo:
        if source.field not in self._memos:
            rule = self.fields[source.field]
            order = (self._orders or {}).get(source.field, "")
            parse = parser_of(rule, source, order, self._today, self._municipality)
            is_free = rule.type in ("name", "text")
            missing = frozenset() if is_free else self._missing
            known_first = rule.type in ("code", "gender", "barrier", "barriers", "boolean")
            # Codes go through the mapping's words in their own parser; here only "this means no answer" is left.
            has_codes = rule.type in ("code", "gender", "barrier", "barriers")
            words = {text: code for text, code in source.values.items() if not (has_codes and code)}
            self._memos[source.field] = Memo(parse, words, missing, known_first=known_first)
        memo = self._memos[source.field]
        if len(memo) > 100_000:  # a column of unlike values in a file of a million rows
            memo.clear()
        return memo

    def _options(self, source: FieldMap, columns: list[tuple[str, ...]]) -> list[Any]:
        ticked = self._ticked
        for column in columns:
            for text in set(column) - ticked.keys():
                ticked[text] = folded(text) not in NOT_TICKED and text.strip().lower() not in self._missing
        chosen = [
            tuple(dict.fromkeys(code for code, text in zip(source.options, row, strict=True) if ticked[text] and code))
            for row in zip(*columns, strict=True)
        ]
        rule = self.fields[source.field]
        if rule.type == "barriers":
            return [each or None for each in chosen]
        return [(int(each[0]) if each[0].isdigit() else each[0]) if each else None for each in chosen]

    def _report(self, rule: Field, name: str, column: Sequence[str], bad: dict[str, Bad], checked: Checked) -> None:
        for position in compress(count(), map(bad.__contains__, column)):
            text, number = column[position], checked.numbers[position]
            found = bad[text]
            severity = found.severity or ("error" if rule.on_bad == "error" else "warning")
            checked.problems.append(Problem(number, name, text[:500], found.code, severity, found.message))
            if severity == "error":
                checked.errors.add(position)

    def _derive(self, checked: Checked) -> None:
        columns, size = checked.columns, len(checked.numbers)
        if "full_name" in columns and "last_name" not in columns:
            parts = [split_name(each) if each else (None, None) for each in columns["full_name"]]
            columns["first_name"] = [each[0] or None for each in parts]
            columns["last_name"] = [each[1] or None for each in parts]
            columns["full_name"] = [" ".join(filter(None, each)) or None for each in parts]  # Skov, Ib is Ib Skov
        elif "first_name" in columns or "last_name" in columns:
            blank = [None] * size
            pairs = zip(columns.get("first_name", blank), columns.get("last_name", blank), strict=True)
            joined = [f"{first or ''} {last or ''}".strip() or None for first, last in pairs]
            given = columns.get("full_name", blank)
            columns["full_name"] = [one or other for one, other in zip(joined, given, strict=True)]
        self._one_municipality(checked)

    def _one_municipality(self, checked: Checked) -> None:
        codes, names = checked.columns.pop("municipality_code", None), checked.columns.get("municipality")
        if codes is None or names is None:
            checked.columns["municipality"] = codes or names or [None] * len(checked.numbers)
            return
        both = checked.columns["municipality"] = [code or name for code, name in zip(codes, names, strict=True)]
        for position, (one, other) in enumerate(zip(both, names, strict=True)):
            if other is not None and one != other:
                message = f"Kommunekoden {one} og kommunens navn passer ikke sammen ({other}). Ret den ene."
                number = checked.numbers[position]
                problem = Problem(
                    number, self.column_of["municipality"], one, "ambiguous_municipality", "error", message
                )
                checked.fail(position, problem)

    def _require(self, checked: Checked) -> None:
        blank = [None] * len(checked.numbers)
        for names in contract().required[self.mapping.kind]:
            columns = [checked.columns.get(name, blank) for name in names]
            lacking: Iterable[int] = range(len(checked.numbers))
            for column in columns:
                lacking = [position for position in lacking if column[position] is None]
            if not lacking:
                continue
            told = self._told([name for name in names if name in self.column_of], checked)
            wanted = self._wanted(names)
            for position in lacking:
                if checked.numbers[position] in told:
                    continue
                message = f"Rækken mangler {wanted}. Udfyld feltet, og indlæs igen."
                where = next((self.column_of[name] for name in names if name in self.column_of), ROW_COLUMN)
                problem = Problem(checked.numbers[position], where, None, "missing_required", "error", message)
                checked.fail(position, problem)

    def _told(self, names: list[str], checked: Checked) -> set[int]:
        """Rows that already have an error in one of these fields: a second message would say the same."""
        columns = {self.column_of[name] for name in names}
        return {each.row for each in checked.problems if each.severity == "error" and each.column in columns}

    def _wanted(self, names: list[str]) -> str:
        """The columns of this file that would do; the template's where it has none of them."""
        here = dict.fromkeys(self.column_of[name] for name in names if name in self.column_of)
        return " eller ".join(f"„{each}”" for each in here or [self.fields[name].column for name in names])

    def _not_answers(self, rows: list[Row], checked: Checked) -> None:
        for position, complete in enumerate(checked.columns.pop("is_complete", ())):
            if complete == 0:
                self._ignore(checked, position, UNFINISHED)
        for position, what in others(rows, self.header, self._identity):
            if position not in checked.ignored:
                self._ignore(checked, position, NO_ANSWER.format(what))

    def _ignore(self, checked: Checked, position: int, message: str) -> None:
        number = checked.numbers[position]
        checked.ignored.add(position)
        checked.errors.discard(position)
        checked.problems = [each for each in checked.problems if each.row != number]
        checked.problems.append(Problem(number, ROW_COLUMN, None, "not_an_answer", "info", message))

    def _reading(self, seen: Sequence[Problem], checked: Checked) -> None:
        """What reading saw; a CPR number outranks everything, also in a row that would have been skipped."""
        place = {number: position for position, number in enumerate(checked.numbers)} if seen else {}
        for problem in seen:
            if problem.row not in place:
                continue
            position = place[problem.row]
            if problem.code == "cpr_number":
                checked.ignored.discard(position)
                checked.problems = [p for p in checked.problems if (p.row, p.code) != (problem.row, "not_an_answer")]
            if position in checked.ignored:
                continue
            checked.problems.append(problem)
            if problem.severity == "error":
                checked.errors.add(position)


def cpr_problems(cells: Iterable[tuple[int, str]]) -> list[Problem]:
    """One error per masked cell."""
    return [Problem(number, name, CPR_MASK, "cpr_number", "error", CPR_MESSAGE) for number, name in cells]
