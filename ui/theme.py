"""Colours, state looks, the generated part of the style sheet, and the one Plotly template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

DARK_TEXT = "#10161F"
WHITE = "#FFFFFF"

LIGHT = {
    "ink": "#1B2430",
    "soft": "#505B6B",
    "paper": "#FAFAF7",
    "card": "#FFFFFF",
    "line": "#E3E5E8",
    "field-line": "#7A8494",
    "accent": "#0B5D6B",
    "on-accent": WHITE,
    "tint": "#EAF2F3",
    "warn-tint": "#FFF6DC",
    "map-line": "#FFFFFF",
    "hatch": "#E4E7EB",
}
DARK = {
    "ink": "#E9ECF0",
    "soft": "#AEB7C4",
    "paper": "#14181F",
    "card": "#1C222B",
    "line": "#343C48",
    "field-line": "#8590A0",
    "accent": "#6CC3D0",
    "on-accent": DARK_TEXT,
    "tint": "#22313A",
    "warn-tint": "#3A311A",
    "map-line": "#14181F",
    "hatch": "#39414D",
}


@dataclass(frozen=True)
class StateLook:
    """How a state is seen: fill, the colour of text and icon upon it, and the icon's strokes on a 16x16 grid."""

    fill: str
    on_fill: str
    icon: str


# Worst news first, as in programme/definitions/states.toml: the order of bars and lists.
STATES: dict[str, StateLook] = {
    "gaaet_i_staa": StateLook("#B83A26", WHITE, "M5.2 5.2h5.6v5.6H5.2z"),
    "stoppet": StateLook("#6B4C6E", WHITE, "M4.5 8h7"),
    "i_risiko": StateLook("#D89A00", DARK_TEXT, "M8 3.6v5.2M8 11.4v1"),
    "ukendt": StateLook("#A9AFB8", DARK_TEXT, "M5.9 6.1a2.1 2.1 0 1 1 3.1 1.9c-.7.4-1 .8-1 1.5M8 11.6v.9"),
    "paa_vej": StateLook("#5B8DB8", DARK_TEXT, "M4.2 8h7.4M8.6 4.9 11.7 8l-3.1 3.1"),
    "i_drift": StateLook("#4FA07F", DARK_TEXT, "m4.4 8.3 2.5 2.5 4.7-5.2"),
    "forankret": StateLook("#14684B", WHITE, "M8 5.2v7.2M8 3.4v.6M5.6 6.6h4.8M3.9 9.4c.4 2 2 3 4.1 3s3.7-1 4.1-3"),
    "ikke_omfattet": StateLook("#E9EAEC", DARK_TEXT, "M5 8h6"),
}
# In the dark, what is outside the programme must not be the brightest thing on the page.
DARK_STATES = {"ikke_omfattet": StateLook("#3A424E", "#E9ECF0", STATES["ikke_omfattet"].icon)}
# Categories that are no states: barriers, professions, sizes. Seen on light and dark cards.
PALETTE = ("#1F7F8E", "#C77B30", "#8A6690", "#5B8DB8", "#7A8F3C")
# A group of barriers keeps its colour whatever is chosen; what is in no group of several is "other".
BARRIER_GROUPS = dict(zip(("ledelse", "rammer", "kompetence", "maalgruppe", "covid"), PALETTE, strict=True))
OTHER = "#808A96"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'


def css() -> str:
    """The style sheet's variables and classes per state, so that colours are written in one place."""
    parts = "".join(
        f".part--{code.replace('_', '-')}{{background:var(--state-{code});color:var(--on-{code})}}" for code in STATES
    )
    return (
        f":root{{{_variables(LIGHT)}--font:{FONT};color-scheme:light dark}}{_states(STATES)}{parts}"
        f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}{_states(DARK_STATES)}}}\n"
    )


def plotly_layout() -> dict[str, Any]:
    """The layout that every chart begins with; colours of ink and grid are filled in by the browser (light or dark)."""
    axis = {"zeroline": False, "fixedrange": True, "automargin": True, "ticks": ""}
    return {
        "font": {"family": FONT, "size": 14},
        "separators": ",.",
        "colorway": list(PALETTE),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 16, "t": 8, "b": 40},
        "showlegend": False,
        "bargap": 0.35,
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": axis,
        "yaxis": axis,
    }


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _states(looks: dict[str, StateLook]) -> str:
    colours = "".join(f"--state-{code}:{look.fill};--on-{code}:{look.on_fill};" for code, look in looks.items())
    icons = "".join(
        f'.state--{code.replace("_", "-")}::before{{background-image:url("{_icon(look)}")}}'
        for code, look in looks.items()
    )
    return f":root{{{colours}}}{icons}"


def _icon(look: StateLook) -> str:
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
        f"<circle cx='8' cy='8' r='8' fill='{look.fill}'/><path d='{look.icon}' fill='none' stroke='{look.on_fill}'"
        " stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round'/></svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe="/:='")
