"""Leak paths 1 to 7: what strangers read of a closed room, through functions and through the site itself."""

from __future__ import annotations

from access.errors import Refused
from access.policy import Forbidden
from board import attachments, marks, moderation, notices, posting, reading, rooms, search
from board.views import Draft
from tests.board.leaks import INSIDE, VIEWERS, Leaky, canary, leak, seen, text_of
from tests.board.leaks_calls import MEMBERS_SEE, READS
from tests.board.shorthand import answer, begin

READER = {"other", "ex_member", "lead_elsewhere", "coordinator"}  # of the common forum
FOR_MODERATORS = ("life.overview", "life.export", "reported.waiting")
OF_MODERATORS = {"hidden", "hidereason", "report", "threadreason"}


def refused(act) -> bool:
    try:
        act()
    except (Forbidden, Refused):
        return True
    return False


def addresses(x: Leaky) -> list[str]:
    """Everything of the closed room that has an address."""
    posts = [x.post_id, x.reply_id, x.hidden_id, x.redacted_id, x.erik_post, x.status_post]
    threads = [x.thread_id, x.open_id, x.hidden_thread, x.erik_thread, x.status_thread]
    found = [f"/forum/{x.vest}{part}" for part in ("", "/ny", "/ny?slags=spoergsmaal", "/medlemmer", "/leder")]
    found += [f"/forum/{x.vest}?emne=kit", f"/forum/soeg?q=hjem&rum={x.vest}"]
    found += [f"/forum/traad/{one}{part}" for one in threads for part in ("", "/udskriv", "?fra=1")]
    found += [f"/forum/opslag/{one}{part}" for one in posts for part in ("", "/ret", "/historik", "/mere")]
    return found + [f"/forum/fil/{one}" for one in (x.file_id, x.unsent_id, x.erik_file, x.erik_unsent)]


@leak(1, 5, 6)
def test_every_address_of_the_room_leads_nowhere_for_strangers(x: Leaky):
    for name in VIEWERS:
        browser = x.browser(name)
        nowhere = browser.get("/findes/ikke")
        for address in addresses(x):
            found = browser.get(address)
            assert x.is_nothing(name, found, nowhere), f"{name} {address}: {found.status_code}"
            assert not seen(found), f"{name} {address}"


@leak(1)
def test_a_member_reads_it_all_at_those_addresses(x: Leaky):
    alice, bob = x.browser("trainer"), x.browser("lead")
    shown = seen(*(alice.get(address) for address in addresses(x)))
    assert shown >= INSIDE | {"before", "filebody"}
    assert not shown & {"deleted", "redacted", "report"}
    assert seen(*(bob.get(address) for address in addresses(x))) >= INSIDE | OF_MODERATORS
    assert not seen(*(bob.get(address) for address in addresses(x))) & {"deleted", "redacted"}


@leak(1, 5)
def test_the_functions_tell_strangers_nothing_and_members_something(x: Leaky):
    for name, call in READS.items():
        for who in VIEWERS:
            try:
                got = call(x, x.viewer(who))
            except Forbidden:
                continue
            assert not seen(got) - {"common"}, f"{name} {who}: {text_of(got)[:300]}"
            assert x.vest not in text_of(got).split(), f"{name} {who}"
        inside = call(x, x.viewer("lead" if name in FOR_MODERATORS else "trainer"))
        assert MEMBERS_SEE[name](x, inside) if name in MEMBERS_SEE else seen(inside), f"{name} {text_of(inside)[:300]}"


# --- 2. A child's id under another parent ------------------------------------------------------------------------


