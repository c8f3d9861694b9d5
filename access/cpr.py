"""What a CPR number looks like in free text: refused before anything is stored. New numbers have no check digit."""

from __future__ import annotations

import re

from access.errors import Refused

CPR = re.compile(r"(?<!\d)[0-7]\d[ .\-/]?[01]\d[ .\-/]?\d\d[\s.\-–_/:]{0,4}\d{4}(?!\d)")  # a date and four digits
REFUSED = "Teksten ligner et CPR-nummer. Fjern det; CPR-numre må ikke gemmes her."


def refuse(*texts: str) -> None:
    """Raises Refused where one of these holds what looks like a CPR number."""
    if any(map(CPR.search, texts)):
        raise Refused(REFUSED)
