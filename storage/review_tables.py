"""Tables of the review (what was frozen, targets, gains, comments) and of the offers in each municipality."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from storage.tables import metadata

# A review as it stood, in the two ways it is read: with every figure, and as the ministry sees it. Never changed.
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(120), nullable=False),  # what it is about: Hele landet, Region Sjælland, Netværk Vest
    Column("as_of", Date, nullable=False),
    Column("wave", Integer),
    Column("region", String(4)),
    Column("network_id", Integer),  # no foreign key: what was frozen outlives the network
    Column("model", String(16), nullable=False),  # which edition of the definitions gave the figures
    Column("frozen_at", DateTime, nullable=False),
    Column("frozen_by_id", Integer),  # account.id
    Column("exact", Text, nullable=False),  # JSON, programme/review/keep.py
    Column("published", Text, nullable=False),  # JSON, small numbers hidden
)

# Targets besides those of the definitions. A changed row ends, and the next begins: nothing is overwritten.
review_target = Table(
    "review_target",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(200), nullable=False),
    Column("measure", String(40)),  # code of a figure; NULL: the result is written by hand
    Column("wanted", Integer, nullable=False),
    Column("result", Integer),
    Column("source", String(200), nullable=False),
    Column("responsible", String(200), nullable=False),
    Column("since", DateTime, nullable=False),
    Column("until", DateTime),
    Column("set_by_id", Integer),
)

review_gain = Table(
    "review_gain",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("effect", String(400), nullable=False),  # effektmål
    Column("realisation", String(400), nullable=False),  # realisering
    Column("benefit", String(400), nullable=False),  # gevinst
    Column("since", DateTime, nullable=False),
    Column("until", DateTime),
    Column("set_by_id", Integer),
)

# A comment on a figure or a municipality with the date and scope that it was written at, or an answer to one.
# Names are looked up by account when it is read, so that erasing a person needs no change here.
review_comment = Table(
    "review_comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("answers_id", ForeignKey("review_comment.id", ondelete="CASCADE"), index=True),
    Column("review_id", ForeignKey("review.id", ondelete="SET NULL"), index=True),  # of a frozen one
    Column("as_of", Date, nullable=False),
    Column("wave", Integer),
    Column("region", String(4)),
    Column("scope_network_id", Integer),
    Column("scope_title", String(120), nullable=False),
    Column("about", String(40), nullable=False),  # code of a figure, or a municipality's code
    Column("network_id", Integer, index=True),  # the network that it concerns
    Column("mentions_id", Integer, index=True),  # account.id
    Column("text", Text, nullable=False),
    Column("author_id", Integer),
    Column("at", DateTime, nullable=False),
)

# Where a trainer finds what is needed: a place, as everybody signed in may see it.
offer = Table(
    "offer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("municipality_code", ForeignKey("municipality.code"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("address", String(200)),
    Column("phone", String(20)),  # of the place
    Column("website", String(200)),
    Column("remark", String(500)),
    Column("confirmed_on", Date, nullable=False),
    Column("owner_id", Integer, index=True),  # account.id: who is asked whether it still holds
    Column("created_at", DateTime, nullable=False),
    Column("removed_at", DateTime),
)

# The person to ask for, apart from the place: other people may see it. A changed row ends, and the next begins.
offer_contact = Table(
    "offer_contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offer_id", ForeignKey("offer.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("since", DateTime, nullable=False),
    Column("until", DateTime),
    Index("ix_offer_contact_offer", "offer_id", "until"),
)

# What was done to an offer, by whom, and what the place said before.
offer_history = Table(
    "offer_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offer_id", ForeignKey("offer.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("by_id", Integer),
    Column("act", String(10), nullable=False),
    Column("before", Text),  # JSON
    CheckConstraint("act IN ('added', 'changed', 'confirmed', 'removed')", name="act"),
)
