"""Reads for pages and commands; every one takes `viewer=`."""

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
]
