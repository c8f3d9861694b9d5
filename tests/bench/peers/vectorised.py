"""The import as a data scientist writes it: whole columns in pandas, then to_sql. No run log, quarantine or undo.

python -m tests.bench.peers.vectorised FILE DATABASE_URL
"""

import sys
from pathlib import Path

import pandas as pd
from rapidfuzz import process
from sqlalchemy import create_engine

from storage import tables

FORMATS = ("%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y")
EMAIL = r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}"


def days(column: pd.Series) -> pd.Series:
    """Days in any of five styles; NaT where none fits."""
    found = pd.Series(pd.NaT, index=column.index, dtype="datetime64[us]")
    for style in FORMATS:
        missing = found.isna()
        found[missing] = pd.to_datetime(column[missing], format=style, errors="coerce")
    return found


def load(path: str, url: str) -> int:
    """Loads the file; returns the number of participations."""
    engine = create_engine(url)
    tables.metadata.create_all(engine)
    if Path(path).suffix == ".xlsx":
        frame = pd.read_excel(path, engine="calamine", dtype=str, keep_default_na=False)
    else:
        frame = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    names = pd.read_sql("SELECT code, name FROM municipality", engine).set_index("name").code
    frame["code"] = municipalities(frame, names)
    frame["held_on"] = days(frame.kursusdato)
    frame["status_on"] = days(frame.statusdato)
    frame["email"] = frame.email.str.strip().str.lower().where(frame.email.str.fullmatch(EMAIL))
    digits = frame.telefon.str.replace(r"\D", "", regex=True).str[-8:]
    frame["phone"] = ("+45" + digits).where(digits.str.len() == 8)
    problems = frame[frame.code.isna() | frame.held_on.isna()]
    good = frame.drop(problems.index).copy()
    store(engine, frame, good, problems)
    return len(good)


def municipalities(frame: pd.DataFrame, names: pd.Series) -> pd.Series:
    """Codes from the code column, else the name, else the nearest name; each distinct text is looked up once."""
    known = {name.lower(): code for name, code in names.items()}

    def look_up(text: str) -> str | None:
        near = process.extractOne(text.strip().lower(), known.keys(), score_cutoff=85)
        return known[near[0]] if near else None

    found = {text: look_up(text) for text in frame.kommune.unique()}
    return frame.kommunekode.where(frame.kommunekode.isin(names), frame.kommune.map(found))


def store(engine, frame: pd.DataFrame, good: pd.DataFrame, problems: pd.DataFrame) -> None:
    """Raw rows, problems, sites, courses, trainers and participations."""
    raw = pd.DataFrame({"row": frame.index + 2, "cells": frame.to_json(orient="records", lines=True).splitlines()})
    raw.to_sql("peer_raw", engine, index=False, if_exists="append")
    problems[["deltager_id", "kommune", "kursusdato"]].to_sql("peer_problem", engine, index=False, if_exists="append")
    good["folded_name"] = good.arbejdsplads.str.lower().str.split().str.join(" ")
    sites = good.drop_duplicates(["code", "folded_name"])[["code", "arbejdsplads", "folded_name"]]
    sites = sites.rename(columns={"code": "municipality_code", "arbejdsplads": "name"}).reset_index(drop=True)
    sites["id"] = sites.index + 1
    sites.assign(kind=1).to_sql("site", engine, index=False, if_exists="append")
    courses = good.drop_duplicates("kursus_id")[["kursus_id", "held_on"]].reset_index(drop=True)
    courses = courses.rename(columns={"kursus_id": "code"})
    courses["id"] = courses.index + 1
    courses.to_sql("course", engine, index=False, if_exists="append")
    good = good.merge(
        sites[["id", "municipality_code", "folded_name"]].rename(
            columns={"id": "site_id", "municipality_code": "code"}
        ),
        on=["code", "folded_name"],
    ).merge(courses[["id", "code"]].rename(columns={"id": "course_id", "code": "kursus_id"}), on="kursus_id")
    good["id"] = range(1, len(good) + 1)
    trainers = good.rename(
        columns={"deltager_id": "participant_key", "fornavn": "first_name", "efternavn": "last_name"}
    )
    columns = ["id", "participant_key", "first_name", "last_name", "email", "phone", "site_id", "status_on"]
    trainers[columns].to_sql("trainer", engine, index=False, if_exists="append", chunksize=10_000)
    done = pd.DataFrame(
        {
            "trainer_id": good.id,
            "course_id": good.course_id,
            "record_key": good.deltager_id + "|" + good.kursus_id,
            "row_hash": [value.tobytes() * 2 for value in pd.util.hash_pandas_object(good, index=False).to_numpy()],
        }
    )
    done.to_sql("participation", engine, index=False, if_exists="append", chunksize=10_000)


if __name__ == "__main__":
    print(load(*sys.argv[1:]))
