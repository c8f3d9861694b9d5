"""How gunicorn serves the site: `gunicorn "app:create_app()"` reads this file by itself."""

import contextlib
import ctypes
import os

bind = "127.0.0.1:8050"
workers = os.cpu_count() or 1
worker_class = "gthread"
threads = 4
keepalive = 75
timeout = 120

# glibc keeps a heap for each thread and gives little of it back: with one heap what a thread lets go, another takes.
with contextlib.suppress(AttributeError, TypeError):  # other systems' libraries have no such setting
    ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX; no thread has been started yet


def post_worker_init(worker):
    """Asks for everything once before the first visitor does: compression and imports are then done."""
    from app import warm_up  # noqa: TID251 - the site itself, after the fork

    warm_up(worker.wsgi)
