"""python -m access invite EMAIL NAVN [ROLLE] | deliver | retain"""

from __future__ import annotations

import sys

import config
from access import invitations, mail, retention
from access.errors import Refused
from access.viewer import command_line
from storage.migrate import migrate

USAGE = "Brug: python -m access invite E-MAIL NAVN [administrator|coordinator|reviewer] | deliver | retain"


def main(arguments: list[str]) -> int:
    """Runs one command; 0 done, 1 refused with a reason, 2 wrong usage."""
    migrate()
    try:
        match arguments:
            case ["invite", email, name]:
                _invite(email, name, "administrator")
            case ["invite", email, name, "administrator" | "coordinator" | "reviewer" as role]:
                _invite(email, name, role)
            case ["deliver"]:
                sent, failed = mail.deliver()
                print(f"{sent} sendt, {failed} ikke sendt")
            case ["retain"]:
                print("\n".join(f"{name}: {count} slettet" for name, count in retention.retain().items()))
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _invite(email: str, name: str, role: str) -> None:
    address = config.settings().address
    invitee = invitations.Invitee(email=email, name=name, role=role)
    [made] = invitations.invite([invitee], address=address, by=command_line())
    print(f"Linket virker i 72 timer og kun én gang:\n{address}/invitation/{made.token}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
