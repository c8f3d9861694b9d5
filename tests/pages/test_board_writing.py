"""Writing on the board without JavaScript: plain forms, an answer that leads to the post, nothing written is lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from board import attachments, moderation
from pages._shared import board_forms
from tests.pages.board_site import Board, fields, hidden, seen
from ui.board_write import parts_of, text_of

CPR = "010190-1234"


@pytest.fixture
def board(sqlite_database) -> Board:
    return Board()


def test_one_box_and_the_first_line_becomes_the_title(board):
    box = board.alice.get("/forum")
    sent = {
        "noegle": hidden(box, "noegle"),
        "rum": board.vest,
        "tekst": "Hvem har kit?\nVi mangler fire.",
        "fra": "/forum",
    }
    answer = board.alice.form(f"/forum/skriv/{board.vest}", sent)
    assert answer.status_code == 303
    assert answer.location.endswith("#opslag-1")
    shown = seen(board.bob.get(answer.location))
    assert "Hvem har kit?" in shown
    assert "Vi mangler fire." in shown


@pytest.mark.parametrize(
    ("text", "title", "source"),
    [
        ("Kun en linje", "Kun en linje", "Kun en linje"),
        ("Titel\nResten", "Titel", "Resten"),
        ("\n\n  # Titel\n\nResten\n", "Titel", "Resten"),
        ("- punkt\n- punkt to", "punkt", "- punkt to"),
        ("ord " * 60, "ord " * 23 + "ord …", "ord " * 60),
        ("***", "***", "***"),
        ("https://kommune.dk/" + "a" * 120, "https://kommune.dk/" + "a" * 81 + " …", "https://kommune.dk/" + "a" * 120),
    ],
)
def test_what_the_first_line_is(text, title, source):
    assert board_forms.titled(text) == (title.strip(), source.strip() if text != "ord " * 60 else text)


def test_a_form_that_is_sent_twice_makes_one_post(board):
    room = board.alice.get(f"/forum/{board.vest}")
    sent = {"noegle": hidden(room, "noegle"), "rum": board.vest, "tekst": "Én gang"}
    first, second = (board.alice.form(f"/forum/skriv/{board.vest}", sent) for _ in range(2))
    assert first.location == second.location


def test_what_is_refused_comes_back_with_everything_that_was_written(board):
    sent = {"noegle": "a" * 32, "rum": board.vest, "titel": "Min titel", "fuld": "1", "slags": "question"}
    sent |= {"tekst": f"Borgeren {CPR} er her", "emne": "kit", "vedhaeft": "7:plan.pdf"}
    answer = board.alice.form(f"/forum/skriv/{board.vest}", sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "CPR" in seen(answer)
    assert f"Borgeren {CPR} er her" in text
    assert 'value="Min titel"' in text
    assert fields(answer, "vedhaeft") == ["7:plan.pdf"]
    assert hidden(answer, "noegle") == "a" * 32
    assert 'name="emne" value="kit" checked' in text


def test_the_box_of_the_front_page_comes_back_to_the_front_page(board):
    sent = {"noegle": "b" * 32, "rum": "faelles", "tekst": "  ", "fra": "/forum", "slags": "question"}
    answer = board.alice.form(f"/forum/skriv/{board.vest}", sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'name="rum" value="faelles" checked' in text
    assert 'value="question" checked' in text


def test_a_form_leads_nowhere_but_here(board):
    sent = {"noegle": "b" * 32, "rum": "faelles", "tekst": "", "fra": "https://ond.dk/forum"}
    answer = board.alice.form("/forum/skriv/faelles", sent)
    assert "ond.dk" not in answer.get_data(as_text=True)
    assert answer.location is None


def test_a_preview_is_shown_and_nothing_is_stored(board):
    sent = {
        "noegle": "c" * 32,
        "rum": board.vest,
        "tekst": "**fed** <b>x</b>",
        "vis": "1",
        "fra": f"/forum/{board.vest}",
    }
    answer = board.alice.form(f"/forum/skriv/{board.vest}", sent)
    assert answer.status_code == 200
    assert "<strong>fed</strong> &lt;b&gt;x&lt;/b&gt;" in answer.get_data(as_text=True)
    assert "fed" not in seen(board.bob.get(f"/forum/{board.vest}"))
    script = board.alice.form("/forum/vis-udkast", {"rum": board.vest, "tekst": "**fed**"}, Accept="application/json")
    assert "<strong>fed</strong>" in script.json["html"]


def test_a_reply_to_a_post_names_it(board):
    made = board.thread(board.vest, board.world.alice)
    page = board.bob.get(f"/forum/traad/{made.thread_id}?svar=1")
    assert "Svar til Alice (nr. 1)" in seen(page)
    sent = {"noegle": hidden(page, "noegle"), "citerer": hidden(page, "citerer"), "tekst": "Enig"}
    answer = board.bob.form(f"/forum/svar/{made.thread_id}", sent)
    assert answer.location.endswith("#opslag-2")
    assert "svarer Alice (nr. 1)" in seen(board.alice.get(answer.location))


def test_an_edit_of_an_old_version_is_refused_and_keeps_the_text(board):
    made = board.thread(board.vest, board.world.alice)
    edit = f"/forum/opslag/{made.post_id}/ret"
    assert board.alice.form(edit, {"version": "1", "tekst": "Ny", "titel": "Ny titel"}).status_code == 303
    answer = board.alice.form(edit, {"version": "1", "tekst": "Fra en anden fane"})
    assert answer.status_code == 422
    assert "Fra en anden fane" in answer.get_data(as_text=True)
    history = seen(board.bob.get(f"/forum/opslag/{made.post_id}/historik"))
    assert "Sådan står det nu" in history
    assert "Tekst" in history


def test_an_experience_is_five_parts_that_are_found_by_barrier_and_size(board):
    parts = {"resume": "Kort", "gjorde": "Vi ringede", "virkede": "", "laerte": "At ringe", "kontakt": "Alice"}
    sent = {"noegle": "d" * 32, "rum": "faelles", "fuld": "1", "slags": "experience", "titel": "Ring først"}
    answer = board.alice.form("/forum/skriv/faelles", sent | parts | {"barriere": "B01", "stoerrelse": "small"})
    assert answer.status_code == 303, seen(answer)
    thread = board.bob.get(answer.location).get_data(as_text=True)
    assert "Hvad gjorde I?</h" in thread
    assert "Hvad virkede?" not in thread
    found, other = (board.bob.get(f"/erfaringer?barriere={code}&stoerrelse=small") for code in ("B01", "B02"))
    assert "Ring først" in seen(found)
    assert "Ring først" not in seen(other)


def test_the_parts_of_an_experience_survive_as_a_draft():
    parts = {"resume": "Kort\n\n## ikke en del", "laerte": "Meget"}
    assert parts_of(text_of(parts)) == parts


def test_a_draft_waits_in_its_room_and_goes_when_it_is_sent(board):
    room = board.alice.get(f"/forum/{board.vest}").get_data(as_text=True)
    place = room.split('data-place="')[1].split('"')[0]
    saved = {"sted": place, "rum": board.vest, "tekst": "Halvt skrevet"}
    assert board.alice.form("/forum/kladde", saved, Accept="application/json").json == {}
    assert "Halvt skrevet" in board.alice.get("/forum").get_data(as_text=True)
    assert "Halvt skrevet" not in board.bob.get("/forum").get_data(as_text=True)
    board.alice.form(f"/forum/skriv/{board.vest}", {"noegle": "e" * 32, "rum": board.vest, "tekst": "Helt skrevet"})
    assert "Halvt skrevet" not in board.alice.get(f"/forum/{board.vest}").get_data(as_text=True)


def test_a_draft_with_a_cpr_number_is_not_kept_and_says_so(board):
    saved = {"sted": "rum-1", "rum": "faelles", "tekst": CPR}
    answer = board.alice.form("/forum/kladde", saved, Accept="application/json")
    assert answer.status_code == 422
    assert "CPR" in answer.json["error"]


HAPPENED = {
    "locked": lambda one, by: moderation.lock(one.thread_id, by=by),
    "hidden": lambda one, by: moderation.hide(one.thread_id, "Fejl", by=by),
    "post hidden": lambda one, by: moderation.hide_post(one.post_id, "Fejl", by=by),
    "removed": lambda one, by: moderation.redact(one.post_id, by=by),
    "room closed": lambda one, by: moderation.archive(one.slug, by=by),
}


@pytest.mark.parametrize("way", ["svar", "ret", "skriv", "vis"])
@pytest.mark.parametrize("meanwhile", HAPPENED)
def test_nothing_that_was_written_is_lost_by_what_others_did_meanwhile(board, meanwhile, way):
    made = board.thread(board.vest, board.world.alice)
    place = SimpleNamespace(thread_id=made.thread_id, post_id=made.post_id, slug=board.vest)
    HAPPENED[meanwhile](place, board.world.bob.viewer)
    sent = {"noegle": "f" * 32, "rum": board.vest, "tekst": "Skrevet imens", "version": "1"}
    paths = {"svar": f"/forum/svar/{made.thread_id}", "ret": f"/forum/opslag/{made.post_id}/ret"}
    paths |= {"vis": paths["ret"], "skriv": f"/forum/skriv/{board.vest}"}
    answer = board.alice.form(paths[way], sent | ({"vis": "1"} if way == "vis" else {}))
    if answer.status_code == 303:
        answer = board.alice.get(answer.location)
    else:
        assert answer.status_code in (404, 422) or way == "vis"
    assert "Skrevet imens" in answer.get_data(as_text=True)


def test_a_correction_that_comes_too_late_says_why_and_what_to_do(board):
    made = board.thread(board.vest, board.world.alice)
    moderation.lock(made.thread_id, by=board.world.bob.viewer)
    answer = board.alice.form(f"/forum/opslag/{made.post_id}/ret", {"version": "1", "tekst": "Skrevet imens"})
    text = answer.get_data(as_text=True)
    assert "Tråden er låst. Start en ny tråd" in text
    assert "Kopiér den, før du går videre." in text


def test_a_thread_that_is_gone_and_one_of_others_are_answered_alike(board):
    made = board.thread(board.vest, board.world.alice)
    sent = {"noegle": "f" * 32, "tekst": "Er der noget?"}
    charlie = board.charlie
    theirs, none = (charlie.form(f"/forum/svar/{number}", sent) for number in (made.thread_id, 99_999))
    assert theirs.status_code == none.status_code == 404
    assert theirs.data == none.data


def test_a_reason_that_is_refused_stands_in_its_field_with_why(board):
    made = board.thread(board.vest, board.world.alice)
    for address in (f"/forum/traad/{made.thread_id}/skjul", f"/forum/opslag/{made.post_id}/skjul"):
        text = board.bob.form(address, {"valg": "1", "grund": f"Borger {CPR}"}).get_data(as_text=True)
        assert f'value="Borger {CPR}"' in text
        assert text.count("ligner et CPR-nummer") == 1


def test_who_deletes_all_that_a_thread_held_is_told_that_it_is_gone(board):
    made = board.thread(board.vest, board.world.alice)
    for _ in range(2):  # a double click
        answer = board.alice.form(f"/forum/opslag/{made.post_id}/slet", {})
        assert answer.status_code == 303
        assert "så tråden er væk" in seen(board.alice.get(answer.location))
    assert board.charlie.form(f"/forum/opslag/{made.post_id}/slet", {}).status_code == 404


def test_a_file_that_is_far_too_large_is_told_as_a_file(board):
    alice = board.alice
    headers = {"Accept": "application/json", "X-CSRFToken": alice.csrf_token, "X-File-Name": "plan.pdf"}
    file = b"%PDF-1.4" + bytes(attachments.MOST_BYTES + 1024 * 1024)
    answer = alice.client.post("/forum/vedhaeft/faelles", data=file, headers=headers)
    assert answer.status_code == 422
    assert "Filen er større end 10 MB" in answer.json["error"]
