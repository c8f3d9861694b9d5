"""What holds for every page: drawn without a warning, readable by all, never wider than the phone."""

import pytest

from tests.browser.addresses import ADDRESSES
from tests.browser.conftest import enter, visit

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A box to tick is as large as the label around it.
SMALL = """() => [...document.querySelectorAll('main a, main button, main select, main input, nav a')]
  .filter(one => one.offsetParent && !one.closest('p, li, td, svg, .visually-hidden'))
  .map(one => one.matches('[type=checkbox], [type=radio]') && one.closest('label') || one)
  .filter(one => one.getBoundingClientRect().height < 43.5 && one.getBoundingClientRect().width > 0)
  .map(one => one.outerHTML.slice(0, 120))"""
WRONG = [
    "/findes-ikke",
    "/kommune/9999",
    "/kommune/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/netvaerk/abc",
    "/netvaerk/99999999999999999999",
    "/data/koersel/0",
]
ODD_FILTERS = [
    "?maaling=99",
    "?region=xxxx&netvaerk=-1",
    "?netvaerk=99999999999999999999",
    "?stoerrelse=%27%3B+DROP+TABLE+site%3B--",
    "?maaling=2&maaling=3&ukendt=1",
    "?region=%00%FF",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_drawn_and_readable_by_all(site, desktop, axe, address):
    assert visit(desktop, site, address).status == 200
    assert desktop.locator("h1").count() == 1
    assert desktop.title()
    assert desktop.locator("nav [aria-current=page] > .here").count() == desktop.locator("nav .here").count()
    axe(desktop)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_fits_the_phone(site, phone, axe, address):
    visit(phone, site, address)
    assert phone.evaluate(WIDER) <= 0
    assert phone.evaluate(SMALL) == []
    axe(phone)


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_address_is_a_friendly_page_with_a_way_on(site, page, axe, address):
    assert visit(page, site, address).status == 404
    assert page.locator("main a").count() >= 1
    assert "Traceback" not in page.content()
    axe(page)


@pytest.mark.parametrize("odd", ODD_FILTERS)
@pytest.mark.parametrize("address", ["/", "/kommuner", "/netvaerk"])
def test_odd_filters_show_the_nearest_view(site, page, address, odd):
    assert visit(page, site, address + odd).status == 200
    assert page.locator("h1").inner_text()


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_scripts_the_page_still_says_what_it_knows(site, browser, address):
    context = browser.new_context(java_script_enabled=False)
    enter(context, site)
    page = context.new_page()
    page.goto(site.url + address)
    assert page.locator("h1").count() == 1
    assert len(page.locator("main").inner_text()) > 40
    context.close()


@pytest.mark.parametrize("address", ["/", "/kommuner", "/netvaerk", "/data"])
def test_before_there_is_any_data_a_page_says_what_will_be_here(empty_site, page, axe, address):
    visit(page, empty_site, address)
    assert page.locator("main a, main button, main input").count() >= 1
    axe(page)


@pytest.mark.parametrize("address", ["/", "/kommuner", "/kommune/0461", "/rapport", "/saadan-er-det-regnet"])
def test_before_there_is_any_data_the_way_to_it_is_shown_to_those_who_may_go_there(empty_site, page, address):
    visit(page, empty_site, address)
    assert page.locator("main a[href='/data']").count() >= 1
    page.context.clear_cookies()
    enter(page.context, empty_site, "reviewer")
    visit(page, empty_site, address)
    assert page.locator("main a[href='/data']").count() == 0
    assert "Red Liv lægger filerne ind." in page.locator("main").inner_text()
