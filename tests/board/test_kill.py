"""A posting process is killed two hundred times: no acknowledged post is lost, none is stored twice."""

import json
import subprocess
import sys

import config

KILLS = 200


def test_no_acknowledged_post_is_lost_and_none_doubled(sqlite_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.board.killed", str(KILLS)],
        cwd=config.ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    said = json.loads(done.stdout)
    assert said["wrong"] == []
    assert said["posts"] > KILLS
    assert said["lost_answers"] > KILLS / 4  # they were killed in the middle of it, not in between
