"""What the board says: rooms, threads, posts, the bell. Spoken to trainers as I and du."""

from __future__ import annotations

from typing import ClassVar


class Bell:
    """The bell in the head of every page, and /nyt."""

    name = "Nyt"
    label = "Nyt: {count} ulæste beskeder"
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
        "hidden": "Dit opslag i »{title}« er skjult",
        "prompt": "Hvordan står det til i jeres kommune? Fortæl det i {room}",
        "glass": "{who} har taget nødadgang til {room}",
    }
    OTHER = "Nyt i {room}"


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


class Room:
    """Names of rooms and what stands about them."""

    common = "Fælles forum"
    common_short = "Fælles"
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
    NEWEST = "Nyeste tråde"
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
    NOTHING_UNREAD = "Du har læst det hele."
    WRITE = "Skriv til de andre"
    WHERE = "Hvor?"
    MORE = "Mere"
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
    DRAFT = "Din kladde fra {when}"
    NOT_SAVED = "Kladden kunne ikke gemmes. Teksten står her stadig."
    REPLY = "Skriv et svar"
    REPLY_TO = "Svar til {name} (nr. {number})"
    NO_QUOTE = "Svar til hele tråden i stedet"
    TAGS = "Emner (højst tre)"
    KINDS: ClassVar = {"talk": "Opslag", "question": "Spørgsmål", "experience": "Erfaring"}
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
    EMPTY = "Skriv noget i boksen først."
    FOUND_FACTS = "Skal det også tælle på overblikket?"


class Thread:
    """A thread and its posts."""

    TITLE = "Tråd"
    BACK = "{room}"
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
    UNREAD = "{count} nye"
    BY = "{name} · {when}"
    LAST_BY = "{name} {when}"
    NEXT = "Næste opslag"
    FIRST = "Fra begyndelsen"
    PRINT = "Udskriv"
    FOLLOW = "Følg tråden"
    UNFOLLOW = "Følg ikke"
    MUTE = "Ingen besked herfra"
    UNMUTE = "Giv mig besked igen"
    FOLLOWING: ClassVar = {"follow": "Du får besked om nye svar.", "mute": "Du får ikke besked herfra.", "none": ""}
    THANK = "Tak"
    THANKED = "Du har takket"
    QUOTE = "Svar på dette"
    MORE = "Mere"
    MORE_LABEL = "Mere om opslag {number}"
    LINK = "Opslag nr. {number}"
    REPLIES_TO = "svarer {name} (nr. {number})"
    EDITED = "rettet {when}"
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
    DELETE_LEAD = "Teksten forsvinder. Der står, at opslaget er slettet. Det kan ikke fortrydes."
    REPORT = "Meld opslaget"
    REPORT_LEAD = "Netværkets leder får besked. I det fælles forum er det Red Liv."
    REPORT_REASON = "Hvad er der galt?"
    REPORTED = "Tak. Lederen får besked."
    MODERATE = "Styr opslaget"
    HIDE, SHOW = "Skjul opslaget", "Vis opslaget igen"
    REDACT = "Fjern indholdet for altid"
    REDACT_LEAD = "Brug det, hvis en borger kan genkendes. Tekst, filer og tidligere udgaver slettes."
    SETTLE = "Meldingen er klaret"
    VERSION = "Udgave {version}"
    NOW = "Sådan står det nu"


class Search:
    """/forum/soeg."""

    TITLE = "Søg i forum"
    FIELD = "Søg efter"
    ROOM_FIELD = "Søg i {room}"
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
    OLDER = "Flere fund"
    IN = "{room} · {who} · {when}"


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
    NO_SILENT = "Alle har været her."
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
