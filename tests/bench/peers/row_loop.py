"""The import as it is usually written first: a loop over the rows, each checked, looked up and added with the ORM.

    python -m tests.bench.peers.row_loop FILE DATABASE_URL

It reads the same file into the same tables, keeps each raw row, and checks the same cells as ours.
"""

import csv
import hashlib
import json
import sys
from datetime import date, datetime

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from rapidfuzz import process
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Session

from storage import tables

FORMATS = ("%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y")


class Base(DeclarativeBase):
    """Our own tables as ORM classes."""

    metadata = tables.metadata


class Municipality(Base):
    __table__ = tables.municipality


class Site(Base):
    __table__ = tables.site


class Course(Base):
    __table__ = tables.course


class Trainer(Base):
    __table__ = tables.trainer


class Participation(Base):
    __table__ = tables.participation


class Problem(Base):
    __table__ = tables.problem


class Run(Base):
    __table__ = tables.import_run


class RawBlock(Base):
    __table__ = tables.raw_block


def day(text: str) -> date | None:
    """The day, in any of the five styles."""
    for style in FORMATS:
        try:
            return datetime.strptime(text, style).date()
        except ValueError:
            continue
    return None


def load(path: str, url: str) -> int:
    """Loads the file; returns the number of participations."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session, open(path, encoding="utf-8-sig", newline="") as file:
        names = {one.name.lower(): one.code for one in session.scalars(select(Municipality))}
        codes = set(names.values())
        seen: dict = {}  # sites and courses of this file
        run = Run(
            file_name=path,
            file_hash="",
            file_bytes=0,
            state="working",
            by="peer",
            started_at=datetime.now(),
        )
        session.add(run)
        session.flush()
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), start=2):
            load_row(session, run, number, row, names, codes, seen)
            if number % 1000 == 0:
                session.commit()
        session.commit()
        return len(session.scalars(select(Participation.id)).all())


def load_row(session: Session, run: Run, number: int, row: dict, names: dict, codes: set, seen: dict) -> None:
    """Checks one row, finds or makes what it speaks of, and keeps the row as it came."""
    raw = json.dumps(row, ensure_ascii=False)
    session.add(RawBlock(run_id=run.id, first_row=number, row_count=1, packed=raw.encode()))

    def wrong(column: str, code: str) -> None:
        session.add(
            Problem(
                run_id=run.id, row=number, column=column, value=row[column], code=code, severity="error", message=code
            )
        )

    held_on = day(row["kursusdato"])
    if held_on is None:
        return wrong("kursusdato", "date_unreadable")
    code = row["kommunekode"] if row["kommunekode"] in codes else names.get(row["kommune"].strip().lower())
    if code is None:
        near = process.extractOne(row["kommune"].strip().lower(), names.keys(), score_cutoff=85)
        if not near:
            return wrong("kommune", "municipality_unknown")
        code = names[near[0]]
    email = phone = None
    try:
        email = validate_email(row["email"], check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        wrong("email", "email_invalid")
    try:
        parsed = phonenumbers.parse(row["telefon"], "DK")
        phone = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        wrong("telefon", "phone_invalid")
    folded = " ".join(row["arbejdsplads"].lower().split())
    site_id = seen.get((code, folded))
    if site_id is None:
        site = Site(name=row["arbejdsplads"], folded_name=folded, municipality_code=code, kind=1)
        session.add(site)
        session.flush()
        site_id = seen[code, folded] = site.id
    course_id = seen.get(row["kursus_id"])
    if course_id is None:
        course = Course(code=row["kursus_id"], held_on=held_on, place=row["kursussted"])
        session.add(course)
        session.flush()
        course_id = seen[row["kursus_id"]] = course.id
    trainer = session.scalar(select(Trainer).where(Trainer.participant_key == row["deltager_id"]))
    if trainer is None:
        trainer = Trainer(participant_key=row["deltager_id"], site_id=site_id)
        session.add(trainer)
    trainer.first_name, trainer.last_name = row["fornavn"], row["efternavn"]
    trainer.email, trainer.phone = email, phone
    trainer.gender, trainer.age_group, trainer.seniority = row["køn"], row["aldersgruppe"], row["anciennitet"]
    trainer.status = int(row["status"]) if row["status"].isdigit() else 9
    trainer.status_on = day(row["statusdato"]) if row["statusdato"] else None
    trainer.may_contact, trainer.remark = row["samtykke_kontakt"] == "ja", row["bemærkning"]
    session.flush()
    key = f"{row['deltager_id']}|{row['kursus_id']}"
    done = session.scalar(select(Participation).where(Participation.record_key == key))
    if done is None:
        digest = hashlib.blake2b(raw.encode(), digest_size=16).digest()
        session.add(
            Participation(trainer_id=trainer.id, course_id=course_id, record_key=key, row_hash=digest, run_id=run.id)
        )
    return None


if __name__ == "__main__":
    print(load(*sys.argv[1:]))
