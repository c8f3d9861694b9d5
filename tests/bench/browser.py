"""One page in Chromium: how many bytes, how soon it is drawn, how far it shifts, how fast a filter repaints."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.bench.measure import NotMeasured
from tests.browser.chromium import launch

# Chromium's own "Slow 4G": 1.44 Mbit/s down, 0.675 up, 562.5 ms for every answer.
SLOW_4G = {"offline": False, "downloadThroughput": 180_000, "uploadThroughput": 84_375, "latency": 562.5}
SLOWER_CPU = 4

# Notes when the page is drawn, how much it has shifted, and nothing else.
WATCH = """
window.__shift = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.__shift += one.value;
}).observe({type: 'layout-shift', buffered: true});
(function look() {
  let drawn = false;
  try { drawn = (%s)(); } catch (error) {}
  if (drawn) requestAnimationFrame(() => setTimeout(() => { window.__drawn = performance.now(); }));
  else requestAnimationFrame(look);
})();
"""

# Chooses an option and tells the milliseconds until the part has changed and been painted.
CHOOSE = """
([control, value, part]) => new Promise(resolve => {
  const started = performance.now();
  const watched = document.querySelector(part);
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
  }).observe(watched, {subtree: true, childList: true, attributes: true, characterData: true});
  (%s)(control, value);
})
"""
SELECT = """(control, value) => {
  const select = document.querySelector(control);
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, value);
  select.dispatchEvent(new Event('change', {bubbles: true}));
}"""

# Dash's dropdown of the peer has no <select>: its value is set the way Dash itself offers.
PICK = "(control, value) => window.dash_clientside.set_props(control, {value: value})"


@dataclass(frozen=True)
class Load:
    """Seconds until drawn, kB on the wire before that and in all, and the layout shift."""

    seconds: float
    before_kb: float
    whole_kb: float
    shift: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium; raises NotMeasured when there is none."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        if found is None:
            raise NotMeasured("no Chromium")
        yield found
        found.close()


def load(context: BrowserContext, url: str, drawn: str, *, timeout: float) -> Load:
    """Opens url on slow 4G with a four times slower CPU and waits until the script `drawn` says true."""
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", SLOW_4G)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    arrived: list[tuple[float, float]] = []
    sent: list[float] = []
    client.on("Network.requestWillBeSent", lambda event: sent.append(event["timestamp"]))
    client.on("Network.loadingFinished", lambda event: arrived.append((event["timestamp"], event["encodedDataLength"])))
    page.add_init_script(WATCH % drawn)
    try:
        page.goto(url, wait_until="commit", timeout=timeout * 1000)
        page.wait_for_function("window.__drawn", timeout=timeout * 1000)
        seconds = page.evaluate("window.__drawn") / 1000
        page.wait_for_load_state("networkidle", timeout=timeout * 1000)
        shift = page.evaluate("window.__shift")
    except PlaywrightError:
        raise NotMeasured(f"not drawn after {timeout:.0f} s") from None
    finally:
        page.close()
    before = sum(size for when, size in arrived if when - sent[0] <= seconds)
    return Load(seconds, before / 1000, sum(size for _, size in arrived) / 1000, shift)


def repaints(page: Page, control: str, values: list[str], part: str, script: str = SELECT) -> float:
    """Median milliseconds from a choice to the painted change of a part of the page."""
    taken = []
    for value in values:
        try:
            taken.append(
                page.evaluate(
                    f"asked => Promise.race([({CHOOSE % script})(asked), {_GIVE_UP}])", [control, value, part]
                )
            )
        except PlaywrightError as error:
            raise NotMeasured(f"{value}: {str(error).splitlines()[0][:120]}") from None
        page.wait_for_timeout(300)
    return statistics.median(taken)


def choose(page: Page, control: str, value: str, script: str) -> None:
    """Chooses one option."""
    page.evaluate(f"([control, value]) => ({script})(control, value)", [control, value])


def callbacks_of(page: Page, act: Callable[[], None]) -> list[tuple[str, bytes]]:
    """The callback requests (address, body) that an action in the page causes."""
    seen: list[tuple[str, bytes]] = []

    def note(request: Request) -> None:
        if "_dash-update-component" in request.url:
            seen.append((request.url, request.post_data_buffer or b""))

    page.on("request", note)
    act()
    page.wait_for_timeout(700)
    page.remove_listener("request", note)
    return seen


_GIVE_UP = "new Promise((_, no) => setTimeout(() => no(new Error('nothing changed in 20 s')), 20000))"
