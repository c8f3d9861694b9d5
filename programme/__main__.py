"""python -m programme status | check-definitions"""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Runs one command; 0 done, 1 refused with a reason, 2 wrong usage."""
    match arguments:
        case ["check-definitions"]:
            return _check_definitions()
        case _:
            print("Brug: python -m programme check-definitions", file=sys.stderr)
            return 2


def _check_definitions() -> int:
    from programme.definitions import DefinitionError, definitions

    try:
        made = definitions()
    except DefinitionError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 1
    print(f"Definitionerne er i orden: {len(made.steps)} trin, {len(made.rules)} regler, {len(made.indicators)} tal.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
