"""python -m board deliver | index"""

from __future__ import annotations

import sys

from access import mail as outgoing
from board import attachments, mail, prompts, search
from config import ConfigurationError
from storage.engine import writing
from storage.errors import StorageError
from storage.migrate import migrate

USAGE = "Brug: python -m board deliver | index"


def main(arguments: list[str]) -> int:
    """Runs one command; 0 done, 2 wrong usage. deliver is for a timer; running it twice does nothing twice."""
    match arguments:
        case ["deliver"]:
            migrate()
            asked = prompts.ask()
            with writing() as connection:
                swept = attachments.sweep(connection)
            mended = search.mend()
            sent, failed = mail.deliver()
            others, refused = outgoing.deliver()
            print(f"{sent + others} mails sendt, {failed + refused} ikke sendt, {asked} netværk spurgt", end="")
            print(f", {swept} ubrugte bilag slettet, {mended} opslag gjort søgbare")
        case ["index"]:
            migrate()
            print(f"{search.rebuild()} opslag gjort søgbare")
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ConfigurationError, StorageError) as error:
        sys.exit(str(error))
