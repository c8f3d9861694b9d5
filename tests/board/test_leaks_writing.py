"""Leak paths 17 and 18: nobody changes a foreign room, by function, by form, or by a forged call."""

from __future__ import annotations

import json

from access import guests
from access.errors import Refused
from access.policy import Forbidden
from board import marks, posting
from programme import actions, notes
from programme.calendar import today
from programme.errors import Refused as ProgrammeRefused
from programme.notes import StatusNote
from tests.board.leaks import VIEWERS, Leaky, canary, leak, seen
from tests.board.leaks_calls import NO_REFUSAL, WRITES
from tests.doors.bodies import callbacks, right

KEY = "n" * 32
KEEPERS = ("coordinator", "administrator")  # of networks


def forms(x: Leaky) -> list[tuple[str, dict[str, str]]]:
    """Every form of the closed room, filled in as its own page would."""
    post, thread = f"/forum/opslag/{x.reply_id}", f"/forum/traad/{x.thread_id}"
    said = {"tekst": "Fremmede ord", "noegle": KEY, "rum": x.vest}
    why = {"grund": "En grund, der er lang nok"}
    return [
        (f"/forum/skriv/{x.vest}", said),
        (f"/forum/skriv/{x.common}", said),  # the room of the form, not of the address
        (f"/forum/svar/{x.thread_id}", said),
        (f"/forum/opslag/{x.post_id}/ret", said | {"version": "2"}),
        (f"{post}/slet", {}),
        (f"{post}/tak", {}),
        (f"{post}/anmeld", why),
        (f"{post}/skjul", why),
        (f"/forum/opslag/{x.hidden_id}/vis", {}),
        (f"{post}/fjern", {}),
        (f"{thread}/foelg", {"valg": "follow"}),
        (f"{thread}/fastgoer", {"valg": "1"}),
        (f"{thread}/laas", {"valg": "1"}),
        (f"{thread}/skjul", {"valg": "1"} | why),
        (f"{thread}/svar-godkendt", {"opslag": str(x.hidden_id)}),
        ("/forum/kladde", said | {"sted": f"traad-{x.thread_id}"}),
        ("/forum/vis-udkast", said),
        ("/forum/melding/1", {}),
        (f"/forum/maaned/{x.vest}", {}),
        (f"/forum/{x.vest}/luk-ind", {"hvem": str(x.world.charlie.account_id)}),
        (f"/forum/{x.vest}/luk", {"sikker": "1"}),
        (f"/forum/{x.vest}/hent", {}),
        ("/statusnotat", {"note_site": str(x.sites["0561"]), "note_state": "stalled", "noegle": KEY}),
        ("/statusnotat/uaendret", {"note_site": str(x.sites["0561"])}),
    ]


@leak(17)
def test_no_function_lets_a_stranger_change_the_room(x: Leaky):
    before = x.rows()
    for name in VIEWERS:
        for called, call in WRITES.items():
            if called == "moderation.archive" and name in KEEPERS:
                continue
            try:
                call(x, x.viewer(name))
            except Forbidden:
                continue
            assert called in NO_REFUSAL, f"{name} {called} was let in"
    assert x.rows() == before


@leak(17, 20)
def test_those_who_keep_the_networks_may_close_a_room_and_see_nothing_by_it(x: Leaky):
    for name in KEEPERS:
        answer = x.browser(name).form(f"/forum/{x.vest}/luk", {"sikker": "1"})
        assert not seen(answer), name
        assert x.browser(name).get(f"/forum/{x.vest}").status_code == 404, name
        assert x.browser(name).get(f"/forum/traad/{x.thread_id}").status_code == 404, name


@leak(17)
def test_no_form_lets_a_stranger_change_the_room(x: Leaky):
    before = x.rows()
    for name in VIEWERS:
        browser = x.browser(name)
        for address, fields in forms(x):
            if address.startswith("/statusnotat") and name == "coordinator":
                continue  # may note facts about every site: tests/programme/test_notes.py
            if address.endswith("/luk") and name in KEEPERS:
                continue
            answer = browser.form(address, fields)
            assert not seen(answer) - {"common"}, f"{name} {address}"
            is_away = answer.status_code in (401, 404) or address.startswith("/forum/maaned")
            assert is_away, f"{name} {address}: {answer.status_code}"
        sent = browser.client.post(
            f"/forum/vedhaeft/{x.vest}",
            data=b"%PDF-1.4\n%%EOF",
            headers={"X-CSRFToken": browser.csrf_token, "Origin": "http://localhost", "X-File-Name": "x.pdf"},
        )
        assert sent.status_code in (401, 404), name
    assert x.rows() == before


@leak(17)
def test_the_same_forms_work_for_members(x: Leaky):
    before = x.rows()
    alice, bob = x.browser("trainer"), x.browser("lead")
    done = {address: alice.form(address, fields).status_code for address, fields in forms(x)[:3]}
    done |= {address: bob.form(address, fields).status_code for address, fields in forms(x)[6:]}
    assert {code for code in done.values() if code == 404} <= {404}
    assert sum(code in (200, 303) for code in done.values()) > 12, done
    assert x.rows() != before


