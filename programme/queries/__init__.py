"""Reads for pages and commands; every one takes `viewer=`."""

from programme.queries.about import is_demo
from programme.queries.alike import Likeness, likeness
from programme.queries.choices import as_of, choices, definition
from programme.queries.early_warning import warning, warning_method, warnings_of
from programme.queries.model import step_experience
from programme.queries.municipality import municipality
from programme.queries.network import network, networks
from programme.queries.overview import overview
from programme.queries.plan import PlanView, overdue_steps, plan
from programme.queries.quality import quality
from programme.queries.scope import scope_history
from programme.queries.table import municipality_table
from programme.queries.views import (
    Choices,
    Columns,
    Figure,
    MunicipalityView,
    NetworkView,
    Overview,
    Quality,
    Selection,
)
from programme.queries.what_if import WhatIf, what_if_view

__all__ = [
    "Choices",
    "Columns",
    "Figure",
    "Likeness",
    "MunicipalityView",
    "NetworkView",
    "Overview",
    "PlanView",
    "Quality",
    "Selection",
    "WhatIf",
    "as_of",
    "choices",
    "definition",
    "is_demo",
    "likeness",
    "municipality",
    "municipality_table",
    "network",
    "networks",
    "overdue_steps",
    "overview",
    "plan",
    "quality",
    "scope_history",
    "step_experience",
    "warning",
    "warning_method",
    "warnings_of",
    "what_if_view",
]
