"""What the board says: the bell, mail, search, lists, members, the leader's page."""

from __future__ import annotations

from typing import ClassVar


class Bell:
    """The bell in the head of every page, and /nyt."""

    name = "Nyt"
    label = "Nyt: {count} ulæste beskeder"
    one = "Nyt: 1 ulæst besked"
    none = "Nyt: ingen ulæste beskeder"
    TITLE = "Nyt til dig"
    LEAD = "Svar, omtaler og andet, der gælder dig. Det, der er nyt siden sidst, står med fed."
    EMPTY = "Her kommer besked, når nogen svarer dig, nævner dig eller takker dig."
    SETTINGS = "Hvor tit vil du have mail?"
    KINDS: ClassVar = {
        "reply": "{who} svarede i »{title}«",
        "mention": "{who} nævnte dig i »{title}«",
        "thanks": "{who} takkede for dit opslag i »{title}«",
        "accepted": "Dit svar i »{title}« er godkendt som svaret",
        "report": "Et opslag i »{title}« er meldt til dig",
        "hidden": "Dit opslag i »{title}« blev skjult",
        "prompt": "Hvordan står det til i jeres kommune? Fortæl det i {room}",
        "glass": "{who} har taget nødadgang til {room}",
    }
    OTHER = "Nyt i {room}"
    REASON = "Grund: {reason}"


class Mail:
    """/nyt/indstillinger and /afmeld/<token>."""

    TITLE = "Mail om nyt"
    LEAD = "Mailen fortæller, hvor meget der er nyt, og giver et link. Den indeholder aldrig det, der er skrevet."
    HOW_OFTEN = "Hvor tit?"
    CHOICES = (
        ("weekly", "Én gang om ugen"),
        ("daily", "Én gang om dagen"),
        ("once", "Med det samme"),
        ("none", "Aldrig"),
    )
    SAVE = "Gem"
    SAVED = "Dit valg er gemt."
    END_TITLE = "Afmeld mail"
    END_LEAD = "Tryk på knappen, så får du ikke flere mails fra forummet. Du kan stadig læse og skrive på siden."
    END = "Afmeld"
    ENDED = "Du får ikke flere mails fra forummet. Du kan slå dem til igen under Nyt, når du er logget ind."


class Search:
    """/forum/soeg."""

    TITLE = "Søg i forum"
    FIELD = "Søg efter"
    DO = "Søg"
    ALL_ROOMS = "Alle mine rum"
    WHERE = "Rum"
    AUTHOR = "Skrevet af"
    SINCE, UNTIL = "Fra", "Til"
    TAG = "Emne"
    ANY = "Alle"
    NARROW = "Snævr ind"
    NONE = "Ingen opslag passer. Prøv et kortere ord, eller færre ord."
    EMPTY = "Skriv et ord, og søg i alt, hvad du kan læse."
    CPR = "Der kan ikke søges på et CPR-nummer. Det er fjernet; søg på et ord fra opslaget i stedet."
    OLDER = "Flere fund"


class Lists:
    """/forum/ubesvarede and /erfaringer."""

    UNANSWERED_TITLE = "Ubesvarede spørgsmål"
    UNANSWERED_LEAD = "De ældste står øverst. Kender du svaret, så skriv det."
    UNANSWERED_NONE = "Alle spørgsmål er besvaret."
    WAITED = "Har ventet {days}"
    EXPERIENCES_TITLE = "Erfaringer"
    EXPERIENCES_LEAD = "Hvad andre gjorde, hvad der virkede, og hvad de lærte. Fra det fælles forum."
    EXPERIENCES_NONE = "Ingen erfaringer passer endnu."
    EXPERIENCES_SHARE = "Del en erfaring"
    SHOW = "Vis"
    ANY_BARRIER, ANY_SIZE = "Alle barrierer", "Alle størrelser"


class People:
    """/forum/<rum>/medlemmer."""

    TITLE = "Medlemmer"
    LEAD = "Alle her kan læse og skrive i {room}."
    LEADER = "Leder"
    GUEST = "Gæst"
    MENTION = "Nævn med {handle}"
    GUESTS = "Gæster"
    SHOW_OUT = "Luk ud"
    LEAVE = "Forlad rummet"
    LET_IN = "Luk en gæst ind"
    LET_IN_LEAD = "En gæst kan læse og skrive i rummet, til du lukker gæsten ud. Alle medlemmer kan se det."
    LET_IN_WHO = "Hvem?"
    LET_IN_DO = "Luk ind"
    LET_IN_NONE = "Vælg en person."
    SINCE = "siden {day}"


class Life:
    """/forum/<rum>/leder."""

    TITLE = "Lederens side"
    LEAD = "Hvordan rummet lever, og det, der venter på dig."
    REPORTS = "Meldte opslag"
    NO_REPORTS = "Ingen meldinger venter."
    FIGURES = "Sådan lever rummet"
    OPEN = "Åbne spørgsmål"
    NO_OPEN = "Ingen spørgsmål venter på svar."
    SILENT = "Har ikke været her længe"
    SILENT_LEAD = "De har hverken læst eller skrevet i to måneder. Et opkald virker bedre end et opslag."
    NO_SILENT = "Alle har været her inden for to måneder."
    READERS = "{count} af {total} har læst her de seneste 30 dage."
    WRITERS = "{count} af {total} har skrevet her de seneste 30 dage."
    WEEKS = "Nye opslag i hver af de seneste 12 uger, den ældste først: {counts}."
    WEEKS_UNDER = "Nye opslag, uge for uge i de seneste 12 uger"
    POST, DAY, REPLY = ("opslag", "opslag"), ("dag", "dage"), ("svar", "svar")
    EXPORT = "Hent hele rummet"
    EXPORT_LEAD = "En zip-fil med alle tråde som HTML og JSON. Den indeholder lukkede samtaler: pas godt på den."
    ARCHIVE = "Luk rummet"
    ARCHIVE_LEAD = "Rummet kan derefter kun læses. Det gælder alle, og du kan ikke selv åbne det igen."
    SURE = "Ja, luk rummet"
    SURE_MISSING = "Sæt kryds ved, at rummet skal lukkes."


class Network:
    """The board on a network's page."""

    TITLE = "I jeres forum"
    ALL = "Gå til rummet"
    EMPTY = "Ingen har skrevet endnu."
