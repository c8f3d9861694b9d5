"""The model as data: phases, steps, sizes, states, rules, codes and indicators from the TOML files beside this one."""

from programme.definitions.model import (
    Barrier,
    Definitions,
    Group,
    Guide,
    Indicator,
    Phase,
    Question,
    Reference,
    Rule,
    Size,
    Source,
    State,
    Step,
    Template,
    Thresholds,
)
from programme.definitions.newest import definitions, follow, holding, stored
from programme.definitions.read import FOLDER, DefinitionError, read, shipped

__all__ = [
    "FOLDER",
    "Barrier",
    "DefinitionError",
    "Definitions",
    "Group",
    "Guide",
    "Indicator",
    "Phase",
    "Question",
    "Reference",
    "Rule",
    "Size",
    "Source",
    "State",
    "Step",
    "Template",
    "Thresholds",
    "definitions",
    "follow",
    "holding",
    "read",
    "shipped",
    "stored",
]
