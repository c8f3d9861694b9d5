"""Leak paths 12, 14 to 16 and 19 to 21: what surrounds the room - figures, lists, invitations, caches, logs, glass."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from access import audit, clock, guests, invitations, members
from access.errors import Refused
from access.invitations import Invitee
from access.policy import Forbidden, RoomRight
from access.policy import rooms as rooms_of
from board import moderation, notices, rooms
from board import reading as board_reading
from programme import queries
from storage import board_tables as b
from storage import scope
from storage.access_tables import audit as log
from storage.engine import engine, reading, writing
from storage.migrate import migrate
from tests.board.leaks import VIEWERS, Leaky, canary, leak, seen, text_of
from tests.conftest import use_database

WHY = "Anmeldelse om en navngiven borger"
ROLE = "fodfaeste_leaks"
PAGES = ("/", "/kommuner", "/kommune/0561", "/kommune/0751", "/netvaerk", "/rapport", "/tilbud", "/konto")


# --- 12, 21. Dashboards and status notes -------------------------------------------------------------------------


@leak(12, 21)
def test_a_note_counts_for_all_and_its_words_are_for_the_room(x: Leaky):
    for name in (*VIEWERS[1:], "trainer", "lead"):
        browser = x.browser(name)
        pages = [browser.get(address) for address in (*PAGES, f"/netvaerk/{x.world.vest}")]
        pages += [browser.show(address) for address in PAGES]
        is_reader = name in ("trainer", "lead")
        assert not seen(*pages) - ({"title", "question"} if is_reader else set()), name  # own threads by their titles
        view = queries.municipality("0561", viewer=x.viewer(name))
        assert view.row["last_heard"] is not None, name  # the fact counts
        assert (f"/forum/traad/{x.status_thread}" in text_of(browser.get("/kommune/0561"))) == is_reader, name
    assert "status" in seen(x.browser("lead").get(f"/forum/traad/{x.status_thread}"))


@leak(12, 21)
def test_the_numbers_of_a_single_note_are_not_for_those_who_see_no_small_numbers(x: Leaky):
    view = queries.municipality("0561", viewer=x.viewer("ministry"))
    assert view.notes[["courses", "talks", "citizens", "kits", "author", "text"]].isna().all(axis=None)
    assert list(view.notes["step"]) == ["O1"]
    shown = text_of(x.browser("ministry").get("/kommune/0561"))
    assert "3 borgere" not in shown
    assert "2 kit" not in shown
    assert "3 borgere" in text_of(x.browser("trainer").get("/kommune/0561"))
    assert queries.municipality("0561", viewer=x.viewer("administrator")).notes.empty


# --- 14. Member lists --------------------------------------------------------------------------------------------


@leak(14)
def test_no_list_of_members_however_it_is_asked_for(x: Leaky):
    for name in VIEWERS:
        viewer, browser = x.viewer(name), x.browser(name)
        with pytest.raises(Forbidden):
            rooms.members(x.vest, viewer=viewer)
        assert guests.of_room(x.world.vest, viewer=viewer) == [], name
        for query in ("", "?sort=name", "?q=Alice", "?rolle=lead", "?fag=1"):
            assert browser.get(f"/forum/{x.vest}/medlemmer{query}").status_code in (302, 404), name
        people = text_of(browser.get(f"/forum/soeg?rum={x.vest}"))
        assert f'value="{x.world.alice.account_id}"' not in people, name
    assert "Alice" in text_of(x.browser("trainer").get(f"/forum/{x.vest}/medlemmer"))


@leak(14)
def test_the_choice_of_authors_in_the_search_holds_those_of_the_own_rooms(x: Leaky):
    def authors(name: str) -> str:
        return text_of(x.browser(name).get("/forum/soeg"))

    assert "Bob" in authors("trainer")
    for name in ("other", "ex_member", "lead_elsewhere"):
        assert not [who for who in ("Alice", "Bob") if f">{who}<" in authors(name)], name


# --- 15. Invitations ---------------------------------------------------------------------------------------------


@leak(15)
def test_nobody_invites_or_makes_themselves_a_member(x: Leaky):
    for name in ("signed_out", "ministry", "other", "ex_member", "lead_elsewhere"):
        for role in ("trainer", "lead", "guest", "break_glass"):
            invitee = Invitee(f"{name}@eksempel.invalid", "Ny", role, x.world.vest)
            with pytest.raises(Forbidden):
                invitations.invite([invitee], address="http://localhost", by=x.viewer(name))
        with pytest.raises(Forbidden):
            guests.let_in(x.lene.account_id, network_id=x.world.vest, by=x.viewer(name))
    for name in ("coordinator", "administrator"):  # who give roles do not give the rooms' own
        for role in ("guest", "break_glass"):
            assert role not in text_of(x.browser(name).get(f"/administration/person/{x.lene.account_id}"))
            with pytest.raises((Forbidden, Refused)):
                members.give_role(x.lene.account_id, role, network_id=x.world.vest, by=x.viewer(name))
    assert x.vest not in rooms_of(x.viewer("lead_elsewhere"), RoomRight.READ)


# --- 16. Caches, stores, first layout ----------------------------------------------------------------------------


@leak(16)
def test_nothing_of_the_room_is_kept_by_browsers_or_stands_in_the_first_layout(x: Leaky):
    alice = x.browser("trainer")
    for address in (
        f"/forum/{x.vest}",
        f"/forum/traad/{x.thread_id}",
        f"/forum/fil/{x.file_id}",
        "/nyt/antal",
        "/forum",
    ):
        answer = alice.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert "ETag" not in answer.headers
    for name in (*VIEWERS, "trainer"):
        browser = x.browser(name)
        for address in ("/_dash-layout", "/_dash-dependencies", "/filer/start.js", "/log-ind"):
            assert not seen(browser.get(address)), f"{name} {address}"
    assert x.site.validation_layout is None


@leak(16)
def test_what_a_member_has_just_read_is_not_read_by_the_next_in_line(x: Leaky):
    for name in VIEWERS:
        assert x.browser("trainer").get(f"/forum/traad/{x.thread_id}").status_code == 200
        assert not seen(x.browser(name).get(f"/forum/traad/{x.thread_id}")), name
        x.browser("trainer").get("/forum")
        assert not seen(x.browser(name).get("/forum")) - {"common"}, name


@leak(16, 13)
def test_the_page_of_a_member_is_gone_at_the_next_request_after_leaving(x: Leaky):
    alice = x.browser("trainer")
    assert "body" in seen(alice.get(f"/forum/traad/{x.thread_id}"))
    x.erik = x.world.alice
    x.leave()
    for address in (
        f"/forum/traad/{x.thread_id}",
        f"/forum/{x.vest}",
        f"/forum/fil/{x.file_id}",
        f"/forum/opslag/{x.post_id}",
    ):
        assert alice.get(address).status_code == 404, address
    assert alice.form(f"/forum/svar/{x.thread_id}", {"tekst": "Hej", "noegle": "n" * 32}).status_code == 404
    assert alice.form("/forum/kladde", {"sted": "rum-1", "rum": x.vest, "tekst": "Hej"}).status_code == 404


# --- 19. Logs, errors, vocabulary --------------------------------------------------------------------------------


@leak(19)
def test_logs_and_error_pages_hold_no_words_of_the_room(x: Leaky, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    x.browser("trainer").get(f"/forum/traad/{x.thread_id}")
    x.browser("other").get(f"/forum/traad/{x.thread_id}")
    x.browser("trainer").form(
        f"/forum/svar/{x.thread_id}", {"tekst": f"{canary('body')} 010190-1234", "noegle": "n" * 32}
    )

    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("itu")

    monkeypatch.setattr(board_reading, "thread", broken)
    failed = x.browser("trainer").get(f"/forum/traad/{x.thread_id}")
    assert failed.status_code == 500
    assert not seen(failed)
    assert "itu" not in text_of(failed)
    told = [record for record in caplog.records if not record.name.startswith(("sqlalchemy", "hypothesis"))]
    assert not seen(*(record.getMessage() for record in told))
    with reading() as connection:
        lines = [tuple(row) for row in connection.execute(select(log))]
    assert any("post_hidden" in str(line) or "hid" in str(line) for line in lines)  # positive control: it is logged
    assert not seen(lines) - {"hidereason", "threadreason", "report"}


@leak(19)
def test_the_log_page_shows_no_words_of_the_room(x: Leaky):
    for name in ("coordinator", "administrator"):
        assert not seen(x.browser(name).get("/administration/log")), name
        assert not seen(audit.log(viewer=x.viewer(name)).to_csv()), name


@leak(19, 3)
def test_the_vocabulary_forgets_what_was_taken_away(x: Leaky):
    with reading() as connection:
        kept = " ".join(map(str, connection.execute(text("SELECT * FROM post_search")).fetchall()))
    for kind in ("deleted", "redacted"):
        assert f"zq{kind}" not in kept
    assert "zqbody" in kept  # positive control


@leak(19, 5)
def test_with_the_sites_own_role_a_query_without_a_condition_finds_nothing(postgresql_database, monkeypatch):
    """The second lock: every table of the board, read raw, as each of the seven and as a member."""
    x = Leaky()
    tables = [table for table in (*b.metadata.sorted_tables,) if "room_id" in table.c] + [b.room, b.attachment_content]
    scopes = {name: _scope(x, name) for name in (*VIEWERS, "trainer")}
    with writing() as connection:
        room_id = connection.scalar(select(b.room.c.id).where(b.room.c.slug == x.vest))
        connection.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN NOBYPASSRLS NOSUPERUSER"))
    monkeypatch.setenv("FODFAESTE_OWNER_DATABASE_URL", postgresql_database)
    with use_database(engine().url.set(username=ROLE).render_as_string(hide_password=False)):
        migrate()
        for name, own in scopes.items():
            scope.enter(own)
            with reading() as connection:
                found = {table.name: connection.execute(select(table)).fetchall() for table in tables}
                found["post_search"] = connection.execute(text("SELECT * FROM post_search")).fetchall()
            if name == "trainer":
                assert {"body", "reply", "filename"} <= seen(list(found.values()))
                continue
            assert not seen([rows for table, rows in found.items() if table != "draft"]) - {"common"}, name
            inside = [
                table.name
                for table in tables
                if "room_id" in table.c
                for row in found[table.name]
                if row.room_id == room_id
            ]
            assert inside == [], name
        scope.enter(scope.SYSTEM)
    with writing() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))


def _scope(x: Leaky, name: str) -> scope.Scope:
    viewer = x.viewer(name)
    return scope.Scope(viewer.account_id, "", ",".join(sorted(rooms_of(viewer, RoomRight.READ))))


# --- 20. Broken glass --------------------------------------------------------------------------------------------


@leak(20)
def test_glass_is_broken_by_a_coordinator_alone_for_an_hour_to_read_and_all_members_see_it(x: Leaky, monkeypatch):
    for name in ("signed_out", "ministry", "other", "ex_member", "lead_elsewhere", "administrator", "trainer", "lead"):
        with pytest.raises(Forbidden):
            moderation.break_glass(x.vest, WHY, by=x.viewer(name))
        sent = x.browser(name).form("/forum/noedadgang", {"netvaerk": str(x.world.vest), "grund": WHY})
        assert sent.status_code in (401, 404), name
    with pytest.raises(Refused):
        moderation.break_glass(x.vest, "kort", by=x.viewer("coordinator"))
    assert x.browser("coordinator").get(f"/forum/{x.vest}").status_code == 404
    moderation.break_glass(x.vest, WHY, by=x.viewer("coordinator"))
    karen = x.browser("coordinator")
    assert "body" in seen(karen.get(f"/forum/traad/{x.thread_id}"))  # positive control
    assert karen.form(f"/forum/svar/{x.thread_id}", {"tekst": "Hej", "noegle": "n" * 32}).status_code == 404
    assert karen.form(f"/forum/opslag/{x.reply_id}/tak").status_code == 404
    for name in ("trainer", "lead"):
        assert WHY in text_of(x.browser(name).get(f"/forum/{x.vest}")), name
        assert "glass" in [one.kind for one in notices.mine(viewer=x.viewer(name))], name
        assert "Karen" in text_of(guests.of_room(x.world.vest, viewer=x.viewer(name)))
    for name in ("other", "ex_member", "lead_elsewhere", "ministry"):
        assert WHY not in text_of([x.browser(name).get(address) for address in ("/forum", "/nyt", *PAGES)]), name
    with reading() as connection:
        assert connection.scalar(select(log.c.id).where(log.c.action == "break_glass", log.c.detail == WHY))
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=61))
    assert karen.get(f"/forum/traad/{x.thread_id}").status_code == 404
    assert not rooms_of(x.viewer("coordinator"), RoomRight.READ) & {x.vest}
