"""Visitors who come at once, on a day whose states nobody has computed yet."""

import subprocess
import sys

from sqlalchemy import func, select

import config
from storage.engine import reading
from storage.tables import municipality_status

VISIT = """
from access.viewer import command_line
from programme import queries
queries.overview(queries.Selection(), viewer=command_line())
"""


def test_several_first_visitors_of_the_day_all_get_an_answer(database):
    visitors = [
        subprocess.Popen([sys.executable, "-c", VISIT], cwd=config.ROOT, stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(one.communicate()[1].decode(), one.returncode) for one in visitors] == [("", 0)] * 4
    with reading() as connection:
        assert connection.scalar(select(func.count()).select_from(municipality_status)) == 98
