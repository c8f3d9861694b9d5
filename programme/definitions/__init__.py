"""The model as data: phases, steps, sizes, states, rules, codes and indicators from the TOML files beside this one."""

from programme.definitions.model import (
    Barrier,
    Definitions,
    Group,
    Indicator,
    Phase,
    Question,
    Reference,
    Rule,
    Size,
    State,
    Step,
    Thresholds,
)
from programme.definitions.read import FOLDER, DefinitionError, definitions, read

__all__ = [
    "FOLDER",
    "Barrier",
    "DefinitionError",
    "Definitions",
    "Group",
    "Indicator",
    "Phase",
    "Question",
    "Reference",
    "Rule",
    "Size",
    "State",
    "Step",
    "Thresholds",
    "definitions",
    "read",
]
