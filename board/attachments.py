"""Files that hang on a post: taken in, held against what they claim to be, and handed out to who reads the room."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

import filetype  # type: ignore[import-untyped]
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from access import clock, throttle
from access.cpr import CPR
from access.errors import Refused
from access.policy import Forbidden, RoomRight
from access.throttle import Limit
from access.viewer import Viewer
from board import rooms, virus
from board.visibility import visible
from storage.board_tables import attachment, attachment_content, post, thread
from storage.engine import reading, writing

MOST_BYTES = 10 * 1024 * 1024
MOST_PER_POST = 5
LONGEST_SIDE = 2400  # pixels; what is larger is made smaller
MOST_PIXELS = 40_000_000
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
UPLOADS = Limit(40, 60)
TOO_LARGE = "Billedet har for mange punkter. Gør det mindre, og prøv igen."
UNBOUND = timedelta(days=1)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


@dataclass(frozen=True)
class File:
    """An attachment as it is handed out."""

    name: str
    media_type: str
    content: bytes


def add(slug: str, name: str, content: bytes, *, by: Viewer) -> int:
    """Keeps a file for a post that is being written in the room; returns its id.

    A picture is drawn anew, so that nothing hidden in it (place, camera, a second file) stays. Raises Forbidden, and
    Refused for what is no pdf, png, jpg or webp, is larger than 10 MB, or is no picture inside.
    """
    if by.account_id is None:
        raise Forbidden("attachment")
    room_id = _open_room(slug, by)
    if CPR.search(name):
        raise Refused("Filens navn ligner et CPR-nummer. Giv den et andet navn; CPR-numre må ikke gemmes her.")
    if not content:
        raise Refused("Filen er tom. Vælg en anden.")
    if len(content) > MOST_BYTES:
        raise Refused("Filen er større end 10 MB. Gør den mindre, eller del den i flere.")
    media_type = filetype.guess_mime(content)
    if media_type not in ENDINGS:
        raise Refused("Kun pdf, png, jpg og webp kan vedhæftes. Gem filen som pdf, og prøv igen.")
    virus.check(content)
    kept = content if media_type == "application/pdf" else _redrawn(content, media_type)
    row = {
        "room_id": room_id,
        "added_by_id": by.account_id,
        "name": clean_name(name, media_type),
        "media_type": media_type,
        "bytes": len(kept),
        "at": clock.now(),
    }
    with writing() as connection:
        subject = f"upload:{by.account_id}"
        if throttle.is_used_up(connection, subject, UPLOADS):
            raise Refused("Du har vedhæftet mange filer den seneste time. Vent lidt, og prøv igen.")
        throttle.count(connection, subject)
        made = connection.execute(insert(attachment).values(row).returning(attachment.c.id)).scalar_one()
        connection.execute(insert(attachment_content).values(attachment_id=made, content=kept))
    return int(made)


def bind(connection: Connection, ids: Sequence[int], *, post_id: int, room_id: int, account_id: int | None) -> None:
    """Hangs files that this person uploaded for this room on a post, in the post's transaction; raises Refused."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return
    held = connection.scalar(select(func.count()).select_from(attachment).where(attachment.c.post_id == post_id))
    if (held or 0) + len(wanted) > MOST_PER_POST:
        raise Refused("Der kan højst være fem bilag ved et opslag. Fjern nogle af dem.")
    free = and_(
        attachment.c.id.in_(wanted),
        attachment.c.room_id == room_id,
        attachment.c.added_by_id == account_id,
        attachment.c.post_id.is_(None),
    )
    bound = connection.execute(update(attachment).where(free).values(post_id=post_id))
    if bound.rowcount != len(wanted):
        raise Refused("Et af bilagene er her ikke længere. Vedhæft det igen.")


def content(attachment_id: int, *, viewer: Viewer) -> File:
    """The file, for those who may read the post that it hangs on; before it is sent for its uploader only.

    Raises Forbidden, also where there is no such file.
    """
    sent = and_(post.c.gone.is_(None), post.c.hidden_at.is_(None), thread.c.hidden_at.is_(None))
    moderated = and_(post.c.gone.is_(None), visible(viewer, attachment.c.room_id, RoomRight.MODERATE))
    own = and_(attachment.c.post_id.is_(None), attachment.c.added_by_id == viewer.account_id)
    query = (
        select(attachment.c.name, attachment.c.media_type, attachment_content.c.content)
        .join(attachment_content, attachment_content.c.attachment_id == attachment.c.id)
        .outerjoin(post, post.c.id == attachment.c.post_id)
        .outerjoin(thread, thread.c.id == post.c.thread_id)
        .where(attachment.c.id == attachment_id, visible(viewer, attachment.c.room_id))
        .where(or_(own, and_(attachment.c.post_id.is_not(None), or_(sent, moderated))))
    )
    with reading() as connection:
        found = connection.execute(query).first()
    if found is None:
        raise Forbidden("attachment")
    return File(found.name, found.media_type, bytes(found.content))


def take_back(attachment_id: int, *, by: Viewer) -> None:
    """Throws away a file that was not sent yet; its uploader does. Another's is left alone."""
    own = and_(attachment.c.id == attachment_id, attachment.c.added_by_id == by.account_id)
    with writing() as connection:
        connection.execute(delete(attachment).where(own, attachment.c.post_id.is_(None)))


def forget(connection: Connection, post_ids: Iterable[int]) -> None:
    """Throws away the files of posts that were taken away, in the caller's transaction."""
    connection.execute(delete(attachment).where(attachment.c.post_id.in_(list(post_ids))))


def sweep(connection: Connection) -> int:
    """Throws away files that were never sent and are older than a day; returns how many."""
    old = and_(attachment.c.post_id.is_(None), attachment.c.at < clock.now() - UNBOUND)
    return connection.execute(delete(attachment).where(old)).rowcount


def clean_name(name: str, media_type: str) -> str:
    """A file name without folders, invisible and forbidden signs, with the ending of what the file is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    visible_only = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    stem = PurePosixPath(_NOT_IN_NAMES.sub(" ", visible_only)).stem.strip(" .")
    ending = ENDINGS[media_type]
    return (" ".join(stem.split())[: 120 - len(ending)] or "bilag") + ending


def _open_room(slug: str, by: Viewer) -> int:
    found = rooms.opened(slug, RoomRight.WRITE, by=by)
    if found.archived_at is not None:
        raise Refused("Rummet er lukket og kan kun læses.")
    return int(found.id)


def _redrawn(content: bytes, media_type: str) -> bytes:
    """The picture drawn anew, turned as it was meant, without anything else that the file held."""
    kind = FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(TOO_LARGE)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read smaller at once
            drawn = ImageOps.exif_transpose(opened)
            drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            has_alpha = kind != "JPEG" and ("A" in drawn.getbands() or "transparency" in drawn.info)
            clean = Image.new("RGBA" if has_alpha else "RGB", drawn.size)
            clean.paste(drawn.convert(clean.mode))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused("Billedet kan ikke læses. Gem det igen i et billedprogram, og prøv med den nye fil.") from error
    out = io.BytesIO()
    clean.save(out, kind, **({"quality": 85} if kind != "PNG" else {"optimize": False}))
    return out.getvalue()
