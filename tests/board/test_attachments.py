"""Files on a post: taken for what they are, stripped of what they hide, and shown to who reads the room."""

import io
import socket
import threading
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, insert, select, update

import config
from access import clock, guests
from access.errors import Refused
from access.policy import Forbidden
from board import attachments, moderation, posting
from storage.access_tables import role_grant
from storage.board_tables import attachment, attachment_content
from storage.engine import reading, writing
from tests.access.world import World
from tests.board.shorthand import begin

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF CANARY"
GPS = {1: "N", 2: (55.0, 40.0, 0.0), 3: "E", 4: (12.0, 34.0, 0.0)}


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY"
    exif.get_ifd(0x8825).update(GPS)
    return picture(exif=exif)


def room_of(world: World) -> str:
    return f"netvaerk-{world.vest}"


def kept() -> int:
    with reading() as connection:
        return connection.execute(select(func.count()).select_from(attachment_content)).scalar_one()


@pytest.mark.parametrize(
    ("name", "content", "shown_as", "media_type"),
    [
        ("plan.pdf", PDF, "plan.pdf", "application/pdf"),
        ("plan.exe", PDF, "plan.pdf", "application/pdf"),
        ("C:\\Users\\anna\\Billede 1.JPEG", picture(), "Billede 1.jpg", "image/jpeg"),
        ("../../etc/passwd", picture("PNG"), "passwd.png", "image/png"),
        ("æøå ÆØÅ.webp", picture("WEBP"), "æøå ÆØÅ.webp", "image/webp"),
        ("gpj.\u202efdp", PDF, "gpj.pdf", "application/pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', PDF, "a bSet-Cookie x.pdf", "application/pdf"),
        ("", PDF, "bilag.pdf", "application/pdf"),
        ("...", PDF, "bilag.pdf", "application/pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 116 + ".pdf", "application/pdf"),
    ],
)
def test_a_file_is_what_its_content_says(world: World, name, content, shown_as, media_type):
    made = attachments.add(room_of(world), name, content, by=world.alice.viewer)
    found = attachments.content(made, viewer=world.alice.viewer)
    assert (found.name, found.media_type) == (shown_as, media_type)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + bytes(200),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"PK\x03\x04" + bytes(200),
        picture("GIF"),
        picture("TIFF"),
        picture("PNG")[:60],
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"\xff\xd8\xff\xe0" + b"x" * 200,
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"x" * 100,
        PDF + bytes(attachments.MOST_BYTES),
    ],
)
def test_what_it_is_not_is_refused_and_not_kept(world: World, content):
    with pytest.raises(Refused):
        attachments.add(room_of(world), "plan.pdf", content, by=world.alice.viewer)
    assert kept() == 0


def test_a_cpr_number_is_not_kept_in_a_name_either(world: World):
    with pytest.raises(Refused, match="CPR"):
        attachments.add(room_of(world), "plan 010203-1234.pdf", PDF, by=world.alice.viewer)
    assert kept() == 0


def test_a_photo_loses_its_place_and_lies_as_it_was_taken(world: World):
    given = with_place()
    assert b"CANARY" in given  # positive control
    made = attachments.add(room_of(world), "foto.jpg", given, by=world.alice.viewer)
    found = attachments.content(made, viewer=world.alice.viewer).content
    assert b"CANARY" not in found
    with Image.open(io.BytesIO(found)) as shown:
        assert dict(shown.getexif()) == {}
        assert shown.size == (40, 60)


def test_a_file_hidden_in_a_picture_is_gone(world: World):
    made = attachments.add(room_of(world), "x.png", picture("PNG") + b"PK\x03\x04CANARY", by=world.alice.viewer)
    assert b"CANARY" not in attachments.content(made, viewer=world.alice.viewer).content


def test_a_large_picture_is_made_smaller_and_a_huge_one_refused(world: World):
    made = attachments.add(room_of(world), "x.png", picture("PNG", (4000, 1000)), by=world.alice.viewer)
    with Image.open(io.BytesIO(attachments.content(made, viewer=world.alice.viewer).content)) as shown:
        assert shown.size == (2400, 600)
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(Refused, match="punkter"):
        attachments.add(room_of(world), "x.png", bomb.getvalue(), by=world.alice.viewer)


def test_a_see_through_picture_stays_see_through(world: World):
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "PNG")
    made = attachments.add(room_of(world), "x.png", out.getvalue(), by=world.alice.viewer)
    with Image.open(io.BytesIO(attachments.content(made, viewer=world.alice.viewer).content)) as shown:
        assert shown.getpixel((0, 0))[3] == 0


def test_before_it_is_sent_only_its_uploader_sees_it_and_then_who_reads_the_room(world: World):
    made = attachments.add(room_of(world), "plan.pdf", PDF, by=world.alice.viewer)
    everybody = (world.alice, world.bob, world.charlie, world.rita, world.karen, world.adam)
    assert [can_open(one, made) for one in everybody] == [True, False, False, False, False, False]
    begin(world.alice, room_of(world), "Plan", attachments=[made])
    assert [can_open(one, made) for one in everybody] == [True, True, False, False, False, False]


