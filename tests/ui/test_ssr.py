"""Components as HTML: what a visitor writes cannot become markup."""

import dash_bootstrap_components as dbc
from dash import dcc, html

from ui import components
from ui.ssr import json_for_html, to_html


def test_elements_attributes_and_text():
    node = html.Div([html.P("2 < 3 & 4"), html.Br(), None, 7], className="a", hidden=True, **{"data-part": 'x"y'})
    assert to_html(node) == '<div class="a" hidden data-part="x&quot;y"><p>2 &lt; 3 &amp; 4</p><br>7</div>'


def test_a_link_and_a_chosen_option():
    assert to_html(dcc.Link("Videre", href="/kommuner?a=1&b=2")) == '<a href="/kommuner?a=1&amp;b=2">Videre</a>'
    select = dbc.Select(options=[{"label": "Alle", "value": "alle"}, {"label": "Fyn", "value": "1"}], value="1")
    assert '<option value="1" selected>Fyn</option>' in to_html(select)


def test_data_cannot_close_its_script():
    assert to_html(dcc.Store(id=components.drawing("t"), data="</script><b>")) == (
        '<script type="application/json" data-store="t">"\\u003c/script>\\u003cb>"</script>'
    )
    assert "\u2028" not in json_for_html("\u2028")


def test_only_what_shows_is_written():
    assert to_html([dcc.Location(id="l"), dcc.Interval(id="i"), dcc.Download(id="d")]) == ""