@leak(17)
def test_only_members_break_into_no_room_as_guests(x: Leaky):
    for name in VIEWERS:
        for who in (x.lene, x.world.charlie, x.world.karen):
            try:
                guests.let_in(who.account_id, network_id=x.world.vest, by=x.viewer(name))
            except Forbidden:
                continue
            raise AssertionError(f"{name} let somebody in")
    guests.let_in(x.world.karen.account_id, network_id=x.world.vest, by=x.viewer("lead"))
    assert "body" in seen(x.browser("coordinator").get(f"/forum/traad/{x.thread_id}"))  # asked in by the lead


@leak(17)
def test_an_archived_room_is_changed_by_nobody(x: Leaky):
    from board import moderation

    moderation.archive(x.vest, by=x.viewer("lead"))
    before = x.rows()
    for act in (
        lambda: posting.reply(x.thread_id, "Mere", key=KEY, by=x.viewer("trainer")),
        lambda: marks.thank(x.reply_id, by=x.viewer("trainer")),
        lambda: posting.edit(x.post_id, "Nyt", version=2, by=x.viewer("trainer")),
    ):
        try:
            act()
        except Refused:
            continue
        raise AssertionError("an archived room was written in")
    assert x.rows() == before
    assert "body" in seen(x.browser("trainer").get(f"/forum/traad/{x.thread_id}"))


# --- 18. Forged calls --------------------------------------------------------------------------------------------


@leak(18)
def test_callbacks_with_forged_values_give_nothing_of_the_room(x: Leaky):
    before = x.rows()
    for name in VIEWERS:
        browser = x.browser(name)
        for output in callbacks(x.site):
            body = json.loads(json.dumps(right(x.site, output)).replace("0461", "0561"))
            answer = browser.call(body)
            assert not seen(answer), f"{name} {output[:60]}"
            for place in (*body.get("inputs", []), *body.get("state", [])):
                if isinstance(place, dict) and "value" in place:
                    place["value"] = x.vest
            assert not seen(browser.call(body)), f"{name} {output[:60]} with the room's name"
    assert x.rows() == before


@leak(18)
def test_a_foreign_note_is_not_taken_back_by_a_forged_call(x: Leaky):
    for name in VIEWERS:
        if name == "coordinator":
            continue  # may: tests/programme/test_notes.py
        viewer = x.viewer(name)
        for act in (
            lambda viewer=viewer: actions.retract_note(note_id=x.note_id, by=viewer),
            lambda viewer=viewer: notes.write(StatusNote(x.sites["0561"], "stalled", today()), by=viewer),
            lambda viewer=viewer: notes.place(x.sites["0561"], viewer=viewer),
        ):
            try:
                act()
            except (Forbidden, Refused, ProgrammeRefused):
                continue
            raise AssertionError(f"{name} came through")
    actions.retract_note(note_id=x.note_id, by=x.viewer("trainer"))


@leak(18)
def test_routes_of_the_script_with_forged_values_give_nothing(x: Leaky):
    for name in VIEWERS:
        browser = x.browser(name)
        told = {"tekst": "første kursus i dag, 4 borgere", "rum": x.vest, "note_site": str(x.sites["0561"])}
        offered = browser.form("/forum/genkend", told)
        assert offered.status_code in (401, 404) or offered.json == {"html": None}, name
        assert "Esbjerg" not in offered.get_data(as_text=True)
        for body in ({"rum": [x.vest]}, {"rum": {"$ne": 1}}, [x.vest], "x"):
            for address in ("/forum/kladde", "/forum/vis-udkast", "/forum/genkend", "/nyt/antal"):
                answer = browser.json(address, body)
                assert answer.status_code < 500, f"{name} {address}"
                assert not seen(answer), f"{name} {address}"
    offered = x.browser("trainer").form("/forum/genkend", {"tekst": "kursus holdt i dag", "rum": x.vest})
    assert "note_confirm" in offered.json["html"]


@leak(18, 6)
def test_ids_that_are_no_ids_are_no_error_and_no_way_in(x: Leaky):
    odd = ["0", "-1", "1e9", "99999999999999999999", "1;drop", "1%20or%201=1", "%00", "½", f"{x.thread_id}.0", "٣"]
    for name in ("other", "coordinator", "trainer"):
        browser = x.browser(name)
        for one in odd:
            for address in (
                f"/forum/traad/{one}",
                f"/forum/opslag/{one}",
                f"/forum/fil/{one}",
                f"/forum/soeg?foer={one}&q=x",
            ):
                answer = browser.get(address)
                assert answer.status_code in (200, 303, 404), f"{name} {address}: {answer.status_code}"
                assert name == "trainer" or not seen(answer) - {"common"}, f"{name} {address}"
    assert canary("body") in x.browser("trainer").get(f"/forum/traad/{x.thread_id}").get_data(as_text=True)