def test_who_left_opens_nothing_any_more_the_own_files_included(world: World):
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    sent = attachments.add(room_of(world), "plan.pdf", PDF, by=world.charlie.viewer)
    begin(world.charlie, room_of(world), "Plan", attachments=[sent])
    waiting = attachments.add(room_of(world), "mere.pdf", PDF, by=world.charlie.viewer)
    assert can_open(world.charlie, sent)
    assert can_open(world.charlie, waiting)
    with writing() as connection:
        own = role_grant.c.account_id == world.charlie.account_id
        connection.execute(update(role_grant).where(own, role_grant.c.role == "guest").values(until=clock.now()))
    assert not can_open(world.charlie, sent)
    assert not can_open(world.charlie, waiting)


def test_nobody_adds_where_they_may_not_write(world: World):
    for one in (world.charlie, world.rita, world.karen, world.adam):
        with pytest.raises(Forbidden):
            attachments.add(room_of(world), "plan.pdf", PDF, by=one.viewer)
    with pytest.raises(Forbidden):
        attachments.add("netvaerk-999", "plan.pdf", PDF, by=world.alice.viewer)
    with pytest.raises(Forbidden):
        attachments.content(999, viewer=world.alice.viewer)
    begin(world.alice, room_of(world), "Plan")
    moderation.archive(room_of(world), by=world.bob.viewer)
    with pytest.raises(Refused, match="lukket"):
        attachments.add(room_of(world), "plan.pdf", PDF, by=world.alice.viewer)


def test_a_strangers_file_another_rooms_and_a_sent_one_hang_on_no_post(world: World):
    own, other = (attachments.add(room_of(world), "a.pdf", PDF, by=one.viewer) for one in (world.alice, world.bob))
    common = attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer)
    for wrong in (other, common, 999):
        with pytest.raises(Refused, match="bilag"):
            begin(world.alice, room_of(world), "Plan", attachments=[own, wrong])
    begin(world.alice, room_of(world), "Plan", attachments=[own])
    with pytest.raises(Refused, match="bilag"):
        begin(world.alice, room_of(world), "Igen", attachments=[own])


def test_a_post_holds_five(world: World):
    made = [attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer) for _ in range(6)]
    with pytest.raises(Refused, match="fem"):
        begin(world.alice, "faelles", "Plan", attachments=made)
    begin(world.alice, "faelles", "Plan", attachments=made[:5])


def test_hidden_only_moderators_open_it_and_gone_it_is_gone(world: World):
    made = attachments.add(room_of(world), "plan.pdf", PDF, by=world.alice.viewer)
    written = begin(world.alice, room_of(world), "Plan", attachments=[made])
    moderation.hide_post(written.post_id, "Navngiver en borger", by=world.bob.viewer)
    assert [can_open(one, made) for one in (world.alice, world.bob)] == [False, True]
    moderation.show_post(written.post_id, by=world.bob.viewer)
    assert can_open(world.alice, made)
    posting.remove(written.post_id, by=world.alice.viewer)
    assert [can_open(one, made) for one in (world.alice, world.bob)] == [False, False]
    assert kept() == 0


def test_what_was_never_sent_is_swept_after_a_day(world: World):
    old, new, sent = (attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer) for _ in range(3))
    begin(world.alice, "faelles", "Plan", attachments=[sent])
    with writing() as connection:
        is_old = attachment.c.id.in_((old, sent))
        connection.execute(update(attachment).where(is_old).values(at=clock.now() - timedelta(hours=25)))
        assert attachments.sweep(connection) == 1
    assert [can_open(world.alice, one) for one in (old, new, sent)] == [False, True, True]
    attachments.take_back(new, by=world.bob.viewer)
    assert can_open(world.alice, new)
    attachments.take_back(new, by=world.alice.viewer)
    attachments.take_back(sent, by=world.alice.viewer)
    assert [can_open(world.alice, one) for one in (new, sent)] == [False, True]


def test_forty_an_hour_and_no_more(world: World):
    with writing() as connection:
        subject = {"subject": f"upload:{world.alice.account_id}", "at": clock.now()}
        from storage.access_tables import attempt

        connection.execute(insert(attempt), [subject] * 40)
    with pytest.raises(Refused, match="Vent"):
        attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer)


class Clamd:
    """Speaks as clamd does: finds CANARY, says OK to the rest, or breaks off."""

    def __init__(self, is_broken: bool = False) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.is_broken = is_broken
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as stream:
                if self.is_broken:
                    continue
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                caller.sendall(b"stream: Canary FOUND\0" if b"CANARY" in content else b"stream: OK\0")


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_scanner_is_asked_first_and_must_answer(sqlite_database, monkeypatch, is_broken):
    from tests.access import world as worlds

    world, clamd = worlds.build(), Clamd(is_broken)
    monkeypatch.setenv("FODFAESTE_CLAMD", f"127.0.0.1:{clamd.door.getsockname()[1]}")
    config.settings.cache_clear()
    with pytest.raises(Refused, match="kan ikke undersøges" if is_broken else "skadelig"):
        attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer)
    if not is_broken:
        attachments.add("faelles", "a.pdf", PDF.replace(b"CANARY", b""), by=world.alice.viewer)
    clamd.door.close()
    monkeypatch.setenv("FODFAESTE_CLAMD", "/nowhere/clamd.ctl")
    config.settings.cache_clear()
    with pytest.raises(Refused, match="kan ikke undersøges"):
        attachments.add("faelles", "a.pdf", PDF, by=world.alice.viewer)


def can_open(who, attachment_id: int) -> bool:
    try:
        attachments.content(attachment_id, viewer=who.viewer)
    except Forbidden:
        return False
    return True
