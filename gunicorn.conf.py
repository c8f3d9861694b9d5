"""How gunicorn serves the site: `gunicorn "app:create_app()"` reads this file by itself."""

import os

bind = "127.0.0.1:8050"
workers = os.cpu_count() or 1
worker_class = "gthread"
threads = 4
keepalive = 75
timeout = 120


def post_worker_init(worker):
    """Asks for everything once before the first visitor does: compression and imports are then done."""
    from app import warm_up  # noqa: TID251 - the site itself, after the fork

    warm_up(worker.wsgi)
