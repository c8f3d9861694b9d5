"""CPR numbers are masked before anything else sees the text: none is ever kept, shown or logged."""

from __future__ import annotations

import re

from data_pipeline.model import CPR_MASK

# What people put between the digits: nothing, blanks, dashes, dots, and characters that cannot be seen.
_BLANK = r" \u00a0\u00ad\u2000-\u200f\u202f\u2060\ufeff"
_GAP = rf"[{_BLANK}\u2010-\u2015\u2212\ufe63\uff0d._/:–-]{{0,4}}"
_PAIR_GAP = rf"[{_BLANK}\u2010-\u2015\u2212._/–-]?"
_D = "[0-9]"
# The first digit stands before the look-behind because the engine then skips to digits quickly (2 s/GB less).
# The year may have its century, where a dash tells 01011980-1234 from a day and an amount: see _masked().
_YEAR = rf"(?:19|20)?{_D}{_D}"
_TEN = rf"{_D}(?<!{_D}{_D}){_D}{_PAIR_GAP}[01]{_D}{_PAIR_GAP}{_YEAR}{_GAP}{_D}{_D}[{_BLANK}]?{_D}{_D}(?!{_D})"
MARK = CPR_MASK[0]  # no CPR number was masked in a text without it
_NUMBER = re.compile(_TEN)
_NUMBER_OVER_LINES = re.compile(_TEN.replace("[" + _BLANK, r"[\t\r\n" + _BLANK))
# A number cell loses its leading zero: nine digits that fill a cell.
_NINE = re.compile(rf"\s*[1-9](?:0[1-9]|1[0-2]){_D}{{6}}\s*")
_DATE_THEN_NUMBER = re.compile(r"\d\d\D\d\d\D\d{4}\D\d\d")  # 05-03-2021 12 borgere
# 01.01.80-1234, also in the middle of other numbers: neither a time nor a phone number is grouped so.
_GROUPED = re.compile(r"\d\d(?:\D\d\d\D\d\d ?[-–]|[-./]\d\d[-./]\d\d ) ?\d{4}")
_DIGITS_AS_0 = bytes(ord("0" if byte in b"0123456789" else " ") for byte in range(256))
_OTHER_DIGITS = re.compile(r"[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DASHES = "-\u2010\u2011\u2012\u2013\u2014"
_JOINS = (" ", "-", ".", "/", ":")
_ID_HEADING = re.compile(r"id\b|_id|\bnr|nummer|respond|key|nøgle|token|seed|kode|tlf|telefon|mobil", re.IGNORECASE)
_CPR_HEADING = re.compile(r"cpr|person-?\s?(?:nr|nummer)", re.IGNORECASE)
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def mask(text: str) -> str:
    """The text with CPR_MASK in the place of every CPR number (no line break inside the number)."""
    return _NUMBER.sub(_masked, _plain_digits(text))


def mask_cell(text: str) -> str:
    """As mask(), for cells on their own: a line break inside the number counts as a blank."""
    return _NUMBER_OVER_LINES.sub(_masked, _plain_digits(text))


def _plain_digits(text: str) -> str:
    """Digits of other scripts and full width as 0-9."""
    try:
        text.encode("latin-1")  # holds none of them, and this is told quicker than by looking for them
    except UnicodeEncodeError:
        return _OTHER_DIGITS.sub(lambda found: str(int(found.group())), text)
    return text


def mask_short(text: str) -> str:
    """A cell of nine digits that become a CPR number when the leading zero is put back."""
    return CPR_MASK if _NINE.fullmatch(text) and _is_date("0" + text.strip()) else text


def looks_short(text: str) -> bool:
    """Whether nine digits stand alone anywhere in the text, so that a cell may be a number that mask_short() masks."""
    return b" 000000000 " in b" %b " % text.encode("latin-1", "replace").translate(_DIGITS_AS_0)


def mask_named(text: str) -> str:
    """A cell under a heading of CPR numbers: one is told by its digits, whatever stands between them."""
    return CPR_MASK if 9 <= sum(map(str.isdigit, text)) <= 12 else text


def is_cpr_heading(heading: str) -> bool:
    """Whether the column says that it holds CPR numbers."""
    return bool(_CPR_HEADING.search(heading))


def may_hold_short(heading: str) -> bool:
    """Whether nine digits in this column may be a CPR number; ids and phone numbers are not."""
    return is_cpr_heading(heading) or not _ID_HEADING.search(heading)


def _masked(found: re.Match[str]) -> str:
    text = found.group()
    digits = re.sub(r"[^0-9]", "", text)
    has_century = len(digits) == 12
    if not _is_date(digits) or (text[-5] not in _DASHES if has_century else _is_something_else(found, text)):
        return text
    return CPR_MASK


def _is_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    if day > 60:
        day -= 60
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month]


def _is_something_else(found: re.Match[str], text: str) -> bool:
    """Whether the digits belong to something longer: an id, a decimal number, phone numbers, a time stamp."""
    source, start, end = found.string, found.start(), found.end()
    before, after = source[max(0, start - 2) : start], source[end : end + 2]
    if _in_uuid(source, start, end):
        return True
    if text.isdigit():
        # A comma says nothing: it stands between the cells of a file, and between two numbers in a text.
        return before[-1:] == "." and before[:1].isdigit() and after[:1] not in ("-", "/")
    if (text[:6].isdigit() and text[-4:].isdigit()) or _GROUPED.fullmatch(text):
        return False
    if _DATE_THEN_NUMBER.fullmatch(text):
        return True
    goes_on = after[:1] in _JOINS and after[1:].isdigit()
    came_from = before[1:] in _JOINS and before[:1].isdigit()
    return goes_on or came_from or before.endswith("+")


def _in_uuid(source: str, start: int, end: int) -> bool:
    offset = max(0, start - 36)
    found = _UUID.finditer(source[offset : end + 36])
    return any(each.start() + offset < end and each.end() + offset > start for each in found)
