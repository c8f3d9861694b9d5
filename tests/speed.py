"""How slow this machine is at this moment, so that a limit of time means the same on all of them."""

from __future__ import annotations

import copy
import time

USUAL = 0.022  # s for the copy below on the machine on which limits were set
_MANY_THINGS = [[number, str(number), {"number": number}] for number in range(10_000)]


def slowness() -> float:
    """1 on a usual machine or a quicker one, 3 where everything takes three times as long."""
    before = time.process_time()
    copy.deepcopy(_MANY_THINGS)  # objects made and dropped, as in reading a text
    return max(1.0, (time.process_time() - before) / USUAL)
