"""Tables of the model's edits and of municipalities' plans; part of the same metadata as storage/tables.py.

Both are logs: a change adds a row, and the newest row holds. Only the name of an erased person is ever overwritten.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String, Table, Text

from storage.tables import metadata

# All edits over the shipped definitions, as they stood after one save; the newest version holds.
model_version = Table(
    "model_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("author", String(240), nullable=False),
    Column("author_id", Integer),
    Column("why", Text, nullable=False),
    Column("changes", Text, nullable=False),  # JSON: {"size.small.limit_days": 200}, all of them, not only the new ones
)

# What a plan says of a step after a change: no persons, so that all who see progress may read it. Without a step: the
# answers that the plan was made from.
plan_change = Table(
    "plan_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False, index=True),
    Column("step", String(2)),
    Column("written_on", Date, nullable=False),  # the day from which states know of it
    Column("at", DateTime, nullable=False),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("is_by_hand", Boolean, nullable=False),  # a date that somebody chose: making the plan anew leaves it
    Column("size", String(12)),
    Column("programme", String(6)),  # own | lead | member
    Column("starts_on", Date),
)

# The persons and the free text of a change: of the municipality's network only (a policy of PostgreSQL says so too).
plan_word = Table(
    "plan_word",
    metadata,
    Column("change_id", ForeignKey("plan_change.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False, index=True),
    Column("responsible", String(120)),
    Column("comment", Text),
    Column("author", String(240), nullable=False),
    Column("author_id", Integer),
)
