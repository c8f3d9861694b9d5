"""Storage errors as the rest of the product knows them; nothing above storage catches SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc


class StorageError(Exception):
    """The database refused or is out of reach; the message is safe to show."""


class Unavailable(StorageError):
    """The database cannot be reached or is busy right now; trying again may work."""


class Conflict(StorageError):
    """The write breaks a rule of the tables (a key is taken, a referenced row is gone)."""


class DoesNotFit(StorageError):
    """A value that the column's type cannot hold: a number too large, a text too long, a NUL character."""


@contextmanager
def wrapped() -> Iterator[None]:
    """Turns SQLAlchemy's errors into ours, with the cause kept for the log."""
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict("Oplysningerne passer ikke sammen med det, der allerede er gemt.") from error
    except (exc.DataError, OverflowError) as error:
        raise DoesNotFit("En værdi er for stor eller indeholder tegn, der ikke kan gemmes.") from error
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        raise Unavailable("Databasen svarer ikke lige nu. Prøv igen om lidt.") from error
