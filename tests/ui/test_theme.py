"""Colours can be read: by contrast, and in both lights."""

import itertools

import pytest
from plotly.offline import get_plotlyjs_version

import config
from programme.definitions import definitions
from ui import theme


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_text_is_read_on_every_ground(colours):
    for text, ground in itertools.product(("ink", "soft", "accent"), ("paper", "card", "tint", "warn-tint")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["field-line"], colours["card"]) >= 3


@pytest.mark.parametrize("look", [*theme.STATES.values(), *theme.DARK_STATES.values()])
def test_numbers_are_read_on_every_state(look):
    assert contrast(look.fill, look.on_fill) >= 4.5


@pytest.mark.parametrize("colour", [*theme.PALETTE, theme.OTHER])
def test_charts_are_seen_in_both_lights(colour):
    assert contrast(colour, theme.LIGHT["card"]) >= 3
    assert contrast(colour, theme.DARK["card"]) >= 3


def test_every_state_has_a_look_and_red_is_kept_for_one():
    assert list(theme.STATES) == sorted((state.code for state in definitions().states), key=definitions().severity)
    reds = [code for code, look in theme.STATES.items() if int(look.fill[1:3], 16) > 2 * int(look.fill[3:5], 16)]
    assert reds == ["gaaet_i_staa"]


def test_the_bundled_plotly_is_the_version_that_the_package_speaks_to():
    assert (config.ROOT / "assets" / "vendor" / f"plotly-basic-{get_plotlyjs_version()}.min.js").exists()
