"""What a person could write instead: offered where it can be told, and nothing where it would be a guess."""

from __future__ import annotations

import pytest

from data_pipeline.model import Problem
from data_pipeline.suggest import suggestion


@pytest.mark.parametrize(
    ("code", "value", "message", "offered"),
    [
        ("invalid_date", "31-02-2021", "", "28-02-2021"),
        ("invalid_date", "30/2 2024", "", "29-02-2024"),
        ("invalid_date", "30.02.2024", "", "29-02-2024"),  # a leap year
        ("invalid_date", " 31-4-2021 ", "", "30-04-2021"),
        ("invalid_date", "32-01-2021", "", ""),
        ("invalid_date", "31-13-2021", "", ""),
        ("invalid_date", "31-02-0221", "", ""),
        ("invalid_date", "i morgen", "", ""),
        ("invalid_date", None, "", ""),
        ("ambiguous_date", "3/4/21", "Datoen kan være 03-04-2021 eller 04-03-2021.", "03-04-2021 eller 04-03-2021"),
        ("unknown_municipality", "Esbærg", "", "Esbjerg"),
        ("cpr_number", "██████-████", "", "Skriv feltet uden CPR-nummeret"),
        ("unknown_value", "måske", "", ""),
    ],
)
def test_what_is_offered(code: str, value: str | None, message: str, offered: str):
    assert suggestion(Problem(2, "kursusdato", value, code, "error", message)) == offered
