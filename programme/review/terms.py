"""Targets that everybody knows of, which edition of the model gives the figures, and what may be written."""

from __future__ import annotations

import functools
import hashlib
import tomllib

from access.cpr import CPR, REFUSED
from programme.definitions import FOLDER, DefinitionError, definitions
from programme.errors import Refused

COURSES = "courses"
FIELDS = {"title": str, "measure": str, "wanted": int, "source": str, "responsible": str}


@functools.cache
def fixed_targets() -> tuple[dict[str, object], ...]:
    """The targets of review.toml, in the order of the file; raises DefinitionError."""
    rows = tomllib.loads((FOLDER / "review.toml").read_text(encoding="utf-8")).get("target", [])
    for row in rows:
        if set(row) != set(FIELDS) or any(not isinstance(row[name], kind) for name, kind in FIELDS.items()):
            raise DefinitionError([f"review.toml: et mål skal have netop {', '.join(FIELDS)}; wanted er et helt tal."])
        if row["measure"] != COURSES and definitions().indicator(row["measure"]) is None:
            raise DefinitionError([f"review.toml: »{row['measure']}« er ingen indikator."])
    return tuple(rows)


def model_version() -> str:
    """Eight letters that change whenever a definition, threshold or text of the model does."""
    return hashlib.sha256(repr(definitions()).encode()).hexdigest()[:8]


def fit(text: str, longest: int, missing: str = "") -> str:
    """The text as it may be kept; raises Refused when it is too long, looks like a CPR number, or is not there."""
    text = text.strip()
    if missing and not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(f"Teksten er for lang: {len(text)} tegn. Kort den ned til højst {longest}.")
    if CPR.search(text):
        raise Refused(REFUSED)
    return text
