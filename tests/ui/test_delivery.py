"""Files go out once, small, and are never asked for again."""

import gzip

import brotli
import pytest
from flask import Flask, Response

import config
from ui.delivery import Compressor, Files, deliver

LONG = "naloxon " * 400


@pytest.fixture
def client():
    server = Flask("delivery", static_folder=None)
    server.files = deliver(server, config.ROOT / "assets")
    server.add_url_rule("/lang", "lang", lambda: Response(LONG, mimetype="application/json"))
    server.add_url_rule("/kort", "kort", lambda: Response("ok", mimetype="text/plain"))
    server.add_url_rule("/side", "side", lambda: Response("<p>ok", mimetype="text/html"))
    return server.test_client()


@pytest.mark.parametrize(("offered", "opened"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress)])
def test_an_answer_is_compressed_as_the_browser_can_read_it(client, offered, opened):
    answer = client.get("/lang", headers={"Accept-Encoding": offered})
    assert opened(answer.data).decode() == LONG
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "no-store"


def test_small_answers_and_old_browsers_get_plain_bytes(client):
    assert client.get("/kort", headers={"Accept-Encoding": "br"}).data == b"ok"
    assert client.get("/lang").data.decode() == LONG


@pytest.mark.parametrize("name", ["site.css", "site.js"])
def test_a_file_is_kept_for_ever_under_the_name_of_its_content(client, name):
    url = client.application.files.url(name)
    plain, small = client.get(url), client.get(url, headers={"Accept-Encoding": "br"})
    again = client.get(url, headers={"Accept-Encoding": "br"})
    assert brotli.decompress(small.data) == plain.data == brotli.decompress(again.data)
    assert small.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/filer/{name}").status_code == 404


def test_another_content_has_another_name(tmp_path):
    for folder in ("css", "draw", "vendor"):
        (tmp_path / folder).mkdir()
    files = Files(tmp_path)
    assert files.add("a.js", b"1") != files.add("a.js", b"2")


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert brotli.decompress(Compressor(blocked / "static")._kept(LONG.encode(), "br")).decode() == LONG
