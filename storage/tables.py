"""Every table. Facts as they were reported, what the pipeline did, and the states computed from them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- Facts of Denmark -------------------------------------------------------------------------------------------

municipality = Table(
    "municipality",
    metadata,
    Column("code", String(4), primary_key=True),  # kommunekode, four digits
    Column("name", String(60), nullable=False),
    Column("region_code", String(4), nullable=False),
    Column("region", String(60), nullable=False),
    Column("population", Integer, nullable=False),
    Column("area_km2", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("size", String(12), nullable=False),  # small | medium | large_medium | large
)

network = Table(
    "network",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("created_at", DateTime, nullable=False),
    Column("created_by", String(120), nullable=False),
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("closed_on", Date),
)

# A municipality is in at most one network at a time (the partial index), with history.
network_municipality = Table(
    "network_municipality",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("network_id", ForeignKey("network.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("set_by", String(120), nullable=False),
    Column("is_by_hand", Boolean, nullable=False, server_default=text("false")),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Index(
        "uq_network_municipality_current",
        "municipality_code",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)

# --- Who was trained, where -------------------------------------------------------------------------------------

site = Table(
    "site",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("folded_name", String(200), nullable=False),  # for matching
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False, index=True),
    Column(
        "kind", Integer, nullable=False, server_default="1"
    ),  # arbejdsplads_type: 1 kommunal, 2 privat, 3 region, ...
    Column("network_id", ForeignKey("network.id", ondelete="SET NULL")),  # private sites only
    Column("is_in_scope", Boolean, nullable=False, server_default=text("true")),
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    UniqueConstraint("municipality_code", "folded_name"),
)

# Each time that somebody took a site out of scope, or in again; the newest row is what site.is_in_scope says.
site_scope = Table(
    "site_scope",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("is_in_scope", Boolean, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by_id", Integer),  # account.id; None for a command
)

# Municipalities besides its own that a site serves (dækker_kommuner).
site_serves = Table(
    "site_serves",
    metadata,
    Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), primary_key=True),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
)

course = Table(
    "course",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(80), nullable=False, unique=True),  # kursus_id, or date + place where there is none
    Column("held_on", Date, nullable=False, index=True),
    Column("place", String(200)),
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
)

# No index for matching: an import reads everybody at once, and every index costs it a tenth of its time.
trainer = Table(
    "trainer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("participant_key", String(80)),  # deltager_id
    Column("first_name", String(120)),
    Column("last_name", String(120)),
    Column("folded_name", String(240)),
    Column("email", String(254)),  # normalised; several trainers may share a mailbox
    Column("phone", String(20)),  # E.164
    Column("site_id", ForeignKey("site.id"), nullable=False, index=True),
    Column("profession", Integer),
    Column("gender", String(20)),
    Column("age_group", String(20)),
    Column("seniority", String(40)),
    Column("role", Integer),
    Column("status", Integer),  # 1 aktiv, 2 orlov, 3 ophørt, 9 ukendt
    Column("status_on", Date),
    Column("may_contact", Boolean),  # samtykke_kontakt
    Column("may_network", Boolean),  # samtykke_netværk
    Column("remark", Text),
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("row_number", Integer),
)

# One row of a participant list: a trainer at a course.
participation = Table(
    "participation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("trainer_id", ForeignKey("trainer.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("course_id", ForeignKey("course.id"), nullable=False, index=True),
    Column("record_key", String(200), nullable=False, unique=True),  # what makes a row the same row next time
    Column("row_hash", LargeBinary(16), nullable=False),  # of the masked raw row under its mapping
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("row_number", Integer),
)

# --- What they answered -----------------------------------------------------------------------------------------

response = Table(
    "response",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("record_key", String(200), nullable=False, unique=True),
    Column("row_hash", LargeBinary(16), nullable=False),
    Column("trainer_id", ForeignKey("trainer.id", ondelete="SET NULL"), index=True),
    Column("site_id", ForeignKey("site.id", ondelete="SET NULL"), index=True),
    Column("municipality_code", ForeignKey("municipality.code"), index=True),
    Column("respondent", String(254)),  # e-mail or id as given, until the trainer is matched
    Column("answered_on", Date, nullable=False, index=True),
    Column("wave", Integer),
    Column("any_change", Integer),  # Q0
    Column("employment", Integer),  # Q1
    Column("programme_status", Integer),  # Q2
    Column("first_course_on", Date),  # Q3
    Column("courses", Integer),  # Q4
    Column("talks", Integer),
    Column("citizens", Integer),
    Column("kits", Integer),
    Column("resupply_used", Integer),  # Q5
    Column("resupply_lost", Integer),
    Column("resupply_expired", Integer),
    Column("resupply_seized", Integer),
    Column("resupply_other", Integer),
    Column("management", Integer),  # Q6
    Column("local_lead", Integer),  # Q7
    Column("target_group", Integer),  # Q8
    Column("prescription", Integer),  # Q9
    Column("kit_stock", Integer),  # Q10
    Column("procedure", Integer),  # Q11
    Column("plan", Integer),  # Q12
    Column("next_date", Date),
    Column("trainer_count", Integer),  # Q13
    Column("barrier_1", String(4)),  # Q14
    Column("barrier_2", String(4)),
    Column("barrier_3", String(4)),
    Column("confidence", Integer),  # Q15
    Column("refresher", Integer),  # Q16
    Column("network_wish", Integer),  # Q17
    Column("free_text", Text),  # Q18
    Column("extra", Text),  # JSON: columns of the file that have no place here
    Column("created_run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("row_number", Integer),
)

# What a person noted about a site: a documented pause, a network meeting, a status note.
site_note = Table(
    "site_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("dated_on", Date, nullable=False),
    Column("until", Date),  # pause
    Column("step", String(2)),
    Column("state", String(10)),  # status: done | planned | missing | stalled | unchanged
    Column("next_date", Date),
    Column("barrier", String(4)),
    Column("courses", Integer),
    Column("talks", Integer),
    Column("citizens", Integer),
    Column("kits", Integer),
    Column("text", Text),  # of a pause or a meeting; what was written with a status stays in the board's room
    Column("author", String(120), nullable=False),
    Column("author_id", Integer),  # account.id: names are not unique; None for what a command wrote
    Column("created_at", DateTime, nullable=False),
    Column("retracted_at", DateTime),
    Column("retracted_by", String(120)),
    CheckConstraint("kind IN ('pause', 'meeting', 'status')", name="kind"),
)

# --- What the pipeline did --------------------------------------------------------------------------------------

import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file_name", String(255), nullable=False),
    Column("file_hash", String(64), nullable=False, index=True),  # sha256 of the bytes as they came
    Column("file_bytes", Integer, nullable=False),
    Column("kind", String(12)),  # participants | followup
    Column("format", String(60)),
    Column("mapping_id", ForeignKey("mapping.id", ondelete="SET NULL")),
    # working | preview | mapping | loaded | refused | undone | failed; companion: told what a dataset's columns mean
    Column("state", String(10), nullable=False),
    Column("by", String(120), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("seconds", Float),
    Column("progress", Integer, nullable=False, server_default="0"),  # rows done
    Column("progress_text", String(200)),
    Column("worker", String(80)),  # host:pid of the process that works on it
    Column("rows_read", Integer, nullable=False, server_default="0"),
    Column("loaded", Integer, nullable=False, server_default="0"),
    Column("updated", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("ignored", Integer, nullable=False, server_default="0"),
    Column("quarantined", Integer, nullable=False, server_default="0"),
    Column("refused", Text),  # why the file was refused whole, in Danish
    Column("header", Text),  # JSON: the columns as they stand in the file
    Column("state_changes", Integer),  # municipalities whose state changed
    Column("undone_at", DateTime),
    Column("undone_by", String(120)),
)

# Every row of every file as it came, CPR numbers masked: zlib-packed JSON, a thousand rows a block.
raw_block = Table(
    "raw_block",
    metadata,
    Column("run_id", ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True),
    Column("first_row", Integer, primary_key=True),  # row number in the file
    Column("row_count", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),  # see kept_rows.py
)

problem = Table(
    "problem",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("import_run.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("column", String(200), nullable=False),
    Column("value", Text),
    Column("code", String(40), nullable=False),
    Column("severity", String(7), nullable=False),
    Column("message", Text, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("import_run.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("row", Integer, nullable=False),
    Column("row_hash", LargeBinary(16), nullable=False, unique=True),  # the same row waits only once
    Column("cells", Text, nullable=False),  # JSON: the row as it came, CPR masked
    Column("state", String(10), nullable=False, server_default="open"),  # open | loaded | discarded
    Column("settled_at", DateTime),
    Column("settled_by", String(120)),
    Column("settled_run_id", ForeignKey("import_run.id", ondelete="SET NULL"), index=True),  # undoing it opens the row
)

# A person's correction of a cell, kept by the row's hash so that it is applied again at every replay and re-import.
correction = Table(
    "correction",
    metadata,
    Column("row_hash", LargeBinary(16), primary_key=True),
    Column("column", String(200), primary_key=True),
    Column("value", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
)

# A mapping that a person confirmed for a header that no shipped mapping knows.
mapping = Table(
    "mapping",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("definition", Text, nullable=False),  # JSON, same shape as the TOML files
    Column("by", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
)

# Every match that was not exact, with its score, until a person confirms or splits it.
match = Table(
    "match",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("noun", String(12), nullable=False),  # municipality | site | trainer
    Column("text", String(254), nullable=False),  # as written, folded
    Column("context", String(254), nullable=False, server_default=""),  # e.g. the municipality of a workplace
    Column("target", String(40), nullable=False),  # kommunekode or id
    Column("score", Float, nullable=False),
    Column("state", String(10), nullable=False, server_default="proposed"),  # proposed | confirmed | split
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL")),
    Column("row", Integer),
    Column("by", String(120)),
    Column("at", DateTime),
    UniqueConstraint("noun", "text", "context"),
)

# What a row said before a run changed it: history, and what undo puts back.
record_history = Table(
    "record_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("import_run.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("table_name", String(40), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("before", Text, nullable=False),  # JSON
    Column("at", DateTime, nullable=False),
    Index("ix_record_history_record", "table_name", "record_id"),
)

# --- States, computed from the facts; a cache that can be thrown away ----------------------------------------

# As of today and as of the close of each wave.
site_status = Table(
    "site_status",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("site_id", ForeignKey("site.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(14), nullable=False),
    Column("rule", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("clears", Text, nullable=False),
    Column("day_zero", Date),
    Column("started_on", Date),  # O1
    Column("final_stage", String(1)),
    Column("steps_done", Integer, nullable=False),
    Column("steps_applicable", Integer, nullable=False),
    Column("active_trainers", Integer, nullable=False),
    Column("last_heard", Date),
    Column("trained_trainers", Integer, nullable=False),
    Column("session_trainers", Integer, nullable=False),  # reported a course or talk in the last six months
    Column("citizens", Integer, nullable=False),
    Column("kits", Integer, nullable=False),
    Column("last_kit_on", Date),
    Column("done_mask", Integer, nullable=False),  # bit n: step n of the definitions is done
    Column("applicable_mask", Integer, nullable=False),
    Column(
        "step_days", String(120), nullable=False
    ),  # per step the day it was done, counted from day zero: "0,,14,..."
    Column("barriers", String(15), nullable=False),  # of the newest answer that names any: "B01,B03"
)

# Who answered at each wave, per municipality: what a response rate is counted from.
wave_response = Table(
    "wave_response",
    metadata,
    Column("wave", Integer, primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), primary_key=True),
    Column("due", Integer, nullable=False),  # trainers who should have answered
    Column("answered", Integer, nullable=False),  # those of them who did
    Column("last_on", Date),  # newest answer
)

municipality_status = Table(
    "municipality_status",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), primary_key=True),
    Column("network_id", ForeignKey("network.id", ondelete="SET NULL")),
    Column("state", String(14), nullable=False),
    Column("rule", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("clears", Text, nullable=False),
    Column("day_zero", Date),
    Column("started_on", Date),
    Column("final_stage", String(1)),
    Column("steps_done", Integer, nullable=False),
    Column("steps_applicable", Integer, nullable=False),
    Column("active_trainers", Integer, nullable=False),
    Column("last_heard", Date),
    Column("sites", Integer, nullable=False),
)

# A state of a municipality that changed, because of an import or because time passed.
state_change = Table(
    "state_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False, index=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("run_id", ForeignKey("import_run.id", ondelete="SET NULL"), index=True),
    Column("from_state", String(14), nullable=False),
    Column("to_state", String(14), nullable=False),
    Column("reason", Text, nullable=False),
)

# Counts of citizens as those see them who may not see small numbers: one fixed cube per day and measure, computed with
# the states, so that no choice of filters can be subtracted from another. `alle` stands for a total.
published_cell = Table(
    "published_cell",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("measure", String(20), primary_key=True),  # citizens | kits
    Column("region", String(4), primary_key=True),  # region_code
    Column("size", String(12), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("is_hidden", Boolean, nullable=False),
)
