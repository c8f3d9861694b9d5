"""Tables and filter bar as data for the browser."""

import pandas as pd

from programme.queries import Choices
from ui import components
from ui.components import Column
from ui.ssr import to_html

FRAME = pd.DataFrame(
    {
        "code": ["0101", "0147"],
        "name": ["København", None],
        "steps": [4, None],
        "of": [16, 16],
        "heard": pd.to_datetime(["2021-06-28", None]),
        "late": [True, False],
    }
)
CHOICES = Choices([(1, "Måling 1")], [("1084", "Region Hovedstaden")], [(3, "Netværk Vest")], [("small", "Små")])


def test_a_table_carries_only_the_columns_it_needs():
    data = components.table_data(
        FRAME,
        [Column("name", "Kommune", link="/kommune/{code}"), Column("steps", "Trin", "steps", of="of")],
        caption="K",
    )
    assert data["cells"] == {
        "name": ["København", None],
        "steps": [4.0, None],
        "code": ["0101", "0147"],
        "of": [16, 16],
    }
    assert data["columns"][0] == {"key": "name", "title": "Kommune", "kind": "text", "link": "/kommune/{code}"}


def test_missing_values_are_null_and_days_are_iso():
    assert components.rows(FRAME)[1] == {
        "code": "0147",
        "name": None,
        "steps": None,
        "of": 16,
        "heard": None,
        "late": False,
    }
    assert components.plain(FRAME["heard"]) == ["2021-06-28", None]


def test_the_filter_bar_shows_what_the_address_chose_and_nothing_that_does_not_exist():
    html = to_html(components.filter_bar(CHOICES, "?region=1084&netvaerk=99"))
    assert '<option value="1084" selected>Region Hovedstaden</option>' in html
    assert '<option value="alle" selected>Alle netværk</option>' in html
    assert html.count("<select") == 4


def test_a_page_without_waves_has_three_filters():
    assert to_html(components.filter_bar(CHOICES, "", wave=False)).count("<select") == 3
