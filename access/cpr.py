"""What a CPR number looks like in free text: refused before anything is stored. New numbers have no check digit."""

from __future__ import annotations

import re

from access.errors import Refused

_DAY = r"(?<!\d)[0-7]\d[ .\-/]?[01]\d[ .\-/]?"
# A date and four digits; after a year with its century only with a dash, for 05-03-2021 1200 is a day and an amount.
CPR = re.compile(rf"{_DAY}(?:\d\d[\s.\-–_/:]{{0,4}}|(?:19|20)\d\d[\-–])\d{{4}}(?!\d)")
REFUSED = "Teksten ligner et CPR-nummer. Fjern det; CPR-numre må ikke gemmes her."


def refuse(*texts: str) -> None:
    """Raises Refused where one of these holds what looks like a CPR number."""
    if any(map(CPR.search, texts)):
        raise Refused(REFUSED)
