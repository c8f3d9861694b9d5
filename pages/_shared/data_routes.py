"""The plain HTTP routes of the data pages: a file comes in as the raw body; templates and rejected rows go out.

A form upload (multipart) would be spooled to disk before anybody has looked for CPR numbers in it, and a name in
the address would end in access logs; so the bytes are the body, and the file's name is a header. Small files that were
dropped together come as one body, one after the other: their names and sizes are lists in the headers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import accumulate
from urllib.parse import unquote

from flask import Flask, Response, abort, jsonify, request

import config
from data_pipeline import quarantine, runs
from data_pipeline.model import Refused
from pages._shared import gate
from ui import address, formats
from ui.texts_data import Upload

UPLOAD = "/data/upload"
NAME_HEADER = "X-Fodfaeste-Name"
SIZES_HEADER = "X-Fodfaeste-Sizes"
TOGETHER = {"bytes": 32 << 20, "files": 6}  # the most that is sent as one body; more goes one after the other
CHUNK_BYTES = 1 << 20
LONGEST_NAME = 200
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TEMPLATES = {
    "deltagere.xlsx": ("participants_xlsx", XLSX),
    "deltagere.csv": ("participants_csv", CSV),
    "svar.xlsx": ("answers_xlsx", XLSX),
    "svar.csv": ("answers_csv", CSV),
}
TEMPLATE_PATH = "/data/skabelon"
REJECTS = "/data/karantaene.xlsx"


class UploadRefused(Exception):
    """What the browser is told: an HTTP status and a Danish sentence with the remedy."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def upload_texts() -> dict[str, str]:
    """What the drop zone says, for the browser."""
    megabytes = formats.integer(config.settings().max_upload_mb)
    names = ("drop", "formats", "progress", "sending", "reading", "received", "waiting", "folder")
    texts = {name: getattr(Upload, name) for name in (*names, "too_large", "broken", "unexpected")}
    return {name: text.replace("{megabytes}", megabytes) for name, text in texts.items()}


def register(server: Flask) -> None:
    """Adds the routes; they stand before Dash's catch-all because they are more specific."""
    server.add_url_rule(UPLOAD, "data_upload", receive, methods=["POST"])
    server.add_url_rule(REJECTS, "data_rejects", rejects, methods=["GET"])
    server.add_url_rule(f"{TEMPLATE_PATH}/<name>", "data_template", template, methods=["GET"])


def receive() -> tuple[Response, int]:
    """Starts the import of the body: {"runs": [7]}, a run per file, or {"error": "Danish sentence"} with 4xx."""
    try:
        names, content = _file_names(), _body(config.settings().max_upload_mb * 1024 * 1024)
        files = list(zip(names, _parts(content, len(names)), strict=True))
        return jsonify(runs=runs.start_import(files, by=gate.viewer())), 200
    except UploadRefused as refusal:
        return jsonify(error=refusal.message), refusal.status
    except Refused as refusal:
        return jsonify(error=refusal.message), 422


def template(name: str) -> Response:
    """One of our own templates, empty."""
    from data_pipeline import templates  # the workbook's writer takes time to import, and few ask

    if name not in TEMPLATES:
        abort(404, Upload.no_template)
    maker, mime = TEMPLATES[name]
    return _download(getattr(templates, maker), name=f"fodfaeste-{name}", mime=mime)


def rejects() -> Response:
    """The waiting rows as XLSX with Fejl and Forslag."""
    return _download(partial(quarantine.rejects_xlsx, viewer=gate.viewer()), name="fodfaeste-venter.xlsx", mime=XLSX)


def _file_names() -> list[str]:
    """The name of each file; those of several are told apart by commas, which no quoted name has."""
    if NAME_HEADER not in request.headers:
        raise UploadRefused(400, Upload.no_file)
    sent = request.headers[NAME_HEADER]
    return [_file_name(each) for each in (sent.split(",") if SIZES_HEADER in request.headers else [sent])]


def _file_name(sent: str) -> str:
    name = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[/\\]", unquote(sent))[-1]).strip()
    return name[-LONGEST_NAME:] or Upload.unnamed


def _parts(content: bytes, files: int) -> list[bytes]:
    """The body cut into its files."""
    if files == 1:
        return [content]
    sizes = [address.number(each, digits=10) for each in request.headers[SIZES_HEADER].split(",")]
    whole = [each for each in sizes if each is not None]
    if len(whole) != files or len(sizes) != files or sum(whole) != len(content):
        raise UploadRefused(400, Upload.broken)
    ends = list(accumulate(whole))
    return [content[end - size : end] for end, size in zip(ends, whole, strict=True)]


def _body(cap: int) -> bytes:
    """The whole body; refuses on what the browser announces, and again on what it really sends."""
    if (request.content_length or 0) > cap:
        raise UploadRefused(413, _too_large(cap))
    request.max_content_length = cap + 1  # the site's own, smaller cap is for callbacks; ours has a sentence
    parts: list[bytes] = []
    size = 0
    while part := request.stream.read(CHUNK_BYTES):
        size += len(part)
        if size > cap:
            raise UploadRefused(413, _too_large(cap))
        parts.append(part)
    return b"".join(parts)


def _too_large(cap: int) -> str:
    return Upload.too_large.format(megabytes=cap // (1024 * 1024))


def _download(made: Callable[[], bytes], *, name: str, mime: str) -> Response:
    answer = Response(made(), mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
