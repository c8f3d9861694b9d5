"""Puts the site together and starts it: `python app.py`, or `gunicorn "app:create_app()"`."""

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
from flask import Flask, Response, abort, request
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import WSGIRequestHandler, make_server

import config
import pages
from access import demo as demo_people
from access.viewer import command_line
from board import demo as demo_threads
from pages._shared import body, callback, doorway, failures, gate, page
from programme.calendar import today
from programme.setup import prepare_database
from storage.engine import reading
from storage.errors import StorageError
from storage.tables import import_run
from ui import components, document, door, texts
from ui.delivery import Files, deliver
from ui.ssr import to_html

LOOPBACK = ("127.0.0.1", "localhost", "::1")
NOT_PAGES = ("/_", "/filer/", "/assets/", "/static/")
DEMO_SEED = 2021
_LOG = logging.getLogger("fodfaeste")


class Site(Dash):
    """Dash whose first answer is the page itself, drawn before any of Dash's scripts has arrived."""

    files: Files

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """The document at the address that is asked for, with the status that it deserves."""
        if request.path.startswith(NOT_PAGES):
            abort(404)
        search = "?" + request.query_string.decode("utf-8", "replace") if request.query_string else ""
        return page.answer(page.render(request.path, search))

    def missing(self) -> str:
        """The document of an address that leads nowhere."""
        return self._document(page.missing())

    def door_page(self, title: str, content: list[Any]) -> str:
        """A page that works without Dash, before anybody is signed in."""
        url = self.files.url
        return door.page(title, content, css=url("site.css"), script=url("site.js"), icon=url("favicon.svg"))

    def _document(self, shown: page.Rendered) -> str:
        if shown.plain:
            return self._plain_document(shown)
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

    def _plain_document(self, shown: page.Rendered) -> str:
        url = self.files.url
        return document.plain(
            title=shown.title,
            description=shown.description or texts.Site.tagline,
            body=to_html(shown.content),
            css=url("site.css"),
            icon=url("favicon.svg"),
            script=url("plain.js"),
        )


def create_app() -> Site:
    """The whole site, its database migrated; nothing is listening yet."""
    settings = config.settings()
    _refuse_open_host(settings)
    prepare_database()
    if settings.is_production and demo_people.has_people():
        raise config.ConfigurationError(
            "Databasen rummer demopersoner, som alle kan gå ind som. Brug en ny, tom database i produktion."
        )
    server = Flask("fodfaeste", static_folder=None)
    if settings.is_production:  # behind a proxy of one's own, which says who asked and that it was over TLS
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    gate.stand_before(server)
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
        csrf_token_name=gate.CSRF_COOKIE,
        csrf_header_name=gate.CSRF_HEADER,
        hooks={
            "request_pre": "function () { dash_clientside.draw.busy(true); }",
            "request_post": "function () { dash_clientside.draw.busy(false); }",
        },
        routing_callback_inputs={
            "route_": State("_pages_location", "pathname"),
            "query_": State("_pages_location", "search"),
        },
    )
    server.extensions |= {page.DOCUMENTS: site._document, page.OPEN_DOCUMENTS: site.door_page}
    site.files = deliver(server, config.ROOT / "assets")
    body.check_bodies(server, site)
    doorway.add(server, site.door_page)
    _add_pages(site)
    failures.answer_errors(server, site.door_page, site.missing)
    return site


def _add_pages(site: Site) -> None:
    for found in pkgutil.iter_modules(pages.__path__, "pages."):
        if not found.name.rsplit(".", 1)[1].startswith("_"):
            importlib.import_module(found.name)
    for found in pkgutil.iter_modules([str(config.ROOT / "pages" / "_shared")], "pages._shared."):
        if found.name.endswith("_routes"):
            importlib.import_module(found.name).register(site.server)
    page.check_rules()
    page.longest_first()
    callback.attach(site)
    site.layout = components.root()


def _refuse_open_host(settings: config.Settings) -> None:
    if settings.host not in LOOPBACK and not settings.address.startswith("https://"):
        raise config.ConfigurationError(
            f"FODFAESTE_HOST={settings.host!r}: andre maskiner må kun nå siden over https."
            " Sæt FODFAESTE_ADDRESS=https://… og en proxy med TLS foran, eller brug 127.0.0.1."
        )


def warm_up(site: Site) -> None:
    """Asks once for all that a first visitor will ask for, so that nobody waits for imports or compression."""
    client = site.server.test_client()
    client.get("/healthz")
    body = client.get("/log-ind", headers={"Accept-Encoding": "br"})
    with site.server.test_request_context("/"):
        gate.act_as(command_line("opvarmning"))
        page.render("/")
    scripts, _ = document.dash_scripts(site._generate_scripts_html())
    for url in [*site.files.urls(), *scripts]:
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
    from data_pipeline.forecasting import fit_again

    with tempfile.TemporaryDirectory() as folder:
        paths = write_demo(Path(folder), seed=DEMO_SEED, as_of=today())
        reports = import_files([str(path) for path in paths], by=command_line("demo"))
    fit_again(by=command_line("demo"))
    demo_people.make_people()
    demo_threads.write_threads()
    for report in reports:
        if report.refused:
            _LOG.error("Demodata: %s: %s", report.file, report.refused)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # Werkzeug still closes after each answer; gunicorn keeps connections open

    def log_request(self, *_args: Any) -> None:
        """Nothing: addresses hold no secrets, but they do not have to be on every screen either."""


def main() -> int:
    """Starts the site on this machine and prints its address last."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        settings = config.settings()
        site = create_app()
    except (config.ConfigurationError, StorageError) as error:
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
