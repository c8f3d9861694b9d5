"""python -m storage migrate | revise | backup FIL | restore FIL"""

import sys
from pathlib import Path

from config import ConfigurationError
from storage.backup import backup, restore
from storage.errors import StorageError
from storage.migrate import FOLDER, alembic_config, migrate


def main(arguments: list[str]) -> int:
    """Runs one storage command."""
    match arguments:
        case ["migrate"]:
            migrate()
        case ["revise"]:
            from alembic import command

            number = f"{len(list((FOLDER / 'versions').glob('[0-9]*.py'))) + 1:04d}"
            command.revision(alembic_config(), "tables", autogenerate=True, rev_id=number)
        case ["backup", name]:
            backup(Path(name))
        case ["restore", name]:
            print(f"Gendannet. {restore(Path(name))} sletninger er gentaget.")
        case _:
            print("Brug: python -m storage migrate | revise | backup FIL | restore FIL", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ConfigurationError, StorageError) as error:
        sys.exit(str(error))
