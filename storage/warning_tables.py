"""Early warning: each fit with its back-test, and each forecast with what came of it. Of municipalities, no person."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Float, ForeignKey, Integer, String, Table, Text

from storage.tables import metadata

# One per day; a later fit of the same day takes its place.
warning_fit = Table(
    "warning_fit",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("fitted_at", DateTime, nullable=False),
    Column("starts", Integer, nullable=False),  # municipalities known to have started
    Column("is_thin", Boolean, nullable=False),  # too few starts: the rule stands alone
    Column("weights", Text, nullable=False),  # JSON: per column of the model its mean and standard deviation
    Column("back_test", Text, nullable=False),  # JSON
)

# Kept for ever, so that each can be scored when its half year has passed. Chances are of not having started.
warning_forecast = Table(
    "warning_forecast",
    metadata,
    Column("as_of", Date, ForeignKey("warning_fit.as_of", ondelete="CASCADE"), primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code", ondelete="CASCADE"), primary_key=True),
    Column("due_on", Date, nullable=False, index=True),
    Column("chance", Float, nullable=False),  # by due_on; low and high: the interval
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("band", String(10)),  # lav | uklar | sandsynlig; none where the data are too thin
    Column("checkpoints", Text, nullable=False),  # JSON: [[day, chance, low, high], ...] for those that lie ahead
    Column(
        "reasons", Text, nullable=False
    ),  # JSON: [[code, "for" | "against", is it there, group], ...] strongest first
    Column("next_step", String(12)),  # the feature whose presence weighs most
    Column("is_flagged", Boolean, nullable=False),  # what the plain rule says
    Column("rule_chance", Float, nullable=False),  # the same as a forecast
    Column("has_started", Boolean),  # what came, once due_on has passed
    Column("scored_at", DateTime),
)
