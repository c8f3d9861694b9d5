"""E-mail addresses and phone numbers: a fast path for the ordinary, a library for the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data_pipeline.parse import Bad

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}\Z"
)
_SEVERAL = re.compile(r"\s*(?:[;,/|\s]|\bog\b|\beller\b)\s*")
_DANISH = re.compile(r"(?:\+45|0045)?([2-9]\d{7})\Z")
_NOT_DIGIT = re.compile(r"[^\d+]")
_FLOAT = re.compile(r"\d+[.,]0+\Z")
EMAIL_REMEDY = "Rækken er indlæst uden adressen. Ret den til formen navn@sted.dk."
PHONE_REMEDY = "Rækken er indlæst uden nummeret. Skriv de otte cifre, eller + og landekode."


def ordinary_emails(texts: Sequence[str]) -> list[str | None]:
    """The addresses about which nothing is odd, in lower case; None for any other text."""
    is_ordinary = _EMAIL.match
    return [plain if is_ordinary(plain := text.strip().lower()) else None for text in texts]


def ordinary_phones(texts: Sequence[str]) -> list[str | None]:
    """The numbers that are eight Danish digits; None for any other text."""
    plain = "\n".join(texts).replace(" ", "").replace("-", "").split("\n")
    if len(plain) != len(texts):  # a text of several lines
        plain = [text.replace(" ", "").replace("-", "") for text in texts]
    return [
        f"+45{digits}" if len(digits) == 8 and digits.isdecimal() and digits[0] > "1" else _with_country(digits)
        for digits in plain
    ]


def _with_country(plain: str) -> str | None:
    digits = plain.removeprefix("+45").removeprefix("0045")
    return f"+45{digits}" if len(digits) == 8 and digits.isdecimal() and digits[0] > "1" else None


def parse_email(text: str) -> str | Bad:
    """The address in lower case; of two addresses in a cell the first, with a warning."""
    plain = text.strip().lower().removeprefix("mailto:")
    if in_brackets := re.search(r"<([^<>@\s]+@[^<>@\s]+)>", plain):
        plain = in_brackets[1]
    plain = plain.strip("<>;,. \u00a0\u200b")
    if _EMAIL.match(plain):
        return plain
    if plain.count("@") > 1:
        several = [
            each for each in (_address(part.strip("<>()")) for part in _SEVERAL.split(plain) if "@" in part) if each
        ]
        if several:
            message = f"Der står flere adresser i feltet; den første, {several[0]}, er brugt. Lad kun én stå."
            return Bad("invalid_email", message, "warning", several[0])
    address = _address(plain)
    return address or Bad("invalid_email", f"„{text}” er ikke en e-mailadresse. {EMAIL_REMEDY}", "warning")


def _address(plain: str) -> str | None:
    if _EMAIL.match(plain):
        return plain
    if plain.isascii():
        return None
    import email_validator  # only for the letters that the fast path does not know

    try:
        return str(email_validator.validate_email(plain, check_deliverability=False).normalized).lower()
    except email_validator.EmailNotValidError as error:
        is_reserved = "special-use" in str(error)  # e.g. .invalid: fine in made-up data
        return plain if is_reserved else None


def parse_phone(text: str) -> str | Bad:
    """The number as +4520304050; Danish unless it says otherwise."""
    plain = text.strip()
    if _FLOAT.match(plain):
        plain = plain.partition("." if "." in plain else ",")[0]
    digits = _NOT_DIGIT.sub("", plain)
    if found := _DANISH.match(digits):
        return f"+45{found[1]}"
    import phonenumbers  # 1.3 MB of rules, for the numbers that need them

    first = re.split(r"[/;,]|\bog\b|\beller\b", plain)[0]
    for candidate in dict.fromkeys((plain, first)):
        try:
            number = phonenumbers.parse(candidate, "DK")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            made = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            if candidate is plain:
                return made
            return Bad(
                "invalid_phone",
                f"Der står flere numre i feltet; det første, {made}, er brugt. Lad kun ét stå.",
                "warning",
                made,
            )
    return Bad("invalid_phone", f"„{text}” er ikke et telefonnummer. {PHONE_REMEDY}", "warning")
