"""The overview as most Dash tutorials would build it: global frames, Plotly Express, whole figures returned.

    python -m tests.bench.peers.naive_dash PORT SQLITE_FILE

Same content as ours (headline, five figures, map, bars, table), the same answers, no tuning of any kind.
"""

import json
import sqlite3
import sys

import dash
import pandas as pd
import plotly.express as px
from dash import Input, Output, dash_table, dcc, html

from config import ROOT

BORDERS = json.loads((ROOT / "programme/denmark/kommuner.geojson").read_text(encoding="utf-8"))
COLOURS = {"1": "#4FA07F", "2": "#5B8DB8", "3": "#B83A26", "ukendt": "#A9AFB8"}

with sqlite3.connect(sys.argv[2]) as connection:
    municipalities = pd.read_sql("SELECT code, name, region FROM municipality", connection)
    trainers = pd.read_sql(
        "SELECT t.id, t.status, s.municipality_code AS code FROM trainer t JOIN site s ON s.id = t.site_id", connection
    )
    answers = pd.read_sql(
        "SELECT r.*, s.municipality_code AS code FROM response r JOIN trainer t ON t.id = r.trainer_id "
        "JOIN site s ON s.id = t.site_id",
        connection,
    )

app = dash.Dash(__name__)
app.layout = html.Div(
    [
        html.H1(id="headline"),
        dcc.Dropdown(sorted(municipalities.region.unique()), id="region"),
        html.Div(id="strip"),
        dcc.Graph(id="map"),
        dcc.Graph(id="bars"),
        html.Div(id="table"),
    ]
)


@app.callback(
    Output("headline", "children"),
    Output("strip", "children"),
    Output("map", "figure"),
    Output("bars", "figure"),
    Output("table", "children"),
    Input("region", "value"),
)
def update(region):
    chosen = municipalities if region is None else municipalities[municipalities.region == region]
    frame = answers[answers.code.isin(chosen.code)]
    newest = frame.sort_values("answered_on").groupby("code").last().reset_index()
    frame_map = chosen.merge(newest[["code", "programme_status", "citizens", "kits"]], on="code", how="left")
    frame_map["state"] = frame_map.programme_status.map(lambda x: "ukendt" if pd.isna(x) else str(int(x)))
    found = trainers[trainers.code.isin(chosen.code)]
    strip = [
        html.Div([html.H4(name), html.P(str(value))])
        for name, value in {
            "trainers": len(found),
            "answers": len(frame),
            "started": int((frame_map.state == "1").sum()),
            "citizens": frame.citizens.sum(),
            "kits": frame.kits.sum(),
        }.items()
    ]
    choropleth = px.choropleth(
        frame_map,
        geojson=BORDERS,
        locations="code",
        color="state",
        hover_name="name",
        featureidkey=FEATURE_KEY,
        color_discrete_map=COLOURS,
    )
    choropleth.update_geos(fitbounds="locations", visible=False)
    bars = px.bar(frame_map.groupby(["region", "state"]).size().reset_index(name="n"), x="region", y="n", color="state")
    table = dash_table.DataTable(frame_map.to_dict("records"), [{"name": i, "id": i} for i in frame_map.columns])
    return f"{int((frame_map.state == '1').sum())} of {len(frame_map)} started", strip, choropleth, bars, table


_properties = BORDERS["features"][0]["properties"]
FEATURE_KEY = next(
    (f"properties.{name}" for name, value in _properties.items() if str(value) in set(municipalities.code)), "id"
)

if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=False)
