"""Puts the site together and starts it: `python app.py`, or `gunicorn "app:create_server()"`."""

from __future__ import annotations

import contextlib
import importlib
import logging
import pkgutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from dash import Dash, State
from dash._utils import to_json
from dash.exceptions import DependencyException
from flask import Flask, Response, request
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

import config
import pages
from access.viewer import local_viewer
from pages._shared import callback, page
from programme.calendar import today
from programme.setup import prepare_database
from storage.engine import reading
from storage.tables import import_run
from ui import components, document, texts
from ui.delivery import Files, deliver
from ui.ssr import to_html

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGEST_CALLBACK = 2 * 1024 * 1024  # bytes; files come in by a route of their own
NOT_PAGES = ("/_", "/filer/", "/assets/", "/static/")
DEMO_SEED = 2021
_LOG = logging.getLogger("fodfaeste")


class Site(Dash):
    """Dash whose first answer is the page itself, drawn before any of Dash's scripts has arrived."""

    files: Files

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """The document at the address that is asked for, with the status that it deserves."""
        if request.path.startswith(NOT_PAGES):
            return Response(texts.Site.not_found, status=404, mimetype="text/plain")
        search = "?" + request.query_string.decode("utf-8", "replace") if request.query_string else ""
        shown = page.render(request.path, search)
        return Response(self._document(shown), status=shown.status, mimetype="text/html")

    def _document(self, shown: page.Rendered) -> str:
        scripts, inline = document.dash_scripts(self._generate_scripts_html())
        start = self.files.add("start.js", f"{inline}\n{self.renderer}".encode())
        return document.document(
            title=shown.title,
            description=shown.description or texts.Site.tagline,
            body=to_html(shown.content),
            config=f'<script id="_dash-config" type="application/json">{to_json(self._config())}</script>',
            css=self.files.url("site.css"),
            icon=self.files.url("favicon.svg"),
            first=self.files.url("site.js"),
            plotly=self.files.url("plotly-basic-4.1.1.min.js"),
            later=[*scripts, start],
        )


def create_app() -> Site:
    """The whole site, its database migrated; nothing is listening yet."""
    settings = config.settings()
    _refuse_open_host(settings.host)
    prepare_database()
    server = Flask("fodfaeste", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_CALLBACK
    server.add_url_rule("/healthz", "healthz", lambda: Response("ok", mimetype="text/plain"))
    site = Site(
        "fodfaeste",
        server=server,
        backend="flask",
        use_pages=True,
        pages_folder="",
        assets_url_path="_dash-assets",  # ours are in ui.delivery: Dash's own would not be compressed
        include_assets_files=False,
        suppress_callback_exceptions=True,
        serve_locally=True,
        update_title="",
        title=texts.Site.name,
        enable_mcp=False,
        on_error=callback.answer_error,
        hooks={
            "request_pre": "function () { dash_clientside.draw.busy(true); }",
            "request_post": "function () { dash_clientside.draw.busy(false); }",
        },
        routing_callback_inputs={
            "route_": State("_pages_location", "pathname"),
            "query_": State("_pages_location", "search"),
        },
    )
    site.files = deliver(server, config.ROOT / "assets")
    _add_pages(site)
    _add_errors(server)
    return site


def create_server() -> Flask:
    """The site for a production server, warmed up in the worker that will answer."""
    site = create_app()
    warm_up(site)
    return site.server


def _add_pages(site: Site) -> None:
    for found in pkgutil.iter_modules(pages.__path__, "pages."):
        if not found.name.rsplit(".", 1)[1].startswith("_"):
            importlib.import_module(found.name)
    for found in pkgutil.iter_modules([str(config.ROOT / "pages" / "_shared")], "pages._shared."):
        if found.name.endswith("_routes"):
            importlib.import_module(found.name).register(site.server)
    callback.attach(site)
    site.layout = components.root()


def _add_errors(server: Flask) -> None:
    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.code and error.code < 500:
            return Response(error.description or error.name, status=error.code, mimetype="text/plain")
        if isinstance(error, DependencyException):
            return Response(texts.Site.not_found, status=404, mimetype="text/plain")
        if request.path.startswith("/_dash-update-component"):
            # Our own functions answer their own errors: what gets here is a request that no page of ours makes.
            _LOG.warning("Forespørgsel afvist: %r", error)
            return Response(texts.Site.bad_request, status=400, mimetype="text/plain")
        return Response(callback.error_text(error), status=500, mimetype="text/plain")


def _refuse_open_host(host: str) -> None:
    if host not in LOOPBACK:
        raise config.ConfigurationError(
            f"FODFAESTE_HOST={host!r}: der er endnu ingen login, så siden må kun svare på denne maskine."
            " Brug 127.0.0.1, og sæt en tunnel op (ssh -L), hvis andre skal se med."
        )


def warm_up(site: Site) -> None:
    """Asks once for all that a first visitor will ask for, so that nobody waits for imports or compression."""
    client = site.server.test_client()
    client.get("/healthz")
    body = client.get("/", headers={"Accept-Encoding": "br"})
    scripts, _ = document.dash_scripts(site._generate_scripts_html())
    for url in ["/_dash-layout", "/_dash-dependencies", *site.files.urls(), *scripts]:
        client.get(url, headers={"Accept-Encoding": "br"})
    body.close()


def load_demo() -> None:
    """Fills a database that never saw a file with the fictional programme, through the pipeline like any file."""
    with reading() as connection:
        if connection.scalar(select(import_run.c.id).limit(1)) is not None:
            return
    print("Første start: fiktive demodata læses ind …", flush=True)
    from data_pipeline.batch_import import import_files
    from data_pipeline.demo import write_demo

    with tempfile.TemporaryDirectory() as folder:
        paths = write_demo(Path(folder), seed=DEMO_SEED, as_of=today())
        reports = import_files([str(path) for path in paths], by=local_viewer("demo"))
    for report in reports:
        if report.refused:
            _LOG.error("Demodata: %s: %s", report.file, report.refused)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for many answers: on a phone each new one costs a round trip

    def log_request(self, *_args: Any) -> None:
        """Nothing: addresses hold no secrets, but they do not have to be on every screen either."""


def main() -> int:
    """Starts the site on this machine and prints its address last."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        settings = config.settings()
        site = create_app()
    except config.ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        door = socket.create_server((settings.host, settings.port), family=_family(settings.host), backlog=128)
    except OSError:
        print(_port_taken(settings.port), file=sys.stderr)
        return 1
    if not settings.is_production:
        load_demo()
    server = make_server(
        settings.host, settings.port, site.server, threaded=True, request_handler=_Handler, fd=door.fileno()
    )
    warm_up(site)
    print(f"Fodfæste kører på http://{settings.host}:{settings.port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _port_taken(port: int) -> str:
    return (
        f"Port {port} er optaget af et andet program. Luk det, eller vælg en anden port: "
        f"FODFAESTE_PORT={port + 1} make run\n"
        f"Port {port} is taken. Choose another one: FODFAESTE_PORT={port + 1} make run"
    )


if __name__ == "__main__":
    sys.exit(main())