@leak(2, 7)
def test_a_closed_rooms_post_is_not_quoted_in_the_common_forum(x: Leaky):
    for name in READER:
        by = x.people[name]
        assert by is not None
        answer_it = lambda by=by: answer(by, x.common_thread, "Som de skriver", quotes_id=x.reply_id)  # noqa: E731
        if not refused(answer_it):
            shown = reading.thread(x.common_thread, viewer=by.viewer)
            assert shown.posts[-1].quotes is None, name
        shown = x.browser(name).form(
            f"/forum/svar/{x.common_thread}", {"tekst": "Hej", "citerer": str(x.reply_id), "noegle": "n" * 32}
        )
        page = x.browser(name).get(f"/forum/traad/{x.common_thread}")
        assert not seen(shown, page) - {"common"}, name
    mine = answer(x.world.alice, x.common_thread, "Som du skriver", quotes_id=x.common_post)
    assert reading.thread(x.common_thread, viewer=x.viewer("trainer"), after=mine.number - 1).posts[0].quotes


@leak(2, 10)
def test_a_file_of_the_closed_room_does_not_come_out_on_a_post_elsewhere(x: Leaky):
    for name, file in (("other", x.unsent_id), ("ex_member", x.erik_unsent), ("ex_member", x.erik_file)):
        draft = Draft("talk", "Ny tråd", "Se filen")
        sends = lambda name=name, file=file, draft=draft: posting.start_thread(  # noqa: E731
            x.common, draft, key=f"{name}-{file}-xxxxxxxx", attachments=[file], by=x.viewer(name)
        )
        assert refused(sends), f"{name} {file}"
        assert refused(lambda name=name, file=file: attachments.content(file, viewer=x.viewer(name)))
    own = attachments.add(x.common, "min.pdf", b"%PDF-1.4\n%%EOF", by=x.viewer("other"))
    assert begin(x.world.charlie, x.common, "Ny", attachments=[own])


@leak(2)
def test_ids_of_the_room_under_parents_elsewhere_find_nothing(x: Leaky):
    before = x.rows()
    for name in READER:
        viewer = x.viewer(name)
        marks.read(x.common_thread, x.reply_id, by=viewer)
        assert refused(lambda viewer=viewer: moderation.accept(x.common_thread, x.reply_id, by=viewer)), name
        marks.save_draft(f"traad-{x.thread_id}", x.common, "", "Min egen", by=viewer)
        assert marks.draft(f"traad-{x.thread_id}", viewer=viewer).source == "Min egen"  # in the common room, one's own
        assert not seen(reading.thread(x.common_thread, viewer=viewer, after=10_000)) - {"common"}
    after = x.rows()
    after["draft"], before["draft"] = [], []  # Erik's own is in the common room now
    assert after == before


# --- 3, 4. Search and authors ------------------------------------------------------------------------------------


@leak(3)
def test_no_search_finds_shows_counts_or_suggests(x: Leaky):
    kinds = ("title", "body", "before", "reply", "status", "hidden", "question", "deleted", "redacted")
    asked = [canary(kind) for kind in kinds] + ["zqtit", f"{canary('common')} {canary('title')}"]
    for name in VIEWERS:
        viewer, browser = x.viewer(name), x.browser(name)
        for words in asked:
            found = search.find(words, viewer=viewer)
            assert (found.hits, found.next) == ([], None), f"{name} {words}"
        for query in (
            "",
            "&emne=kit",
            f"&af={x.world.alice.account_id}",
            "&fra=2020-01-01&til=2030-01-01",
            "&foer=9999",
        ):
            page = browser.get(f"/forum/soeg?q={canary('title')}{query}")
            without = text_of(page).replace(canary("title"), "")  # what was asked stands in the box
            assert "opslag-" not in without, f"{name} {query}"
            assert not seen(without) - {"common"}
        assert refused(lambda viewer=viewer: search.find("zqtit", viewer=viewer, slug=x.vest)), name
    hits = search.find(canary("title"), viewer=x.viewer("trainer")).hits
    assert [hit.thread_id for hit in hits] == [x.thread_id]
    assert not search.find(canary("hidden"), viewer=x.viewer("trainer")).hits
    assert search.find(canary("common"), viewer=x.viewer("other")).hits


