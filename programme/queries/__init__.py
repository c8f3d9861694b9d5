"""Reads for pages and commands; every one takes `viewer=`."""

from programme.queries.choices import as_of, choices, definition
from programme.queries.overview import overview
from programme.queries.views import (
    Choices,
    Figure,
    MunicipalityView,
    NetworkView,
    Overview,
    Quality,
    Selection,
)

__all__ = [
    "Choices",
    "Figure",
    "MunicipalityView",
    "NetworkView",
    "Overview",
    "Quality",
    "Selection",
    "as_of",
    "choices",
    "definition",
    "overview",
]
