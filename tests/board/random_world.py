"""A board in a random world, for the property test: people, networks and posts in the database, and beside it what
ought to hold.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from itertools import count

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule
from sqlalchemy import insert, select, update

from access import sessions
from access.errors import Refused
from access.policy import Forbidden, room_slug, rooms
from board import attachments, marks, moderation, posting, prompts
from board.views import Draft
from board.visibility import can_moderate, can_see, can_write, visible
from storage import scope
from storage.access_tables import account, role_grant
from storage.board_tables import post, report, room, thread
from storage.engine import reading, writing
from storage.tables import network, network_municipality, trainer
from tests.access import world as worlds
from tests.board.looks import READS, WRITES, Everything, canary, rooms_in, tried
from tests.board.site_role import SiteRole
from tests.board.writing import COMMON, key
from tests.conftest import use_database

CODES = ("0561", "0751", "0461")
EVERYWHERE = ("trainer", "reviewer", "coordinator", "administrator")
MOST_PEOPLE = 6
READS_COMMON = {"trainer", "lead", "coordinator"}


class Board(RuleBasedStateMachine):
    """The world as it is in the database, and beside it what ought to hold."""

    database = None  # a function that gives a database of one's own
    as_site_role = False

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.stack, self.numbers, self.turns = ExitStack(), count(1), count()
        self.stack.callback(scope.enter, scope.SYSTEM)
        scope.enter(scope.SYSTEM)
        url = self.stack.enter_context(type(self).database())
        self.stack.enter_context(use_database(url))
        if self.as_site_role:
            self.stack.enter_context(SiteRole(url))
        with writing() as connection:
            made = [worlds._network(connection, f"Netværk kanarie{n}", code) for n, code in enumerate(CODES, 1)]
        assert [one for one, _ in made] == [1, 2, 3]
        self.sites = dict(made)
        self.network_of_site = {site_id: network_id for network_id, site_id in made}
        self.closed: set[int] = set()
        self.works: dict[int, int] = {}  # account -> site
        self.stopped: set[int] = set()
        self.roles: dict[int, list[tuple[str, int | None]]] = {}
        self.tokens: dict[int, worlds.Person] = {}
        self.there = Everything([COMMON, *(room_slug(number) for number in self.sites)])
        self.hidden: set[int] = set()
        self.questions: set[int] = set()

    def teardown(self) -> None:
        self.stack.close()

    # --- People and networks ---

    @initialize(target=people)
    def a_member(self):
        """Who has written already: an empty board has nothing to leak."""
        one = self._person("trainer", 1)
        for place in (0, 1):
            self.somebody_starts_a_thread(one, place, "question")
        return one

    @precondition(lambda self: len(self.tokens) < MOST_PEOPLE)
    @rule(target=people, role=st.sampled_from(EVERYWHERE), place=st.sampled_from([1, 2, 3]))
    def somebody_comes(self, role, place):
        return self._person(role, place)

    @rule(
        one=people,
        role=st.sampled_from([*EVERYWHERE, "lead", "guest", "break_glass"]),
        place=st.sampled_from([1, 2, 3]),
    )
    def a_role_is_given(self, one, role, place):
        where = place if role in ("lead", "guest", "break_glass") else None
        grant = {"account_id": one.account_id, "role": role, "network_id": where, "since": worlds.EARLY}
        with scope.system(), writing() as connection:
            connection.execute(insert(role_grant).values(grant | {"granted_by": "test"}))
        self.roles[one.account_id].append((role, where))

    @rule(one=people, which=st.integers(0, 5))
    def a_role_ends(self, one, which):
        if not self.roles[one.account_id]:
            return
        role, where = self.roles[one.account_id][which % len(self.roles[one.account_id])]
        held = (role_grant.c.account_id == one.account_id) & (role_grant.c.role == role)
        held &= role_grant.c.network_id.is_(None) if where is None else role_grant.c.network_id == where
        with scope.system(), writing() as connection:
            connection.execute(update(role_grant).where(held).values(until=worlds.EARLY))
        self.roles[one.account_id] = [held for held in self.roles[one.account_id] if held != (role, where)]

    @rule(one=people, place=st.sampled_from([1, 2, 3]))
    def somebody_changes_workplace(self, one, place):
        self._change_trainer(one, site_id=self.sites[place], status=1)
        self.works[one.account_id] = self.sites[place]
        self.stopped.discard(one.account_id)

    @rule(one=people)
    def somebody_stops(self, one):
        self._change_trainer(one, status=3)
        self.stopped.add(one.account_id)

    @rule(one=consumes(people))
    def an_account_is_closed(self, one):
        with scope.system(), writing() as connection:
            connection.execute(update(account).where(account.c.id == one.account_id).values(ended_at=worlds.EARLY))
        self.tokens.pop(one.account_id)
        assert sessions.current(one.token) is None

    @rule(place=st.sampled_from([1, 2, 3]), is_open=st.booleans())
    def a_network_ends_or_begins_again(self, place, is_open):
        closed_on = None if is_open else date(2021, 5, 1)
        with scope.system(), writing() as connection:
            connection.execute(update(network).where(network.c.id == place).values(closed_on=closed_on))
        (self.closed.discard if is_open else self.closed.add)(place)

    @rule(code=st.sampled_from(CODES), place=st.sampled_from([1, 2, 3]))
    def a_municipality_moves_to_another_network(self, code, place):
        now = network_municipality.c
        with scope.system(), writing() as connection:
            connection.execute(
                update(network_municipality)
                .where(now.municipality_code == code, now.until.is_(None))
                .values(network_id=place)
            )
        self.network_of_site[self.sites[CODES.index(code) + 1]] = place

    @rule(one=people, place=st.sampled_from([0, 1, 2, 3]), kind=st.sampled_from(["talk", "question", "experience"]))
    def somebody_starts_a_thread(self, one, place, kind):
        slug, by = room_slug(place or None), self._enter(one)
        draft = Draft(kind, f"Om {canary(slug)}", f"Her står {canary(slug)}", ("kit",))
        written = self._write(by, slug, lambda: posting.start_thread(slug, draft, key=key(), by=by))
        if written:
            self.there.threads[written.thread_id] = self.there.posts[written.post_id] = slug
            if kind == "question":
                self.questions.add(written.thread_id)

    @precondition(lambda self: self.there.threads)
    @rule(one=people, data=st.data())
    def somebody_replies_with_a_file(self, one, data):
        thread_id = data.draw(st.sampled_from(sorted(self.there.threads)))
        slug, by = self.there.threads[thread_id], self._enter(one)
        names = " ".join(f"@Person {number}" for number in self.tokens)
        file_id = self._write(
            by, slug, lambda: attachments.add(slug, "x.pdf", f"%PDF-1.4 {canary(slug)}".encode(), by=by)
        )
        files = (file_id,) if file_id else ()
        if thread_id in self.hidden and not can_moderate(by, slug):
            with pytest.raises(Forbidden):
                posting.reply(thread_id, "x", key=key(), by=by)
            return
        source = f"{canary(slug)} {names}"
        written = self._write(by, slug, lambda: posting.reply(thread_id, source, key=key(), attachments=files, by=by))
        if written:
            self.there.posts[written.post_id] = self.there.files[file_id] = slug

    @precondition(lambda self: self.there.threads)
    @rule(one=people, data=st.data())
    def somebody_marks_and_reports(self, one, data):
        post_id = data.draw(st.sampled_from(sorted(self.there.posts)))
        slug, by = self.there.posts[post_id], self._enter(one)
        for act in (
            lambda: marks.thank(post_id, by=by),
            lambda: moderation.report(post_id, f"Se {canary(slug)}", by=by),
            lambda: marks.save_draft(f"rum-{slug}", slug, canary(slug), canary(slug), by=by),
        ):
            try:
                act()
            except Refused:
                continue
            except Forbidden:
                assert not can_write(by, slug) or self._thread_of(post_id) in self.hidden
        with scope.system(), reading() as connection:
            there = select(report.c.id, room.c.slug).join(room, room.c.id == report.c.room_id)
            self.there.reports = {row.id: row.slug for row in connection.execute(there)}

    @precondition(lambda self: self.there.threads)
    @rule(one=people, data=st.data(), hidden=st.booleans())
    def a_thread_is_hidden_or_shown(self, one, data, hidden):
        thread_id = data.draw(st.sampled_from(sorted(self.there.threads)))
        slug, by = self.there.threads[thread_id], self._enter(one)
        act = (
            (lambda: moderation.hide(thread_id, "Prøve", by=by))
            if hidden
            else (lambda: moderation.show(thread_id, by=by))
        )
        if can_moderate(by, slug):
            act()
            (self.hidden.add if hidden else self.hidden.discard)(thread_id)
        else:
            with pytest.raises(Forbidden):
                act()

    @rule()
    def the_month_begins(self):
        with scope.system():
            prompts.ask()

    @invariant()
    def each_in_turn_looks_through_everything(self):
        everybody = list(self.tokens.values())
        if everybody:
            self._look(everybody[next(self.turns) % len(everybody)])

    @rule(one=people, name=st.sampled_from(sorted(WRITES)))
    def somebody_tries_every_room_from_outside(self, one, name):
        by = self._enter(one)
        assert tried(name, by, self.there, lambda slug, right: slug not in rooms(by, right)) == []

    def _look(self, one) -> None:
        viewer, expected = self._enter(one), self._expected(one)
        mine = {slug for slug in self.there.slugs if can_see(viewer, slug)}
        assert mine == expected, "can_see() is another rule than the one written here"
        with reading() as connection:
            seen = connection.execute(
                select(room.c.slug, thread.c.id)
                .join(thread, thread.c.room_id == room.c.id)
                .where(visible(viewer, room.c.id))
            ).fetchall()
        known = {(slug, thread_id) for thread_id, slug in self.there.threads.items()}
        assert {(row.slug, row.id) for row in seen} & known == {one for one in known if one[0] in mine}
        shown = {t for t, slug in self.there.threads.items() if t not in self.hidden or can_moderate(viewer, slug)}
        must = {
            "whole": mine,
            "found": mine & {slug for one, slug in self.there.threads.items() if one not in self.hidden},
            "posted": mine & {self.there.threads[one] for one in shown},
            "asked": mine & {self.there.threads[one] for one in self.questions - self.hidden},
            "filed": set(),
            "some": set(),
        }
        if not self.hidden:
            must["filed"] = mine & set(self.there.files.values())
        for name, (kind, look) in READS.items():
            found = rooms_in(look(viewer, self.there))
            assert found <= mine, f"{name} shows {found - mine} to {self.roles[one.account_id]}"
            assert found >= must[kind], f"{name} does not find {must[kind] - found}"

    def _expected(self, one) -> set[str]:
        """The rooms that a person reads, as the rules are meant."""
        open_to, held = set(), self.roles[one.account_id]
        if READS_COMMON & {role for role, where in held if where not in self.closed}:
            open_to.add(COMMON)
        for role, where in held:
            if role == "trainer" and one.account_id not in self.stopped:
                where = self.network_of_site[self.works[one.account_id]]
            elif role not in ("lead", "guest", "break_glass"):
                continue
            if where is not None and (where not in self.closed or role == "break_glass"):
                open_to.add(room_slug(where))
        return open_to

    def _person(self, role, place):
        name = f"Person {next(self.numbers)}"
        with scope.system(), writing() as connection:
            one = worlds.person(connection, name, role, site_id=self.sites[place])
        self.tokens[one.account_id], self.roles[one.account_id] = one, [(role, None)]
        self.works[one.account_id] = self.sites[place]
        self.there.people.append(one.account_id)
        return one

    def _change_trainer(self, one, **values):
        with scope.system(), writing() as connection:
            connection.execute(update(trainer).where(trainer.c.id == one.trainer_id).values(values))

    def _enter(self, one):
        """As the gate does it: the viewer of this moment, and PostgreSQL is told who asks."""
        found = sessions.enter(one.token)
        assert found is not None
        return found.viewer

    def _write(self, by, slug, act):
        """Does it; it must be forbidden exactly where the person may not write."""
        if can_write(by, slug):
            return act()
        with pytest.raises(Forbidden):
            act()
        return None

    def _thread_of(self, post_id):
        with scope.system(), reading() as connection:
            return connection.scalar(select(post.c.thread_id).where(post.c.id == post_id))
