"""Danish numbers, dates and shares: the one place that writes them (assets/draw/00-core.js mirrors it)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from programme import calendar

MISSING = "–"
DENMARK = ZoneInfo("Europe/Copenhagen")


def integer(value: float | None) -> str:
    """1234 -> '1.234'."""
    return MISSING if _is_missing(value) else f"{round(value):,}".replace(",", ".")  # type: ignore[arg-type]


def decimal(value: float | None, digits: int = 1) -> str:
    """12.5 -> '12,5'; half is rounded up, as browsers and spreadsheets do."""
    if _is_missing(value):
        return MISSING
    return f"{_half_up(value, digits):,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float | None, digits: int = 0) -> str:
    """A share of 1: 0.125 -> '13 %', with digits=1 '12,5 %'."""
    return MISSING if _is_missing(share) else f"{decimal(share * 100, digits)}\u00a0%"  # type: ignore[operator]


def points(share: float) -> int:
    """A share of 1 in percentage points, as percent() writes it: what is written can be subtracted by its reader."""
    return int(_half_up(share * 100, 0))


def day(value: date | datetime | str | None) -> str:
    """date(2021, 5, 4) or '2021-05-04' -> '4. maj 2021'."""
    if value is None or value != value or value == "":  # NaT is not equal to itself
        return MISSING
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return calendar.danish(value)


def moment(value: datetime | None) -> str:
    """A time kept in UTC as it was in Denmark: `4. maj 2021 kl. 14.05`; empty for none."""
    if value is None or value != value:  # NaT is not itself
        return ""
    local = value.replace(tzinfo=UTC).astimezone(DENMARK)
    return f"{day(local)} kl. {local:%H.%M}"


def since(value: datetime, now: datetime) -> str:
    """How long ago a time in UTC was, in words that fit a list: 'lige nu', 'for 5 min. siden', 'i går kl. 14.05'."""
    minutes = int((now - value).total_seconds() // 60)
    if minutes < 1:
        return "lige nu"
    if minutes < 60:
        return f"for {minutes} min. siden"
    local, today = value.replace(tzinfo=UTC).astimezone(DENMARK), now.replace(tzinfo=UTC).astimezone(DENMARK)
    days = (today.date() - local.date()).days
    return f"{('i dag', 'i går')[days]} kl. {local:%H.%M}" if days < 2 else day(local)


def bytes_(number: int) -> str:
    """1_250_000 -> '1,3 MB'."""
    return f"{decimal(number / 1e6)} MB" if number >= 1e6 else f"{integer(max(1, number // 1000))} kB"


def browser(agent: str) -> str:
    """A User-Agent header as people know it: `Chrome på Android`; the names are tried in this order."""
    names = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    shown = {"Edg": "Edge", "OPR": "Opera"}
    name = next((shown.get(one, one) for one in names if one in agent), "Ukendt browser")
    system = next((one for one in systems if one in agent), None)
    return f"{name} på {system}" if system else name


def ago(value: date | datetime | None, today: date) -> str:
    """How long ago a day was: 'i dag', 'i går', 'for 3 dage siden', 'for 2 måneder siden'."""
    if value is None or value != value:
        return MISSING
    then = value.date() if isinstance(value, datetime) else value
    days = (today - then).days
    if days < 0:
        return f"om {count(-days, 'dag', 'dage')}"
    if days < 2:
        return ("i dag", "i går")[days]
    if days < 60:
        return f"for {days} dage siden"
    if days < 730:
        return f"for {days // 30} måneder siden"
    return f"for {days // 365} år siden"


def count(number: int, one: str, many: str) -> str:
    """3, 'dag', 'dage' -> '3 dage'."""
    return f"{integer(number)} {one if number == 1 else many}"


def change(value: float | None, previous: float | None, unit: str) -> str:
    """The step from the previous wave with its sign: '+12', '−3 procentpoint', 'uændret'; empty when unknown.

    It is what one gets by subtracting the two figures as they are written.
    """
    if value is None or previous is None or _is_missing(value) or _is_missing(previous):
        return ""
    written = points if unit == "procent" else round
    step = written(value) - written(previous)
    name = {"procent": " procentpoint", "dage": " dag" if abs(step) == 1 else " dage"}.get(unit, "")
    if step == 0:
        return "uændret"
    return f"{'+' if step > 0 else '−'}{integer(abs(step))}{name}"


def _is_missing(value: float | None) -> bool:
    return value is None or value != value


def _half_up(value: float | None, digits: int) -> Decimal:
    return Decimal(str(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)  # type: ignore[arg-type]
