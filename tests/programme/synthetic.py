"""A large, seeded, messy programme written straight into the tables: what speed is measured on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, Table, insert, select

from storage import tables as t

FIRST_COURSE = date(2020, 9, 1)
AS_OF = date(2022, 3, 1)
CHUNK = 20_000


def build(connection: Connection, *, sites: int, trainers: int, answers: int, seed: int = 7) -> None:
    """Writes sites, courses, trainers and answers in file order: neighbours in a file are not neighbours in a place."""
    dice = random.Random(seed)
    codes = [row.code for row in connection.execute(select(t.municipality.c.code).order_by(t.municipality.c.code))]
    courses = [FIRST_COURSE + timedelta(days=3 * number) for number in range(50)]
    _write(connection, t.course, ({"id": n, "code": f"K{n}", "held_on": day} for n, day in enumerate(courses, 1)))
    _write(connection, t.site, (_site(n, dice, codes) for n in range(1, sites + 1)))
    homes = [1 + number % sites if number < sites else dice.randint(1, sites) for number in range(trainers)]
    cohorts = [dice.randint(1, len(courses)) for _ in range(trainers)]
    _write(connection, t.trainer, (_trainer(n, homes[n - 1], dice) for n in range(1, trainers + 1)))
    _write(connection, t.participation, (_participation(n, cohorts[n - 1]) for n in range(1, trainers + 1)))
    _write(connection, t.response, _responses(answers, homes, [courses[c - 1] for c in cohorts], dice))


def _write(connection: Connection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    chunk: list[dict[str, object]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            connection.execute(insert(table), chunk)
            chunk = []
    if chunk:
        connection.execute(insert(table), chunk)


def _site(number: int, dice: random.Random, codes: list[str]) -> dict[str, object]:
    name = f"Behandlingssted {number}"
    kind = 2 if dice.random() < 0.05 else 1
    return {
        "id": number,
        "name": name,
        "folded_name": name.lower(),
        "municipality_code": dice.choice(codes[:72]),
        "kind": kind,
    }


def _trainer(number: int, site: int, dice: random.Random) -> dict[str, object]:
    status = dice.choices((1, 2, 3, 9, None), (60, 3, 6, 11, 20))[0]
    return {
        "id": number,
        "participant_key": f"P{number}",
        "first_name": f"Fiktiv{number}",
        "last_name": "Prøvesen",
        "email": f"p{number}@eksempel.invalid",
        "site_id": site,
        "profession": dice.randint(1, 12),
        "role": 1,
        "status": status,
        "status_on": AS_OF - timedelta(days=dice.randint(0, 300)) if status and dice.random() < 0.5 else None,
        "may_contact": dice.random() < 0.8,
    }


def _participation(number: int, course: int) -> dict[str, object]:
    return {"trainer_id": number, "course_id": course, "record_key": f"d{number}", "row_hash": number.to_bytes(16)}


def _responses(answers: int, homes: list[int], trained: list[date], dice: random.Random) -> Iterator[dict[str, object]]:
    for number in range(1, answers + 1):
        trainer = dice.randrange(len(homes))
        wave = dice.choices((1, 2, 3), (50, 30, 20))[0]
        day = trained[trainer] + timedelta(days=45 + 110 * (wave - 1) + dice.randint(0, 60))
        status = dice.choices((None, 1, 2, 3, 4, 5, 6, 9), (10, 40, 8, 12, 20, 2, 1, 7))[0]
        started = status == 1
        yield {
            "record_key": f"s{number}",
            "row_hash": number.to_bytes(16),
            "trainer_id": trainer + 1,
            "site_id": homes[trainer],
            "answered_on": day,
            "wave": wave,
            "employment": dice.choices((None, 1, 2, 3, 4), (20, 70, 4, 4, 2))[0],
            "programme_status": status,
            "first_course_on": day - timedelta(days=dice.randint(1, 40)) if started and dice.random() < 0.7 else None,
            "courses": dice.randint(0, 3) if started else None,
            "talks": dice.randint(0, 5) if dice.random() < 0.3 else None,
            "citizens": dice.randint(0, 12) if started else None,
            "kits": dice.randint(0, 12) if started else None,
            "resupply_used": dice.randint(0, 2) if dice.random() < 0.1 else None,
            "management": dice.choices((None, 1, 2, 3, 9), (30, 40, 15, 10, 5))[0],
            "local_lead": dice.choices((None, 0, 1, 9), (40, 20, 35, 5))[0],
            "target_group": dice.randint(5, 200) if dice.random() < 0.3 else None,
            "prescription": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
            "kit_stock": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
            "procedure": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
            "plan": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
            "next_date": day + timedelta(days=dice.randint(5, 90)) if dice.random() < 0.2 else None,
            "barrier_1": f"B{dice.randint(1, 14):02d}" if not started and dice.random() < 0.6 else None,
            "confidence": dice.randint(1, 5),
            "refresher": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
            "network_wish": dice.choices((None, 0, 1, 2), (50, 15, 25, 10))[0],
        }
