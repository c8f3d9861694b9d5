"""What the board says: rooms, threads, posts; its lists and people are in texts_board_lists.py."""

from __future__ import annotations

from typing import ClassVar

from ui.texts_board_lists import Bell as Bell
from ui.texts_board_lists import Life as Life
from ui.texts_board_lists import Lists as Lists
from ui.texts_board_lists import Mail as Mail
from ui.texts_board_lists import Network as Network
from ui.texts_board_lists import People as People
from ui.texts_board_lists import Search as Search


class Room:
    """Names of rooms and what stands about them."""

    common = "Fælles forum"
    common_about = "For alle trænere, netværksledere og Red Liv."
    closed_about = "Kun for medlemmer af {name}."
    UNREAD = "{count} ulæst"
    UNREAD_MANY = "{count} ulæste"
    UNREAD_CAP = "Over 99 ulæste"
    ALL_READ = "Alt læst"
    NEW = "{count} nye opslag siden dit sidste besøg"
    NEW_ONE = "1 nyt opslag siden dit sidste besøg"
    LAST = "Senest {when}"
    EMPTY = "Ingen har skrevet her endnu. Skriv det første opslag."
    EMPTY_TAG = "Ingen tråde har dette emne endnu."
    PINNED = "Fastgjort"
    THREADS = "Tråde"
    OLDER = "Ældre tråde"
    MEMBERS = "Medlemmer"
    LEAD = "Lederens side"
    TAGS = "Vis kun et emne"
    ALL_TAGS = "Alle emner"
    ARCHIVED = "Rummet er lukket og kan kun læses ({day})."
    GLASS_NOW = "{who} fra Red Liv læser med her indtil {until}. Begrundelse: {reason}"
    GLASS_WAS = "{who} fra Red Liv havde nødadgang {since}. Begrundelse: {reason}"
    GLASS_MORE = "Nødadgang det seneste halve år ({count})"


class Forum:
    """/forum: the two rooms, what is unread, one box."""

    TITLE = "Forum"
    DESCRIPTION = "Spar med andre trænere: fælles forum og jeres eget netværks lukkede rum."
    UNREAD = "Ulæst"
    READ_ALL = "Markér alt som læst"
    NOTHING_UNREAD = "Du har læst det hele."
    WRITE = "Skriv til de andre"
    WHERE = "Hvor?"
    UNANSWERED = "Ubesvarede spørgsmål"
    EXPERIENCES = "Erfaringer"
    SETTINGS = "Mail om nyt"
    STATUS_NOTE = "Skriv statusnotat"
    PROMPT = "Hvordan står det til i jeres kommune?"
    PROMPT_LEAD = "{room} spørger i {month}. Ét tryk er nok, hvis intet er ændret."
    PROMPT_SAME = "Ingen ændring"
    PROMPT_THANKS = "Tak. Dit svar er gemt."
    GLASS = "Nødadgang til et lukket rum"
    GLASS_LEAD = (
        "Kun når det haster og ikke kan vente på lederen. Du kan læse i én time og ikke skrive. Medlemmerne får besked"
        " og kan se din begrundelse, og det står i loggen."
    )
    GLASS_ROOM = "Netværk"
    GLASS_REASON = "Begrundelse (10 til 300 tegn)"
    GLASS_DO = "Tag nødadgang i en time"


class Write:
    """The boxes to write in."""

    TEXT = "Skriv her"
    QUICK_HINT = "Den første linje bliver overskriften."
    QUESTION = "Det er et spørgsmål"
    TITLE_FIELD = "Overskrift"
    WARNING = "Skriv aldrig noget, der kan genkendes som en borger: navn, CPR-nummer, adresse eller helbred."
    SEND = "Slå op"
    SEND_REPLY = "Svar"
    SAVE = "Gem ændringen"
    PREVIEW = "Vis, hvordan det ser ud"
    PREVIEWED = "Sådan kommer det til at se ud"
    MORE = "Flere muligheder"
    ATTACH = "Vedhæft fil"
    ATTACH_HINT = "PDF eller billede, højst 10 MB, højst fem."
    ATTACHING = "Sender {name} …"
    DETACH = "Fjern {name}"
    FORMAT_HINT = "**fed**, *kursiv*, > citat, - liste. Skriv @ og et navn for at nævne nogen."
    SAVED = "Kladde gemt kl. {time}"
    DRAFT = "Din kladde, gemt {when}"
    NOT_SAVED = "Kladden kunne ikke gemmes. Teksten står her stadig."
    OFFLINE = "Der er ingen forbindelse. Prøv igen om lidt; teksten står her stadig."
    SIGNED_OUT = "Du er ikke længere logget ind. Kopiér din tekst, før du forlader siden."
    TOO_MANY = "{name}: kom ikke med. Der er plads til fem filer."
    REPLY = "Skriv et svar"
    REPLY_TO = "Svar til {name} (nr. {number})"
    NO_QUOTE = "Svar til hele tråden i stedet"
    TAGS = "Emner (højst tre)"
    NEW: ClassVar = {"talk": "Nyt opslag", "question": "Stil et spørgsmål", "experience": "Del en erfaring"}
    NEW_LEADS: ClassVar = {
        "talk": "Til alle, der kan læse {room}.",
        "question": "Til alle, der kan læse {room}. Du kan godkende det svar, der hjalp.",
        "experience": "Andre kan finde den igen under Erfaringer, efter barriere og kommunestørrelse.",
    }
    OTHER_KINDS = "Eller:"
    EXPERIENCE_PARTS = (
        ("resume", "Resumé", "To-tre linjer: hvad handler det om?"),
        ("gjorde", "Hvad gjorde I?", ""),
        ("virkede", "Hvad virkede?", ""),
        ("laerte", "Hvad lærte I?", ""),
        ("kontakt", "Kontakt", "Hvem kan man spørge? Kun det, du selv vil vise."),
    )
    BARRIER = "Barriere, som I kom over"
    SIZE = "Kommunens størrelse"
    NO_CHOICE = "Vælg ikke"
    CANNOT = "Du kan læse her, men ikke skrive."
    LOCKED = "Tråden er låst. Der kan ikke svares."
    TOO_LARGE = "Filen er større end 10 MB. Gør den mindre, eller del den i flere."
    EMPTY = "Skriv noget i boksen først."
    UNSENT_TITLE = "Det blev ikke sendt"
    UNSENT = "Der kan ikke længere skrives der, hvor du skrev. Det kan være flyttet, skjult eller slettet imens."
    UNSENT_LEAD = "Din tekst er ikke sendt, men den står her. Kopiér den, før du går videre."
    UNSENT_TEXT = "Det, du skrev"
    TO_FORUM = "Gå til forum"


