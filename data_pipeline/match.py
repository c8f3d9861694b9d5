"""What was matched without being exact, and what people decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline.model import Refused
from data_pipeline.municipalities import MunicipalityMatcher, known, plain
from storage.engine import one_at_a_time, reading, writing
from storage.tables import import_run, site, trainer
from storage.tables import match as matches

if TYPE_CHECKING:
    import pandas as pd

    from data_pipeline.replaying import ReplayResult


@dataclass(frozen=True, slots=True)
class Proposed:
    """A match for a person to confirm or split."""

    noun: str  # municipality | site | trainer
    text: str  # folded
    context: str
    target: str
    score: float  # 0-1
    row: int | None


@dataclass
class Decisions:
    """Table match in memory, and what this run adds to it."""

    confirmed: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (noun, text, context) -> target
    split: set[tuple[str, str, str, str]] = field(default_factory=set)  # (noun, text, context, target)
    stored: set[tuple[str, str, str]] = field(default_factory=set)
    new: dict[tuple[str, str, str], Proposed] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection) -> Decisions:
        """All decisions and proposals of the database."""
        made = cls()
        columns = (matches.c.noun, matches.c.text, matches.c.context, matches.c.target, matches.c.state)
        for noun, text, context, target, state in connection.execute(select(*columns)):
            made.stored.add((noun, text, context))
            if state == "confirmed":
                made.confirmed[noun, text, context] = target
            elif state == "split":
                made.split.add((noun, text, context, target))
        return made

    def is_split(self, noun: str, text: str, context: str, target: str) -> bool:
        """True when a person said that these two are not the same."""
        return (noun, text, context, target) in self.split

    def propose(self, proposed: Proposed) -> None:
        """Remembers a match that was not exact; one that is known already is left alone."""
        if not self.has(proposed.noun, proposed.text, proposed.context):
            self.new[proposed.noun, proposed.text[:254], proposed.context] = proposed

    def has(self, noun: str, text: str, context: str) -> bool:
        """True when this text was decided about or proposed before."""
        key = (noun, text[:254], context)
        return key in self.stored or key in self.new

    def municipality_matcher(self) -> MunicipalityMatcher:
        """A matcher that knows the aliases people confirmed and the guesses they refused."""
        return MunicipalityMatcher(
            learned={text: target for (noun, text, _), target in self.confirmed.items() if noun == "municipality"},
            split=frozenset((text, target) for noun, text, _, target in self.split if noun == "municipality"),
        )

    def of_trainers(self) -> list[tuple[str, str, str]]:
        """(text, trainer id, state) of every decision about a person."""
        decided = [
            (text, target, "confirmed") for (noun, text, _), target in self.confirmed.items() if noun == "trainer"
        ]
        return decided + [(text, target, "split") for noun, text, _, target in self.split if noun == "trainer"]

    def write(self, connection: Connection, run_id: int | None) -> None:
        """Stores what this run proposed."""
        rows = [
            {
                "noun": each.noun,
                "text": each.text[:254],
                "context": each.context[:254],
                "target": each.target,
                "score": each.score,
                "run_id": run_id,
                "row": each.row,
            }
            for each in self.new.values()
        ]
        if rows:
            connection.execute(insert(matches), rows)
        self.stored |= self.new.keys()
        self.new.clear()


def proposed_matches(*, viewer: Viewer) -> pd.DataFrame:
    """Matches waiting for a person, least sure first.

    Columns id, noun, text, context, target, target_name, score (0-1), run_id, file_name, row.
    """
    require(viewer, Permission.IMPORT_DATA)
    import pandas as pd

    columns = [matches.c[name] for name in ("id", "noun", "text", "context", "target", "score", "run_id", "row")]
    query = select(*columns, import_run.c.file_name).outerjoin(import_run, matches.c.run_id == import_run.c.id)
    with reading() as connection:
        frame = pd.DataFrame(connection.execute(query.where(matches.c.state == "proposed")).mappings().all())
        names = _names(connection)
    if frame.empty:
        return pd.DataFrame(columns=[*(each.name for each in columns), "file_name", "target_name"])
    frame["target_name"] = [
        names.get((noun, target), target) for noun, target in zip(frame.noun, frame.target, strict=True)
    ]
    return frame.sort_values("score", ignore_index=True)


def _names(connection: Connection) -> dict[tuple[str, str], str]:
    named = {("municipality", code): name for code, name in known().names.items()}
    named |= {("site", str(row.id)): row.name for row in connection.execute(select(site.c.id, site.c.name))}
    for row in connection.execute(select(trainer.c.id, trainer.c.first_name, trainer.c.last_name)):
        named["trainer", str(row.id)] = f"{row.first_name or ''} {row.last_name or ''}".strip() or "uden navn"
    return named


def confirm_match(match_id: int, *, by: Viewer) -> None:
    """Makes a proposed match an alias; raises Refused when it is gone."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        _decide(connection, match_id, "confirmed", by)


def split_match(match_id: int, *, by: Viewer) -> int:
    """Says that the two are not the same and reads the rows that said so again; how many. Raises Refused."""
    require(by, Permission.IMPORT_DATA)
    from data_pipeline.splitting import read_again  # it loads rows, and loading matches

    with writing() as connection:
        one_at_a_time(connection)
        noun, text, target = _decide(connection, match_id, "split", by)
        return read_again(connection, noun, text, target, by.name)


def _decide(connection: Connection, match_id: int, state: str, by: Viewer) -> tuple[str, str, str]:
    decided = update(matches).where(matches.c.id == match_id, matches.c.state == "proposed")
    values = {"state": state, "by": by.name, "at": datetime.now()}
    row = connection.execute(decided.values(values).returning(matches.c.noun, matches.c.text, matches.c.target)).first()
    if row is None:
        raise Refused("Forslaget findes ikke mere. Genindlæs siden.")
    return row.noun, row.text, row.target


def add_alias(text: str, municipality_code: str, *, by: Viewer) -> ReplayResult:
    """Teaches that text means a municipality and tries the waiting rows again; raises Refused for a wrong code."""
    require(by, Permission.IMPORT_DATA)
    from data_pipeline.replaying import replay_rows  # it loads rows, and loading matches

    key = plain(text)
    if not key:
        raise Refused("Skriv den tekst, der skal kendes fremover.")
    if municipality_code not in known().names:
        raise Refused(f"„{municipality_code}” er ikke en kommunekode. Vælg en kommune på listen.")
    with writing() as connection:
        connection.execute(
            delete(matches).where(matches.c.noun == "municipality", matches.c.text == key, matches.c.context == "")
        )
        connection.execute(
            insert(matches).values(
                noun="municipality",
                text=key,
                context="",
                target=municipality_code,
                score=1.0,
                state="confirmed",
                by=by.name,
                at=datetime.now(),
            )
        )
        one_at_a_time(connection)
        return replay_rows(connection, by.name)
