"""Which parser a field's contract asks for."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from data_pipeline.contract import Field, contract
from data_pipeline.fold import folded
from data_pipeline.model import FieldMap
from data_pipeline.parse import (
    Bad,
    Parser,
    age_parser,
    code_parser,
    parse_boolean,
    parse_integer,
    parse_name,
    parse_text,
)
from data_pipeline.parse_contact import parse_email, parse_phone
from data_pipeline.parse_date import parse_date


def parser_of(rule: Field, source: FieldMap, order: str, today: date, municipality: Parser) -> Parser:
    """The parser of one column; order is that of day and month."""
    match rule.type:
        case "date":
            return _date_parser(rule, source, order, today)
        case "integer":
            return _integer_parser(rule)
        case "code":
            return code_parser(rule.codes, source.values, is_integer=True)
        case "gender" | "barrier":
            return code_parser(rule.codes, source.values, is_integer=False)
        case "barriers":
            return _barriers_parser(rule, source)
        case "municipality":
            return municipality
        case "municipalities":
            return _municipalities_parser(municipality)
        case "age":
            return age_parser(today)
        case "name":
            return lambda text: parse_name(text, rule.length)
        case _:
            simple: dict[str, Parser] = {"email": parse_email, "phone": parse_phone, "boolean": parse_boolean}
            return simple.get(rule.type) or (lambda text: parse_text(text, rule.length))


def _date_parser(rule: Field, source: FieldMap, order: str, today: date) -> Parser:
    earliest = contract().earliest
    latest = today if rule.past else today + timedelta(days=366 * contract().years_ahead)

    def parse(text: str) -> date | Bad:
        made = parse_date(text, order, source.is_utc)
        if isinstance(made, Bad) or earliest <= made <= latest:
            return made
        if made > latest and rule.past:
            message = f"{made:%d-%m-%Y} ligger efter i dag ({today:%d-%m-%Y}). Ret datoen."
        else:
            message = f"{made:%d-%m-%Y} ligger uden for {earliest:%d-%m-%Y} til {latest:%d-%m-%Y}. Ret datoen."
        return Bad("date_out_of_range", message)

    return parse


def _integer_parser(rule: Field) -> Parser:
    pattern = re.compile(rule.pattern, re.IGNORECASE) if rule.pattern else None

    def parse(text: str) -> int | Bad:
        if pattern and (found := pattern.fullmatch(text.strip())):
            text = found[1]
        return parse_integer(text, rule.low, rule.high)

    return parse


def _barriers_parser(rule: Field, source: FieldMap) -> Parser:
    one = code_parser(rule.codes, source.values, is_integer=False)

    def parse(text: str) -> tuple[str, ...] | Bad:
        parts = [
            each.strip() for each in re.split(re.escape(source.separator) if source.separator else r"[;,\n]", text)
        ]
        parts = [each for each in parts if each]
        codes: dict[str, None] = {}
        unknown: list[str] = []
        while parts:
            # An option may hold the separator itself ("Ledelse, økonomi"): the longest run that is known wins.
            for size in range(len(parts), 0, -1):
                made = one((source.separator or ", ").join(parts[:size]))
                if not isinstance(made, Bad):
                    codes[made] = None
                    break
            else:
                unknown.append(parts[0])
                size = 1
            parts = parts[size:]
        unknown = [each for each in unknown if folded(each) not in _NO_BARRIER]
        chosen = tuple(codes) or None
        if unknown and not (codes and "B98" in codes):
            message = (
                f"„{', '.join(unknown)}” er ikke en kendt barriere og er sat som andet (B98). Ret den, hvis det er en."
            )
            return Bad("unknown_value", message, "warning", (*codes, "B98"))
        return chosen  # type: ignore[return-value]

    return parse


_NO_BARRIER = frozenset({"ved ikke", "ingen", "ingen barrierer", "oensker ikke at svare", "nej", "99"})


def _municipalities_parser(municipality: Parser) -> Parser:
    def parse(text: str) -> tuple[str, ...] | Bad:
        made: list[Any] = [municipality(each) for each in re.split(r"[,;/\n]|\bog\b|&", text) if each.strip()]
        codes = tuple(dict.fromkeys(each for each in made if isinstance(each, str)))
        wrong = [each for each in made if isinstance(each, Bad)]
        if not wrong:
            return codes
        return Bad(wrong[0].code, wrong[0].message, "warning", codes or None)

    return parse
