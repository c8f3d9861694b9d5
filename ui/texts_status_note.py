"""Words of status notes: the page /statusnotat, the offer under a post, and a note in one sentence."""

from __future__ import annotations

READ_POST = "Læs opslaget"


class StatusNote:
    """/statusnotat."""

    TITLE = "Skriv status"
    DESCRIPTION = "Fortæl, hvordan det går i kommunen, så kortet følger med."
    LEAD = "Det, du bekræfter her, tæller med på kortet. Din tekst kan kun læses i netværkets lukkede forum."
    LEAD_FACTS = (
        "Det, du bekræfter her, tæller med på kortet. Du er ikke i netværkets forum, så der gemmes ingen tekst."
    )
    EMPTY = "Her kan du skrive status, når kommunen har et sted, og du er med i dets netværk. Skriv til Red Liv."
    PLACE = "Sted"
    PLACE_NONE = "Vælg sted"
    PLACE_OPTION = "{municipality}: {site}"
    UNCHANGED = "Ingen ændring"
    UNCHANGED_HINT = "Ét tryk: vi har hørt fra jer, og alt er som før."
    MORE = "Der er sket noget"
    TEXT = "Hvad er der sket?"
    TEXT_HINT = "For eksempel: første kursus 12/5, 4 borgere, 4 kit"
    READ = "Udfyld felterne ud fra teksten"
    READ_FOUND = "Felterne er udfyldt ud fra teksten: {words}. Ret dem, hvis noget er forkert, og gem."
    READ_NOTHING = "Teksten siger ikke noget, som felterne kan udfyldes med. Udfyld dem selv."
    STEP = "Trin"
    STEP_NONE = "Vælg trin"
    STATE = "Tilstand"
    DATE = "Dato"
    DATE_HINT = "Hvornår det skete. Ved »Planlagt«: hvornår det skal ske."
    BARRIER = "Barriere"
    BARRIER_NONE = "Ingen"
    COUNTS = "Antal og næste dato"
    COURSES = "Kurser"
    TALKS = "1:1-samtaler"
    CITIZENS = "Borgere"
    KITS = "Kit"
    NEXT = "Dato for næste kursus"
    SAVE = "Gem status"
    SAVED = "Gemt. Tak, fordi du fortæller det."
    CHANGED = "{municipality} er gået fra »{before}« til »{state}« på kortet."
    SAME = "{municipality} er »{state}« på kortet."
    TO_POST = "Se opslaget i netværkets forum"
    TO_MUNICIPALITY = "Se {municipality}"
    ANOTHER = "Skriv en til"
    TO_MAP = "Se kortet"
    WARNING = "Skriv aldrig noget, der kan genkendes som en borger: navn, CPR-nummer, adresse eller helbred."


class Refusal:
    """What a form is told that cannot be read."""

    PLACE = "Vælg det sted, det handler om."
    STATE = "Vælg, hvordan det står til."
    DATE = "Datoen kan ikke læses. Skriv den som 2021-05-12, eller vælg den i kalenderen."
    COUNT = "Skriv antal som hele tal, for eksempel 4."
    NO_ROOM = "Du er ikke i netværkets forum, så teksten har intet sted at stå. Slet den; felterne kan gemmes alene."


class Recognised:
    """What is shown under a post when facts are recognised in it."""

    LEGEND = "Skal det tælle med på kortet?"
    LEAD = "Fodfæste læste: {words}. Intet gemmes som status, før du siger ja."
    CONFIRM = "Ja, gem det også som statusnotat"


class Words:
    """A note in one sentence."""

    POST = "**Status for {site}:** {facts}"
    STEP_STATE = "{step}: {state}"
    NEXT = "næste dato {day}"
    BARRIER = "barriere: {barrier}"
    COURSES = ("kursus", "kurser")
    TALKS = ("1:1-samtale", "1:1-samtaler")
    CITIZENS = ("borger", "borgere")
    KITS = ("kit", "kit")
    COMMA = ", "
    DOT = " · "


class Home:
    """The way from the front page."""

    WRITE = "Skriv status"
