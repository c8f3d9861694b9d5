"""HTML from Python: what a visitor writes cannot become markup, and stored HTML comes in at one place."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from config import ROOT
from tests.architecture.source import python_files
from ui.ssr import to_html
from ui.tags import hidden, stored, tag

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_names_values_and_children():
    made = tag("a", "2 < 3", [" ", tag("b", "x"), None, False, 0], href="/x?a=1&b=2", class_="soft", data_part="y")
    assert made == '<a href="/x?a=1&amp;b=2" class="soft" data-part="y">2 &lt; 3 <b>x</b>0</a>'
    assert tag("input", required=True, disabled=False, value=None) == "<input required>"
    assert tag("i", style={"--share": 0.5}) == '<i style="--share: 0.5"></i>'
    assert hidden("a", '"') == '<input type="hidden" name="a" value="&#34;">'


@pytest.mark.parametrize("made", [tag("p", NASTY), tag("p", [NASTY]), tag("p", title=NASTY), hidden("x", NASTY)])
def test_what_is_nasty_stays_text(made):
    assert "<script>" not in made
    assert "<img" not in made
    assert made.count("<") <= 2


def test_a_tag_in_the_shell_is_not_escaped_again_and_text_is():
    assert to_html([tag("b", "<"), "<b>"]) == "<b>&lt;</b>&lt;b&gt;"
    assert stored("<b>x</b>") == Markup("<b>x</b>")


@pytest.mark.parametrize(
    ("word", "homes"),
    [
        (r"\bMarkup\(", {"ui/tags.py"}),
        (r"\bstored\(", {"ui/tags.py", "ui/board_thread.py", "ui/board_write.py"}),
    ],
)
def test_html_is_let_in_where_it_is_known(word, homes):
    """A new place is one more that a reviewer looks at: what comes in there was made by board.markup."""
    files = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in python_files("ui", "pages")}
    assert {name for name, text in files.items() if re.search(word, text)} == homes
