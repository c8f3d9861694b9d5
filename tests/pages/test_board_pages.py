"""The board's pages: plain documents, text that stays text, ways that lead where they say."""

from __future__ import annotations

import pytest

from access import guests
from board import attachments, mail, notices, posting, prompts
from board.views import Draft
from storage.engine import reading, writing
from storage.tables import site_note
from tests.pages.board_site import Board, seen
from tests.ui.test_tags import NASTY

ADDRESSES = ("/forum", "/forum/VEST", "/forum/traad/THREAD", "/forum/opslag/POST/mere", "/forum/opslag/POST/ret")
ADDRESSES += ("/forum/traad/THREAD/udskriv", "/forum/soeg?q=script", "/forum/ubesvarede", "/nyt")
ADDRESSES += ("/forum/VEST/medlemmer", "/forum/opslag/POST/historik")


@pytest.fixture
def board(sqlite_database) -> Board:
    return Board()


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_people_write_stays_text(board, address):
    made = board.thread(board.vest, board.world.alice, title=NASTY, text=f"{NASTY} script", kind="question")
    posting.edit(made.post_id, f"{NASTY} script igen", version=1, by=board.world.alice.viewer)
    board.bob.form(f"/forum/svar/{made.thread_id}", {"noegle": "f" * 32, "tekst": NASTY})
    path = address.replace("VEST", board.vest).replace("THREAD", str(made.thread_id)).replace("POST", str(made.post_id))
    answer = board.alice.get(path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<script>" not in text
    assert "<img" not in text
    assert "onerror=" not in text.replace("onerror=alert(1)&gt;", "")


def test_a_plain_page_is_one_document_with_one_script(board):
    text = board.alice.get("/forum").get_data(as_text=True)
    assert text.count("<script") == 1
    assert "_dash" not in text
    assert "react" not in text


def test_a_post_has_an_address_of_its_own_on_the_page_that_holds_it(board):
    made = board.thread("faelles", board.world.alice)
    for number in range(2, 53):
        key = f"nummer-{number:04}"
        by = (board.world.alice, board.world.bob)[number % 2].viewer
        last = posting.reply(made.thread_id, f"Svar {number}", key=key, by=by)
    answer = board.charlie.get(f"/forum/opslag/{last.post_id}")
    assert answer.location == f"/forum/traad/{made.thread_id}?fra=51#opslag-52"
    shown, first = board.charlie.get(answer.location), board.charlie.get(f"/forum/traad/{made.thread_id}")
    assert "Svar 52" in seen(shown)
    assert "Svar 50" not in seen(shown)
    assert "Svar 51" not in seen(first)
    assert "fra=51" in first.get_data(as_text=True)
    assert "Svar 52" in seen(board.charlie.get(f"/forum/traad/{made.thread_id}/udskriv"))


def test_what_was_read_is_read_and_what_is_new_stands_first(board):
    made = board.thread("faelles", board.world.alice, title="Nyt om kit")
    assert "Nyt om kit" in seen(board.bob.get("/forum")).split("Ulæst", 1)[1]
    board.bob.get(f"/forum/traad/{made.thread_id}")
    assert "Nyt om kit" not in seen(board.bob.get("/forum")).split("Ulæst", 1)[1]


def test_the_bell_counts_and_is_quiet_once_it_was_heard(board):
    made = board.thread("faelles", board.world.alice)
    board.bob.form(f"/forum/svar/{made.thread_id}", {"noegle": "g" * 32, "tekst": "Svar"})
    assert board.alice.get("/nyt/antal").json == {"count": 1, "label": "Nyt: 1 ulæst besked"}
    assert "Bob svarede i »En tråd«" in seen(board.alice.get("/nyt"))
    assert board.alice.get("/nyt/antal").json["count"] == 0
    assert 'data-count=""' in board.alice.get("/kommuner").get_data(as_text=True)
    assert 'class="bell"' not in board.rita.get("/kommuner").get_data(as_text=True)


def test_a_file_is_saved_never_shown(board):
    alice = board.world.alice.viewer
    file_id = attachments.add(board.vest, 'pl"an<.pdf', b"%PDF-1.4\n%%EOF", by=alice)
    draft = Draft("talk", "Med fil", "Se filen")
    made = posting.start_thread(board.vest, draft, key="h" * 32, attachments=[file_id], by=alice)
    answer = board.bob.get(f"/forum/fil/{file_id}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"/forum/fil/{file_id}" in board.bob.get(f"/forum/traad/{made.thread_id}").get_data(as_text=True)


def test_a_file_is_sent_before_its_post(board):
    headers = {"X-CSRFToken": board.alice.csrf_token, "Origin": "http://localhost", "X-File-Name": "m%C3%B8de.pdf"}
    sent = board.alice.client.post(f"/forum/vedhaeft/{board.vest}", data=b"%PDF-1.4\n%%EOF", headers=headers)
    assert sent.json["name"] == "møde.pdf"
    fields = {"noegle": "i" * 32, "rum": board.vest, "tekst": "Referat\nHer", "vedhaeft": f"{sent.json['id']}:møde.pdf"}
    answer = board.alice.form(f"/forum/skriv/{board.vest}", fields)
    assert "møde.pdf" in seen(board.bob.get(answer.location))
    wrong = board.alice.client.post(f"/forum/vedhaeft/{board.vest}", data=b"MZ exe", headers=headers)
    assert wrong.status_code == 422
    assert "pdf, png, jpg og webp" in wrong.json["error"]


def test_mail_is_ended_by_whoever_holds_the_link_and_by_a_mail_program(board):
    with writing() as connection:
        token = notices.token_of(connection, board.world.alice.account_id)
    stranger = board.site.server.test_client()
    assert notices.choice(viewer=board.world.alice.viewer) == "weekly"
    asked = stranger.get(f"/afmeld/{token}")
    assert "Afmeld" in asked.get_data(as_text=True)
    assert notices.choice(viewer=board.world.alice.viewer) == "weekly"  # mail scanners fetch links
    assert "Alice" not in asked.get_data(as_text=True)
    one_click = {"List-Unsubscribe": "One-Click"}
    assert stranger.post(f"/afmeld/{token}", data=one_click).status_code == 200
    assert notices.choice(viewer=board.world.alice.viewer) == "none"
    assert stranger.get("/afmeld/" + "x" * 43).status_code == 404
    assert not mail.is_known("x" * 43)


def test_how_often_mail_comes_is_chosen(board):
    answer = board.alice.form("/nyt/indstillinger", {"hyppighed": "daily"})
    assert "gemt" in seen(board.alice.get(answer.location))
    assert notices.choice(viewer=board.world.alice.viewer) == "daily"
    assert board.alice.form("/nyt/indstillinger", {"hyppighed": "altid"}).status_code == 422


def test_broken_glass_lasts_an_hour_and_everybody_in_the_room_sees_it(board):
    board.thread(board.vest, board.world.alice, title="Fortroligt")
    short = board.karen.form("/forum/noedadgang", {"netvaerk": str(board.world.vest), "grund": "fordi"})
    assert short.status_code == 422
    assert "10 til 300 tegn" in seen(short)
    reason = {"netvaerk": str(board.world.vest), "grund": "En borger kan være i fare"}
    answer = board.karen.form("/forum/noedadgang", reason)
    room = seen(board.karen.get(answer.location))
    assert "Fortroligt" in room
    assert "ikke skrive" in room
    assert "Karen fra Red Liv læser med her" in seen(board.alice.get(f"/forum/{board.vest}"))
    assert "nødadgang til Netværk Vest" in seen(board.alice.get("/nyt"))


def test_a_leader_lets_a_guest_in_and_out(board):
    members = f"/forum/{board.vest}/medlemmer"
    assert "Luk en gæst ind" in seen(board.bob.get(members))
    assert "Luk en gæst ind" not in seen(board.alice.get(members))
    board.bob.form(f"/forum/{board.vest}/luk-ind", {"hvem": str(board.world.charlie.account_id)})
    assert board.charlie.get(f"/forum/{board.vest}").status_code == 200
    [guest] = guests.of_room(board.world.vest, viewer=board.world.alice.viewer)
    board.charlie.form(f"/forum/{board.vest}/luk-ud", {"gaest": str(guest.id)})
    assert board.charlie.get(f"/forum/{board.vest}").status_code == 404


def test_the_leaders_page_shows_what_waits(board):
    made = board.thread(board.vest, board.world.alice, title="Hvem svarer?", kind="question")
    told = board.alice.form(f"/forum/opslag/{made.post_id}/anmeld", {"grund": "Se lige her"})
    assert "Lederen får besked" in seen(board.alice.get(told.location))
    page = board.bob.get(f"/forum/{board.vest}/leder")
    assert "Meldt: Se lige her (Alice)" in seen(page)
    assert "Hvem svarer?" in seen(page)
    settled = page.get_data(as_text=True).split('formaction="/forum/melding/')[1].split('"')[0]
    answer = board.bob.form(f"/forum/melding/{settled}", {"fra": f"/forum/{board.vest}/leder"})
    assert "Ingen meldinger venter" in seen(board.bob.get(answer.location))


def test_an_archived_room_can_be_read_and_taken_home(board):
    board.thread(board.vest, board.world.alice, title="Gammel viden")
    assert board.bob.form(f"/forum/{board.vest}/luk", {}).status_code == 422
    board.bob.form(f"/forum/{board.vest}/luk", {"sikker": "1"})
    room = seen(board.alice.get(f"/forum/{board.vest}"))
    assert "kan kun læses" in room
    assert "Gammel viden" in room
    assert "Skriv til de andre" not in room
    assert board.bob.form(f"/forum/{board.vest}/hent").data[:2] == b"PK"


def test_a_network_shows_its_members_what_is_said_there(board):
    board.thread(board.vest, board.world.alice, title="Vi mødes torsdag")
    page = f"/netvaerk/{board.world.vest}"
    assert "Vi mødes torsdag" in board.bob.get(page).get_data(as_text=True)
    for other in (board.charlie, board.karen, board.rita, board.adam):
        text = other.get(page).get_data(as_text=True)
        assert "Vi mødes torsdag" not in text
        assert "I jeres forum" not in text


def test_the_monthly_question_is_answered_by_one_press(board):
    assert prompts.ask() == 2
    asked = board.alice.get("/forum")
    assert "Hvordan står det til i jeres kommune?" in seen(asked)
    assert "Hvordan står det til" not in seen(board.karen.get("/forum"))
    answer = board.alice.form(f"/forum/maaned/{board.vest}")
    thanked = seen(board.alice.get(answer.location))
    assert "Tak. Dit svar er gemt." in thanked
    assert "Hvordan står det til" not in thanked
    assert board.alice.form(f"/forum/maaned/{board.vest}").status_code == 303
    [note] = _notes()
    assert (note.kind, note.state, note.author_id) == ("status", "unchanged", board.world.alice.account_id)


def test_everything_is_read_by_one_press(board):
    board.thread("faelles", board.world.alice)
    assert "Markér alt som læst" in seen(board.bob.get("/forum"))
    board.bob.form("/forum/laest")
    assert "Du har læst det hele." in seen(board.bob.get("/forum"))


def test_who_is_hidden_reads_why_and_is_led_to_the_room(board):
    made = board.thread(board.vest, board.world.alice, "Min tråd")
    assert board.bob.form(f"/forum/traad/{made.thread_id}/skjul", {"valg": "1", "grund": "Et navn"}).status_code == 303
    told = board.alice.get("/nyt")
    assert "Dit opslag i »Min tråd« blev skjult Grund: Et navn" in seen(told)
    assert f'href="/forum/{board.vest}"' in told.get_data(as_text=True)
    assert f'href="/forum/opslag/{made.post_id}"' not in told.get_data(as_text=True)


def test_the_networks_page_lists_nothing_that_is_gone(board):
    made = board.thread(board.vest, board.world.alice, "Fortrudt")
    board.alice.form(f"/forum/opslag/{made.post_id}/slet")
    page = board.bob.get(f"/netvaerk/{board.world.vest}").get_data(as_text=True)
    assert "Slettet tråd" not in page


def test_a_place_in_a_list_that_makes_no_sense_is_the_beginning(board):
    board.thread(board.vest, board.world.alice, "Den nyeste")
    for junk in ("abc", "1-x", "-", "9" * 30):
        answer = board.bob.get(f"/forum/{board.vest}?foer={junk}&emne=findesikke")
        assert answer.status_code == 200
    assert "Den nyeste" in seen(board.bob.get(f"/forum/{board.vest}?foer=abc"))


def test_a_cpr_number_is_neither_looked_for_nor_shown_again(board):
    for written in ("010203-1234", "Karen+010203+1234", "0102031234"):
        text = board.alice.get(f"/forum/soeg?q={written}&af=").get_data(as_text=True)
        assert "1234" not in text
        assert "Der kan ikke søges på et CPR-nummer" in text
    assert "CPR-nummer" not in board.alice.get("/forum/soeg?q=+&rum=").get_data(as_text=True)


def test_a_day_that_is_none_is_not_asked_for(board):
    told = board.alice.get("/forum/soeg?q=kit&fra=abc&til=2021-05-04").get_data(as_text=True)
    assert 'name="fra" value=""' in told
    assert 'name="til" value="2021-05-04"' in told


def _notes():
    with reading() as connection:
        return connection.execute(site_note.select()).fetchall()