@leak(4)
def test_everything_by_an_author_is_what_the_reader_may_see(x: Leaky):
    for name in VIEWERS:
        for author in (x.world.alice, x.world.bob, x.erik):
            found = search.find("", viewer=x.viewer(name), author=author.account_id)
            assert not seen(found) - {"common"}, name
            assert not [hit for hit in found.hits if hit.slug == x.vest], name
            page = x.browser(name).get(f"/forum/soeg?af={author.account_id}")
            assert not seen(page) - {"common"}, name
    mine = search.find("", viewer=x.viewer("trainer"), author=x.world.bob.account_id)
    assert "reply" in seen(mine)


# --- 5, 6. What gives away that there is something ---------------------------------------------------------------


@leak(5)
def test_lists_counts_and_last_posts_are_those_of_the_own_rooms(x: Leaky):
    for name in sorted(READER):
        viewer, browser = x.viewer(name), x.browser(name)
        assert x.vest not in [room.slug for room in rooms.mine(viewer=viewer)], name
        lines = [*reading.unread(viewer=viewer), *reading.unanswered(viewer=viewer)]
        lines += reading.threads(x.common, viewer=viewer).threads
        assert not [one for one in lines if one.slug == x.vest], name
        pages = [browser.get(f"/forum{part}") for part in ("", "/faelles", "/ubesvarede")] + [browser.get("/nyt")]
        assert not seen(*pages) - {"common"}, name
        assert x.vest not in " ".join(map(text_of, pages)), name
    assert {"title", "question"} <= seen(
        reading.unread(viewer=x.viewer("lead")), reading.unanswered(viewer=x.viewer("lead"))
    )


@leak(5, 6)
def test_a_room_that_exists_and_one_that_does_not_answer_alike(x: Leaky):
    odd = ["netvaerk-99999", "netvaerk-0", f"NETVAERK-{x.world.vest}", f"netvaerk-0{x.world.vest}", f"{x.vest}%00"]
    odd += [f"{x.vest}%20", f"faelles,{x.vest}", f"..%2f{x.vest}", f"{x.vest}.", "faelles/../" + x.vest]
    for name in (*sorted(READER), "ministry", "administrator"):
        browser = x.browser(name)
        real = browser.get(f"/forum/{x.vest}")
        for slug in odd:
            found = browser.get(f"/forum/{slug}")
            assert found.status_code == 404, f"{name} {slug}"
            assert not found.headers.get("Location")
        posted = [
            browser.form(f"/forum/skriv/{slug}", {"tekst": "Hej", "noegle": "n" * 32}) for slug in (x.vest, odd[0])
        ]
        assert posted[0].status_code == posted[1].status_code == 404, name
        assert real.status_code == 404
    assert x.browser("trainer").get(f"/forum/{x.vest}").status_code == 200


# --- 7. Mentions and previews ------------------------------------------------------------------------------------


@leak(7, 8)
def test_who_is_mentioned_outside_the_room_is_not_told_and_not_linked(x: Leaky):
    written = answer(
        x.world.alice, x.thread_id, f"Sig det til @Charlie, @Karen, @Lene, @Erik og @Bob {canary('reply')}"
    )
    for name in VIEWERS:
        assert not [one for one in notices.mine(viewer=x.viewer(name)) if one.post_id == written.post_id], name
    assert [one for one in notices.mine(viewer=x.viewer("lead")) if one.post_id == written.post_id]
    shown = reading.thread(x.thread_id, viewer=x.viewer("trainer"), after=written.number - 1).posts[0].html
    assert shown.count("mention") == 1
    assert "Bob</" in shown


@leak(7)
def test_a_preview_is_for_those_who_read_the_room_and_shows_only_what_is_sent(x: Leaky):
    for name in VIEWERS:
        assert refused(lambda name=name: posting.preview("@Bob", x.vest, viewer=x.viewer(name))), name
        sent = x.browser(name).form("/forum/vis-udkast", {"tekst": f"#{x.post_id} @Bob", "rum": x.vest})
        assert sent.status_code in (401, 404), name
    assert "Hej" in posting.preview("Hej", x.vest, viewer=x.viewer("trainer"))
