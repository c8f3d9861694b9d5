"""The door that files come in by, and the files that go out: who may use it, how large, and what is answered."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
from flask import Flask

import config
from access.viewer import Grant, Viewer
from data_pipeline import runs
from data_pipeline.model import Refused
from pages._shared import data_routes, gate

OURS = {"X-Fodfaeste-Name": "liste.csv"}
KAREN = Viewer("Karen", frozenset({Grant("coordinator")}))


@pytest.fixture
def arrived(monkeypatch) -> list[tuple[str, bytes, str]]:
    """What was handed to the pipeline: name, bytes, by whom."""
    handed: list[tuple[str, bytes, str]] = []

    def start_import(files, *, by):
        handed.extend((name, content, by.name) for name, content in files)
        return list(range(7, 7 + len(files)))

    monkeypatch.setattr(runs, "start_import", start_import)
    return handed


@pytest.fixture
def client(sqlite_database, monkeypatch):
    """The routes alone (tests/doors has the gate), with room for a file of 1 MB, behind the small cap for callbacks."""
    monkeypatch.setenv("FODFAESTE_MAX_UPLOAD_MB", "1")
    config.settings.cache_clear()
    server = Flask("test")
    server.config["MAX_CONTENT_LENGTH"] = 1000
    data_routes.register(server)
    server.before_request(lambda: gate.act_as(KAREN))
    return server.test_client()


def test_the_body_is_the_file_and_goes_to_the_pipeline_untouched(client, arrived):
    content = bytes(range(256)) * 3000  # more than the cap for callbacks, less than a file may be
    answer = client.post("/data/upload", data=content, headers=OURS)
    assert (answer.status_code, answer.json) == (200, {"runs": [7]})
    assert arrived == [("liste.csv", content, "Karen")]


def test_files_that_were_dropped_together_come_as_one_body(client, arrived):
    names = {"X-Fodfaeste-Name": f"{quote('dataset.csv')},{quote('æ, b.csv', safe='')},tom.csv"}
    answer = client.post("/data/upload", data=b"a;bcd", headers=names | {"X-Fodfaeste-Sizes": "3,2,0"})
    assert answer.json == {"runs": [7, 8, 9]}
    assert arrived == [("dataset.csv", b"a;b", "Karen"), ("æ, b.csv", b"cd", "Karen"), ("tom.csv", b"", "Karen")]


@pytest.mark.parametrize("sizes", ["3,2", "3,2,1", "3,2,-1", "5", "3,x,0", ",,", "99999999999,1,1"])
def test_sizes_that_do_not_make_up_the_body_are_refused(client, arrived, sizes):
    headers = {"X-Fodfaeste-Name": "a.csv,b.csv,c.csv", "X-Fodfaeste-Sizes": sizes}
    answer = client.post("/data/upload", data=b"a;bcd", headers=headers)
    assert (answer.status_code, arrived) == (400, [])
    assert "Der er ikke gemt noget" in answer.json["error"]


def test_an_empty_file_is_a_file_too(client, arrived):
    assert client.post("/data/upload", data=b"", headers=OURS).status_code == 200
    assert arrived == [("liste.csv", b"", "Karen")]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Opfølgning æøå.xlsx", "Opfølgning æøå.xlsx"),
        ("C:\\Users\\Anna\\liste.csv", "liste.csv"),
        ("../../etc/liste.csv", "liste.csv"),
        ("li\r\nste\x00.csv", "liste.csv"),
        ("x" * 500 + ".csv", "x" * 196 + ".csv"),
        ("", "fil uden navn"),
    ],
)
def test_the_name_is_only_a_name(client, arrived, sent, kept):
    client.post("/data/upload", data=b"a;b", headers=OURS | {"X-Fodfaeste-Name": quote(sent)})
    assert [name for name, _, _ in arrived] == [kept]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, arrived):
    answer = client.post("/data/upload", data=b"x" * (1024 * 1024 + 1), headers=OURS)
    assert answer.status_code == 413
    assert "højst fylde 1 MB" in answer.json["error"]
    assert arrived == []


def test_a_body_without_a_length_is_counted_while_it_is_read(client, arrived):
    def sent(size: int):
        environment = {"wsgi.input": BytesIO(b"x" * size), "wsgi.input_terminated": True}
        return client.post("/data/upload", headers=OURS, environ_overrides=environment | {"CONTENT_LENGTH": ""})

    assert sent(1024 * 1024 + 1).status_code == 413
    assert client.post("/data/upload", data=b"a").status_code == 400
    assert arrived == []
    assert sent(10).status_code == 200


def test_a_refusal_of_the_pipeline_is_said_in_its_own_words(client, monkeypatch):
    def refuse(files, *, by):
        raise Refused("Der er ikke plads. Prøv igen om lidt.")

    monkeypatch.setattr(runs, "start_import", refuse)
    answer = client.post("/data/upload", data=b"a;b", headers=OURS)
    assert (answer.status_code, answer.json) == (422, {"error": "Der er ikke plads. Prøv igen om lidt."})


@pytest.mark.parametrize("name", ["deltagere", "svar"])
def test_templates_can_be_downloaded(client, name):
    csv = client.get(f"/data/skabelon/{name}.csv")
    xlsx = client.get(f"/data/skabelon/{name}.xlsx")
    heading = csv.data.decode("utf-8-sig").splitlines()[0].split(";")
    sheet = openpyxl.load_workbook(BytesIO(xlsx.data)).active
    assert heading[0] == "deltager_id"
    assert [cell.value for cell in sheet[1]] == heading
    assert f'filename="fodfaeste-{name}.csv"' in csv.headers["Content-Disposition"]


def test_rejects_are_a_workbook_that_nobody_keeps_a_copy_of(client):
    answer = client.get("/data/karantaene.xlsx")
    assert openpyxl.load_workbook(BytesIO(answer.data))
    assert answer.headers["Cache-Control"] == "no-store"