class Thread:
    """A thread and its posts."""

    SYSTEM = "Fodfæste"
    FORMER = "Tidligere medlem"
    KINDS: ClassVar = {"question": "Spørgsmål", "experience": "Erfaring"}
    ANSWERED = "Besvaret"
    OPEN = "Mangler svar"
    PINNED = "Fastgjort"
    LOCKED = "Låst"
    HIDDEN = "Skjult"
    HIDDEN_FOR = "Skjult for andre. Grund: {reason}"
    TO_ANSWER = "Gå til svaret"
    TO_UNREAD = "Gå til første ulæste"
    UNREAD_HERE = "Nyt herfra"
    POSTS_ONE = "1 opslag"
    POSTS = "{count} opslag"
    UNREAD_ONE, UNREAD = "1 ny", "{count} nye"
    NEXT = "Næste opslag"
    FIRST = "Fra begyndelsen"
    PRINT = "Udskriv"
    FOLLOW = "Følg tråden"
    UNFOLLOW = "Følg ikke"
    MUTE = "Ingen besked herfra"
    UNMUTE = "Giv mig besked igen"
    FOLLOWING: ClassVar = {"follow": "Du får besked om nye svar.", "mute": "Du får ikke besked herfra.", "none": ""}
    THANK = "Tak"
    QUOTE = "Svar på dette"
    MORE = "Mere"
    MORE_LABEL = "Mere om opslag {number}"
    LINK = "Opslag nr. {number}"
    REPLIES_TO = "svarer {name} (nr. {number})"
    EDITED_PLAIN = "rettet"
    ACCEPTED = "Godkendt svar"
    ACCEPT = "Det hjalp: godkend svaret"
    UNACCEPT = "Ikke svaret alligevel"
    NOTE = "Statusnotat"
    GONE: ClassVar = {
        "deleted": "Opslaget er slettet af forfatteren.",
        "redacted": "Indholdet er fjernet, fordi det ikke måtte stå her.",
    }
    POST_HIDDEN = "Opslaget er skjult."
    REASON = "Grund: {reason}"
    FILES = "Vedhæftet"
    FILE = "{name} ({size})"
    REPORTED = "Meldt: {reason} ({who})"
    TOOLS = "Styr tråden"
    PIN, UNPIN = "Fastgør øverst", "Fjern fra toppen"
    LOCK, UNLOCK = "Lås for svar", "Lås op"
    HIDE, SHOW = "Skjul tråden", "Vis tråden igen"
    HIDE_REASON = "Grund, som forfatteren kan se"
    PRINTED = "Udskrevet {day} · {room}"


class Post:
    """/forum/opslag/<id>/...: what can be done with one post."""

    MORE_TITLE = "Opslag nr. {number}"
    EDIT_TITLE = "Ret dit opslag"
    HISTORY_TITLE = "Sådan har opslaget set ud"
    BACK = "Tilbage til tråden"
    LINK = "Link til opslaget"
    EDIT = "Ret"
    HISTORY = "Se tidligere udgaver"
    DELETE = "Slet opslaget"
    THREAD_GONE = "Opslaget er slettet. Det var det eneste i tråden, så tråden er væk."
    DELETE_LEAD = "Teksten forsvinder. Der står, at opslaget er slettet. Det kan ikke fortrydes."
    REPORT = "Meld opslaget"
    REPORT_LEAD = "Netværkets leder får besked. I det fælles forum er det Red Liv."
    REPORT_REASON = "Hvad er der galt?"
    REPORTED = "Tak. Lederen får besked."
    MODERATE = "Styr opslaget"
    HIDE, SHOW = "Skjul opslaget", "Vis opslaget igen"
    REDACT = "Fjern indholdet for altid"
    REDACT_LEAD = "Brug det, hvis en borger kan genkendes. Tekst, filer og tidligere udgaver slettes."
    SURE = "Ja, det skal væk"
    SETTLE = "Meldingen er klaret"
    VERSION = "Udgave {version}"
    NOW = "Sådan står det nu"
