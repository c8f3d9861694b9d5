"""Which export a file is and what its columns mean; an unknown file gets a proposal for a person to correct."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from data_pipeline.companions import FORMAT, are_labels
from data_pipeline.contract import contract
from data_pipeline.fold import folded
from data_pipeline.model import (
    FILE_COLUMN,
    Batch,
    FieldMap,
    Kind,
    Mapping,
    Problem,
    Proposal,
    RawFile,
    Recognised,
    Refused,
    Row,
)
from data_pipeline.propose import propose
from data_pipeline.resolve import Resolved, key_columns, resolve, variables_of
from data_pipeline.vocabulary import KINDS, Packaging, packagings, refusal

LEAST_KNOWN = 2  # columns that must be known before a person is asked to finish the mapping
NO_KIND = (
    "Det kan ikke ses af kolonnerne ({0}), om filen er en deltagerliste eller svar på opfølgning. "
    "Brug Red Livs skabelon fra siden Data, eller giv kolonnerne skabelonens navne."
)
LABELS = (
    "Filen ligner SurveyXacts fil med svarmuligheder (labels), der ingen svar har selv. "
    "Vælg den på én gang sammen med det datasæt, den hører til: dataset, labels og structure."
)
NOTHING_FITS = (
    "Ingen af filens kolonner ({0}) ligner kolonnerne i en {1}. "
    "Brug Red Livs skabelon fra siden Data, eller giv kolonnerne skabelonens navne."
)
UNKNOWN_COLUMN = "Kolonnen „{0}”{1} kendes ikke. Den er gemt med rækken, men indgår ikke i overblikket."
BY_PLACE = (
    "Svarmulighederne i {0} er læst efter deres nummer, som om spørgeskemaet har vores rækkefølge. "
    "Vælg dataset, labels og structure på én gang, så bliver de læst efter deres navn."
)
DOUBTFUL = "Svarmuligheden „{0}” kendes ikke og tæller som andet (B98). Sig til, hvis den svarer til en kendt barriere."
NAMES: dict[Kind, str] = {"participants": "deltagerliste", "followup": "opfølgning"}


def fingerprint(header: Row) -> str:
    """The key of a header: the same columns in the same order, however they are spaced and capitalised."""
    return hashlib.sha256("\n".join(folded(name) for name in header).encode()).hexdigest()


def recognise(raw: RawFile, sample: Batch, kind: Kind | None, learned: Sequence[Mapping]) -> Recognised | Proposal:
    """The mapping that fits the file, or a proposal for it.

    `sample` is the first batch, `kind` what a person said the file is (None: to be told by the columns), `learned`
    the mappings confirmed earlier for this header's fingerprint. Raises Refused when the kind cannot be told and
    nearly nothing fits.
    """
    if message := refusal(raw.header):
        raise Refused(message)
    packaging = next(each for each in packagings() if each.fits(raw.header))
    joined = _separators(raw.header, sample, packaging)
    kinds = (kind,) if kind else KINDS
    found = [resolve(raw.header, each, packaging, raw.companions, joined) for each in kinds]
    enough = [each for each in found if each.is_enough]
    if enough:
        return _recognised(raw, packaging, max(enough, key=_weight))
    if known := _learned(raw.header, kind, learned):
        return Recognised(known)
    best = max(found, key=lambda each: len(each.fields))
    return _proposed(raw, sample, kind, best, found)


def _weight(found: Resolved) -> tuple[int, bool]:
    """The kind that knows more of the columns."""
    return len(found.columns), found.kind == "followup"


def _learned(header: Row, kind: Kind | None, learned: Sequence[Mapping]) -> Mapping | None:
    names = set(header)
    fitting = (
        mapping
        for mapping in learned
        if (kind is None or mapping.kind == kind)
        and {name for each in mapping.fields for name in each.columns} <= names
    )
    return max(fitting, key=lambda mapping: len(mapping.fields), default=None)


def _separators(header: Row, sample: Batch, packaging: Packaging) -> dict[str, str]:
    """What joins several answers in one cell: the tool's own, or by looking at each column."""
    if packaging.separator != "look":
        return dict.fromkeys(header, packaging.separator)
    return {
        name: ";" if any(";" in row[place] for row in sample.rows[:500]) else ","
        for place, name in enumerate(header)
    }  # fmt: skip


def _recognised(raw: RawFile, packaging: Packaging, found: Resolved) -> Recognised:
    mapping = Mapping(
        name=packaging.name,
        kind=found.kind,
        format=packaging.format,
        fields=tuple(found.fields.values()),
        key_columns=key_columns(packaging, raw.header),
    )
    asked = {name: f" ({each.names[-1]})" for name, each in variables_of(raw.companions).items() if each.names}
    problems = [
        Problem(0, name, None, "unknown_column", "info", UNKNOWN_COLUMN.format(name, asked.get(name, "")))
        for name in found.unknown
    ]
    problems += [
        Problem(0, "barrierer", text, "unknown_option", "info", DOUBTFUL.format(text)) for text in found.doubtful
    ]
    if found.by_name_only and packaging.format == FORMAT:
        message = BY_PLACE.format(", ".join(found.by_name_only[:8]))
        problems.append(Problem(0, FILE_COLUMN, None, "options_by_place", "warning", message))
    return Recognised(mapping, tuple(problems))


def _proposed(raw: RawFile, sample: Batch, kind: Kind | None, best: Resolved, found: list[Resolved]) -> Proposal:
    guess = kind
    if guess is None and len({len(each.fields) for each in found}) > 1:
        guess = best.kind
    columns = propose(raw.header, sample, guess or best.kind, best)
    if sum(each.field is not None for each in columns) < (1 if kind else LEAST_KNOWN):
        if are_labels([raw.header, *sample.rows]):
            raise Refused(LABELS)
        names = ", ".join(raw.header[:8])
        raise Refused(NOTHING_FITS.format(names, NAMES[kind]) if kind else NO_KIND.format(names))
    return Proposal(guess, columns, fingerprint(raw.header))


def mapping_from(name: str, kind: Kind, choices: dict[str, str | None]) -> Mapping:
    """The mapping that a person's choices (column -> field or None) make; several columns may give one field."""
    columns: dict[str, list[str]] = {}
    for column, field in choices.items():
        if field:
            columns.setdefault(field, []).append(column)
    rules = contract().fields[kind]
    return Mapping(
        name=name,
        kind=kind,
        format="learned",
        fields=tuple(
            FieldMap(
                field,
                tuple(names),
                "joined" if rules[field].type == "barriers" else "single",
            )
            for field, names in columns.items()
            if field in rules
        ),
    )
