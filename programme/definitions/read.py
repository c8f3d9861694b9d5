"""Reads the TOML files into the model, and says in Danish what an analyst must mend in which file."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from programme.definitions import model
from programme.definitions.rules_of_rules import inconsistencies

FOLDER = Path(__file__).resolve().parent
KINDS = {"str": str, "int": int, "bool": bool, "float": (int, float)}
T = TypeVar("T")


class DefinitionError(Exception):
    """The files do not make a model; `.problems` names each fault with its file and remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@functools.cache
def shipped() -> model.Definitions:
    """The definitions of the files, before anybody edited them on the page; raises DefinitionError."""
    return read(FOLDER)


def read(folder: Path) -> model.Definitions:
    """All definitions in a folder, checked; raises DefinitionError with every fault found."""
    reader = _Reader(folder)
    made = reader.definitions()
    problems = reader.problems or inconsistencies(made)
    if problems:
        raise DefinitionError(problems)
    return made


class _Reader:
    """Collects every fault instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[str] = []

    def definitions(self) -> model.Definitions:
        phases, sizes = self._file("phases.toml"), self._file("sizes.toml")
        states, barriers = self._file("states.toml"), self._file("barriers.toml")
        professions, indicators = self._file("professions.toml"), self._file("indicators.toml")
        thresholds = self._file("thresholds.toml").get("thresholds", {})
        guide = self._file("guide.toml")
        shared = professions.get("shared_programmes", {}).get("kinds_that_count_as_own", [])
        return model.Definitions(
            phases=self._records("phases.toml", phases, "phase", model.Phase),
            steps=self._records("phases.toml", phases, "step", model.Step),
            own_experience_from=self._own_experience(phases),
            sizes=self._records("sizes.toml", sizes, "size", model.Size),
            thresholds=self._record("thresholds.toml", "thresholds", thresholds, model.Thresholds),
            states=self._records("states.toml", states, "state", model.State),
            rules=self._records("states.toml", states, "rule", model.Rule),
            sources=states.get("sources", {}),
            groups=self._records("barriers.toml", barriers, "group", model.Group),
            barriers=self._records("barriers.toml", barriers, "barrier", model.Barrier),
            questions=self._records("survey.toml", self._file("survey.toml"), "question", model.Question),
            professions=self._codes(professions, "professions"),
            roles=self._codes(professions, "roles"),
            trainer_status=self._codes(professions, "trainer_status"),
            site_kinds=self._codes(professions, "site_kinds"),
            kinds_that_count_as_own=tuple(shared),
            indicators=self._records("indicators.toml", indicators, "indicator", model.Indicator),
            references=self._records("indicators.toml", indicators, "reference", model.Reference),
            guides=self._records("guide.toml", guide, "guide", model.Guide),
            templates=self._records("guide.toml", guide, "template", model.Template),
            literature=self._records("guide.toml", guide, "source", model.Source),
        )

    def _file(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.problems.append(f"{name}: filen mangler. Hent den fra kildekoden igen.")
        except UnicodeDecodeError:
            self.problems.append(f"{name}: filen er ikke UTF-8. Gem den som UTF-8.")
        except tomllib.TOMLDecodeError as error:
            self.problems.append(f"{name}: filen er ikke gyldig TOML ({error}). Ret linjen, og prøv igen.")
        return {}

    def _own_experience(self, phases: Mapping[str, Any]) -> int:
        number = phases.get("own_experience", {}).get("from_sites")
        if not _is_whole(number) or number < 1:
            self.problems.append("phases.toml, own_experience: from_sites skal være et helt tal over 0.")
            return 1
        return int(number)

    def _codes(self, file: Mapping[str, Any], name: str) -> dict[int, str]:
        codes = file.get(name, {})
        for code, text in codes.items():
            if not code.isdigit() or not isinstance(text, str):
                self.problems.append(f'professions.toml, {name}: skriv {code} som tal = "tekst".')
        return {int(code): text for code, text in codes.items() if code.isdigit()}

    def _records(self, file: str, tables: Mapping[str, Any], name: str, kind: type[T]) -> tuple[T, ...]:
        rows = tables.get(name, [])
        if not isinstance(rows, list) or not rows:
            self.problems.append(f"{file}: der skal være mindst én [[{name}]].")
            return ()
        made = [self._record(file, f"{name} {row.get('code', f'nr. {n}')}", row, kind) for n, row in enumerate(rows, 1)]
        return tuple(record for record in made if isinstance(record, kind))

    def _record(self, file: str, where: str, row: Mapping[str, Any], kind: type[T]) -> T:
        hints = get_type_hints(kind)
        known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
        before = len(self.problems)
        for key in row.keys() - known.keys():
            self.problems.append(f"{file}, {where}: »{key}« kendes ikke. Kendte navne: {', '.join(known)}.")
        for key, entry in known.items():
            if key in row:
                self._typed(f"{file}, {where}: »{key}«", row[key], str(getattr(hints[key], "__name__", hints[key])))
            elif entry.default is MISSING and entry.default_factory is MISSING:
                self.problems.append(f"{file}, {where}: »{key}« mangler.")
        return kind(**row) if len(self.problems) == before else None  # type: ignore[return-value]

    def _typed(self, what: str, value: object, kind: str) -> None:
        if kind == "int" and not _is_whole(value):
            self.problems.append(f"{what} er {value!r}, men skal være et helt tal på mindst 0.")
        elif kind == "date" and not hasattr(value, "isoformat"):
            self.problems.append(f"{what} er {value!r}, men skal være en dato: 2027-06-01.")
        elif kind in KINDS and not isinstance(value, KINDS[kind]):  # type: ignore[arg-type]
            self.problems.append(
                f"{what} er {value!r}, men skal være {'true eller false' if kind == 'bool' else 'en tekst'}."
            )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
