"""The site with its demo data in Chromium. A page that logs a warning, asks the internet or scrolls sideways fails."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import select

from access import sessions
from storage.access_tables import role_grant
from storage.engine import writing
from tests.access import world as worlds
from tests.browser.chromium import launch
from tests.conftest import use_database
from tests.site import Site, running_site

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
TODAY = "2021-07-01"
expect.set_options(timeout=20_000)  # ms; a busy machine takes its time, and a right page is not waited for
MISSING = "No Chromium: install one (apt install chromium), or run `.venv/bin/playwright install chromium`."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test: leave them out with -m 'not browser'."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        if found is None:
            if os.environ.get("CI"):
                pytest.fail(MISSING)
            warnings.warn(pytest.PytestWarning(f"BROWSER TESTS ARE SKIPPED. {MISSING}"), stacklevel=1)
            pytest.skip(MISSING)
        yield found
        found.close()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A SQLite file with the demo data, loaded by the site itself at its first start; made once for all workers."""
    base = tmp_path_factory.getbasetemp()
    made = (base if worker_id == "master" else base.parent) / "demo" / "demo.db"
    made.parent.mkdir(exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make_demo(made)
    return made


def _make_demo(made: Path) -> None:
    unfinished = made.with_name("unfinished.db")
    with running_site(f"sqlite:///{unfinished}", FODFAESTE_TODAY=TODAY):
        pass
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file alone holds everything
    unfinished.rename(made)


@pytest.fixture(scope="session")
def site(demo_file: Path) -> Iterator[Site]:
    """The site with the demo data; shared, so only for tests that change nothing."""
    with _site_on_copy_of(demo_file) as running:
        yield running


@pytest.fixture
def own_site(demo_file: Path) -> Iterator[Site]:
    """The site with the demo data in a database of the test's own."""
    with _site_on_copy_of(demo_file) as running:
        yield running


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """The site with the 98 municipalities and not one answer."""
    address = f"sqlite:///{tmp_path / 'empty.db'}"
    without_demo = "import sys, app; app.load_demo = lambda: None; sys.exit(app.main())"
    with running_site(address, command=[sys.executable, "-c", without_demo], FODFAESTE_TODAY=TODAY) as running:
        yield running


def enter(context: BrowserContext, site: Site, role: str = "coordinator") -> None:
    """Signs the browser in as somebody with the role: the demo's own person, or a new one where there is none."""
    with use_database(site.database_url), writing() as connection:
        known = select(role_grant.c.account_id).where(role_grant.c.role == role, role_grant.c.until.is_(None))
        account_id = connection.execute(known.order_by(role_grant.c.id)).scalars().first()
        if account_id is None:
            account_id = worlds.person(connection, f"Dora {role}", role).account_id
        begun = sessions.begin(connection, account_id, agent="test", how="test")
    given = {"fodfaeste": begun.token, "fodfaeste_csrf": begun.csrf_token}
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in given.items()])


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page 1280 x 800; what goes wrong in it fails the test at its end."""
    with _watched_page(browser, viewport=DESKTOP) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page 360 x 740 with touch; what goes wrong in it fails the test at its end."""
    with _watched_page(browser, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
def page(desktop: Page) -> Page:
    """The page where the size does not matter."""
    return desktop


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing serious or critical on a page."""
    runner = Axe()

    def check(page: Page) -> None:
        found = runner.run(page).response["violations"]
        told = [
            f"{one['impact']}: {one['help']} ({one['id']}): "
            + "; ".join(node["html"][:160] for node in one["nodes"][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return check


@contextmanager
def _site_on_copy_of(demo_file: Path) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="fodfaeste-site-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(demo_file, copy)
        with running_site(f"sqlite:///{copy}", FODFAESTE_TODAY=TODAY) as running:
            yield running


@contextmanager
def _watched_page(browser: Browser, **options: object) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", **options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    wrong = watch(page)
    try:
        yield page
    finally:
        context.close()
    assert not wrong, "\n".join(wrong)


def watch(page: Page) -> list[str]:
    """Collects what a visitor should never cause: console warnings, script errors, server errors, foreign requests."""
    wrong: list[str] = []

    def console(said: ConsoleMessage) -> None:
        # Chromium also complains of the status of a document that we mean to be one: not there, or a form refused.
        is_wanted = re.search("status of (403|404|410|422)", said.text) and said.location.get("url") == page.url
        is_wanted = is_wanted or "status of 401" in said.text  # signed out elsewhere: the door opens instead
        is_wanted = is_wanted or "net::ERR_FAILED" in said.text  # what the test itself kept from arriving
        if said.type in ("warning", "error") and not is_wanted:
            wrong.append(f"console: {said.text}")

    page.on("console", console)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("response", lambda got: wrong.append(f"{got.status}: {got.url}") if got.status >= 500 else None)
    page.on("request", lambda asked: wrong.append(f"foreign: {asked.url}") if _is_foreign(asked.url) else None)
    return wrong


def visit(page: Page, site: Site, address: str) -> Response:
    """Opens an address and waits until the page is the live one; the answer tells the status.

    Who has not entered as somebody else is a coordinator.
    """
    if not page.context.cookies(site.url):
        enter(page.context, site)
    try:
        answer = page.goto(site.url + address)
    except PlaywrightError as error:  # the page that is being left was on its way somewhere itself
        if "ERR_ABORTED" not in str(error):
            raise
        answer = page.goto(site.url + address)
    assert answer is not None
    assert answer.status < 500, f"{address}: {site.log.read_text()[-1500:]}"
    ready(page)
    return answer


def ready(page: Page) -> None:
    """Waits until the page is the live one: before, what the server drew may stand beside what Dash draws."""
    page.wait_for_selector("html[data-ready]", state="attached")


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:"))
