"""Files and answers on their way to the browser: fingerprinted names, compressed once, kept for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import secrets
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import orjson
from flask import Flask, Response, abort, request

import config
from programme import calendar
from programme.definitions import definitions
from ui import texts, theme

PREFIX = "/filer"
FOREVER = "public, max-age=31536000, immutable"
SUITES = "/_dash-component-suites/"
WORTH_COMPRESSING = 1000  # bytes: below it the header costs more than it saves
ENCODINGS = ("br", "gzip")
PLAIN = "80-board.js"
TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


class Files:
    """The site's own files in memory, each under a name that holds its content's fingerprint."""

    def __init__(self, assets: Path) -> None:
        self._names: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        self.add("site.css", theme.css().encode() + joined(assets / "css", "*.css"))
        self.add("site.js", _words() + joined(assets / "draw", "*.js"))
        self.add("plain.js", joined(assets / "draw", PLAIN))  # all that a page without Dash needs
        for path in sorted(assets.glob("*.svg")) + sorted((assets / "vendor").glob("*.js")):
            self.add(path.name, path.read_bytes())

    def add(self, name: str, content: bytes) -> str:
        """Keeps a file and returns its address."""
        stem, kind = name.rsplit(".", 1)
        self._names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
        self._contents[self._names[name]] = content
        return self.url(name)

    def url(self, name: str) -> str:
        """The address of the newest version of a file."""
        return f"{PREFIX}/{self._names[name]}"

    def urls(self) -> list[str]:
        """The addresses of all files."""
        return [self.url(name) for name in self._names]

    def serve(self, name: str) -> Response:
        """A file by its fingerprinted name, or 404."""
        if name not in self._contents:
            abort(404)
        return Response(self._contents[name], mimetype=mimetypes.guess_type(name)[0])


class Compressor:
    """Compresses answers: lasting files hard, once, kept under `folder`; the rest quickly, each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready: dict[tuple[str, str], Response] = {}

    def shortcut(self) -> Response | None:
        """A lasting file that was compressed before, without asking anybody again."""
        return self._ready.get((request.path, _encoding()))

    def finish(self, response: Response) -> Response:
        """Gives every answer its headers, and a compressed body where that pays."""
        lasting = response.status_code == 200 and request.path.startswith((PREFIX, SUITES))
        key = (request.path, _encoding())
        if key in self._ready and response is self._ready[key]:
            return response
        _set_headers(response, lasting)
        if request.method != "HEAD" and _is_text(response) and _encoding():
            self._compress(response, _encoding(), lasting)
            if lasting:
                self._ready[key] = response
        return response

    def _compress(self, response: Response, encoding: str, lasting: bool) -> None:
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) < WORTH_COMPRESSING:
            return
        response.set_data(self._kept(body, encoding) if lasting else _quickly(body, encoding))
        response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")

    def _kept(self, body: bytes, encoding: str) -> bytes:
        path = self._folder / f"{hashlib.sha256(body).hexdigest()[:24]}.{encoding}"
        if path.exists():
            return path.read_bytes()
        small = brotli.compress(body, quality=11) if encoding == "br" else gzip.compress(body, 9)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{secrets.token_hex(4)}")
            partial.write_bytes(small)
            partial.replace(path)
        except OSError:
            pass  # a folder that cannot be written costs time at the next start, nothing else
        return small


def joined(folder: Path, pattern: str) -> bytes:
    """The files of a folder in the order of their names, as one."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.glob(pattern)))


def _words() -> bytes:
    """The interface strings and state names that the drawings use, from where all strings are."""
    names = {state.code: state.label for state in definitions().states}
    words = {name: text for name, text in vars(texts.Drawn).items() if not name.startswith("_")}
    draw = {"words": words, "months": calendar.MONTHS, "states": {code: names[code] for code in theme.STATES}}
    return b"window.dash_clientside={draw:" + orjson.dumps(draw) + b"};\n"


def deliver(server: Flask, assets: Path) -> Files:
    """Adds the files' route, compression and headers to a server."""
    files, compressor = Files(assets), Compressor(config.ROOT / "var" / "static")
    server.add_url_rule(f"{PREFIX}/<name>", "files", files.serve)
    server.before_request(compressor.shortcut)
    server.after_request(compressor.finish)
    return files


def _set_headers(response: Response, lasting: bool) -> None:
    if lasting:
        response.headers["Cache-Control"] = FOREVER
        response.headers.pop("ETag", None)
    else:
        response.headers.setdefault("Cache-Control", "no-store")


def _encoding() -> str:
    offered = request.headers.get("Accept-Encoding", "")
    return next((one for one in ENCODINGS if one in offered), "")


def _is_text(response: Response) -> bool:
    is_whole = response.status_code == 200 or response.status_code >= 400
    return is_whole and "Content-Encoding" not in response.headers and (response.mimetype or "").startswith(TEXT)


def _quickly(body: bytes, encoding: str) -> bytes:
    return brotli.compress(body, quality=4) if encoding == "br" else gzip.compress(body, 5)
