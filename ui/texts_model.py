"""The words of the implementation model, its editing, and a municipality's plan."""

from __future__ import annotations

from typing import ClassVar


class Model:
    """/implementeringsmodel"""

    TITLE = "Implementeringsmodellen"
    HEADING = "Implementerings\u00admodellen"  # may be broken there on a phone
    NAVIGATION = "Modellen"
    DESCRIPTION = "16 trin i 5 faser: fra ledelsens beslutning til et naloxonprogram, der holder."
    LEAD = (
        "16 trin i 5 faser: fra ledelsens beslutning til et naloxonprogram, der holder. Vælg, hvad der passer på jer."
    )
    SIZE = "Kommunens indbyggere"
    PROGRAMME = "Program"
    PROGRAMMES: ClassVar[dict[str, str]] = {
        "own": "Vores eget",
        "lead": "Fælles, og vi leder det",
        "member": "Fælles, og en anden leder det",
    }
    SITES = "Antal steder"
    CLIENTS = "Borgere i substitutionsbehandling"
    FIT = "Tilpas"
    PRINT = "Udskriv folder (2 sider)"
    EDIT = "Rediger modellen"
    WHY = "Hvorfor"
    WHO = "Hvem"
    WHEN = "Hvornår"
    PROOF = "Bevis"
    PROPOSED = "Modellens forslag: dag {typical}, sent efter dag {late}."
    MEASURED = (
        "Her: af de {sites} steder, der har gjort det, var halvdelen nået dertil på dag {median}"
        " og tre ud af fire på dag {late}."
    )
    TOO_FEW = "Her: for få steder til et tal ({sites} af de {least}, der skal til)."
    DAYS = "Dage tælles fra stedets første uddannede træner, til trinnet blev gjort, eller et svar fortalte om det."
    BY_LEAD = "Gøres af den kommune, der leder programmet"
    FOR_YOU = "For jer"
    TEMPLATE = "Tekst til at kopiere: {title}"
    TEMPLATES = "Tekster til at kopiere"
    TEMPLATES_NOTE = "Sæt jeres egne navne og datoer ind, hvor der står [ ]. Instruksen skal godkendes af jeres læge."
    COPY = "Kopiér teksten"
    COPIED = "Kopieret."
    NOT_COPIED = "Browseren ville ikke kopiere. Teksten er markeret: tryk Ctrl+C."
    SOURCES = "Kilder"
    SOURCES_NOTE = "Trin, faser og dage er Red Livs forslag. Tal fra andre lande og studier er fra disse kilder:"
    SOURCE_OF = "Kilde: {source}"
    LEAFLET = "{size} indbyggere · {programme} · {sites} · dage tælles fra første uddannede træner"
    SITE, MANY_SITES = "1 sted", "{count} steder"


class Edit:
    """/implementeringsmodel/rediger"""

    TITLE = "Rediger modellen"
    BACK = "Implementeringsmodellen"
    LEAD = "Ret, se hvad det ændrer, og gem. Alle udgaver gemmes, og hver af dem kan hentes frem igen."
    PARTS = "Vælg, hvad der skal rettes"
    THRESHOLDS = "Tærskler"
    SIZES = "Frister efter størrelse"
    PHASES = "Fasernes navne"
    TEMPLATE = "Tekst: {title}"
    SHOW = "Se, hvad det ændrer"
    PREVIEW = "Det her bliver ændret"
    NOTHING = "Intet er ændret."
    FROM, TO = "fra", "til"
    EMPTY = "(tom)"
    MOVES = "{count} skifter tilstand"
    MOVE, MANY_MOVES = "kommune", "kommuner"
    NO_MOVES = "Ingen kommuner skifter tilstand."
    WHY = "Hvorfor ændres det? (står i historikken)"
    SAVE = "Gem"
    SAVED = "Gemt som udgave {number}."
    HISTORY = "Historik"
    SHIPPED = "Udgave 0: som modellen blev leveret"
    VERSION = "Udgave {number} · {when} · {author}"
    RESTORE = "Gendan udgave {number}"
    NEWEST = "Gælder nu"
    WORDS = "Ord i krøllede parenteser udfyldes af programmet og skal blive stående."
    NAMES: ClassVar[dict[str, str]] = {
        "title": "Titel",
        "responsible": "Ansvarlig",
        "typical_day": "Typisk dag",
        "late_day": "Sent efter dag",
        "proof": "Bevis",
        "what": "Hvad",
        "why": "Hvorfor",
        "small": "Tilføjes i små kommuner",
        "large": "Tilføjes i store kommuner",
        "several": "Tilføjes ved flere steder",
        "lead": "Tilføjes for den, der leder et fælles program",
        "member": "Tilføjes for andre i et fælles program",
        "clients": "Tilføjes, når antallet af borgere er oplyst",
        "text": "Tekst",
        "limit_days": "Rød uden start efter (dage)",
        "window_days": "Længste stilhed eller pause i aktivitet (dage)",
        "course_window_days": "To kurser inden for (dage)",
        "unheard_days": "Mangler svar efter (dage)",
        "at_risk_from_day": "I risiko uden start fra dag",
        "management_from_day": "I risiko uden ledelsesbeslutning fra dag",
        "plan_passed_days": "En planlagt dato er passeret efter (dage)",
        "plans_passed": "Så mange passerede datoer er gået i stå",
        "pause_days": "En pause stopper uret højst (dage)",
        "courses_in_rhythm": "Kurser, der skal til fast rytme",
        "network_days": "Netværk: inden for (dage)",
        "network_events": "Netværk: møder eller notater",
        "succession_trainers": "Aktive trænere, der skal til genopfriskning og efterfølger",
        "reach_percent": "Tilbudt til (procent af målgruppen)",
        "recent_days": "»For nylig« i tallene (dage)",
        "network_active_days": "Netværksaktivitet inden for (dage)",
        "answer_due_days": "Et svar ventes efter kurset (dage)",
        "survival_at_risk": "Kurven over start vises ned til (steder)",
        "own_experience_from": "Egne tal bruges fra (steder)",
    }
    OF_SIZE = "{name}, {size} indbyggere"


class Plan:
    """/kommune/<kode>/plan"""

    TITLE = "Plan"
    OF = "Plan for {name}"
    BACK = "Til {name}"
    LINK = "Se kommunens plan"
    UNKNOWN = "Der er ingen kommune med det nummer eller navn."
    LEAD = "{done} af {total} trin er gjort."
    LEAD_OVERDUE = "{count} er over datoen."
    LEAD_NEXT = "Næste: {step} {day}."
    NONE = "Her kommer kommunens plan: de 16 trin med datoer, ansvarlige og hvad der er gjort."
    NONE_CLOSED = "Der er ikke lavet en plan endnu. Det gør træner, netværksleder eller Red Liv."
    MAKE = "Lav en plan"
    MAKE_NOTE = "Tre svar giver en dato til hvert trin. Datoerne kan rettes bagefter."
    AGAIN = "Lav planen om"
    AGAIN_NOTE = "Datoer, I selv har valgt, og trin, der er gjort, bliver stående. Resten får nye datoer."
    STARTS = "Fra hvilken dag?"
    MADE = "Planen er lavet. Den tæller med i kommunens tilstand fra nu af."
    BASIS = "Lavet {day} for {size} indbyggere, {programme}, fra {starts}."
    CALENDAR = "Hent til kalender (.ics)"
    DUE = "Senest {day}"
    OVERDUE = "Skulle være gjort {day}"
    DONE = "Gjort {day}"
    NO_DATE = "Ingen dato"
    TAKEN_BACK = "Markeret som gjort {day}, men et nyere svar siger noget andet"
    WHO = "Ansvarlig: {who}"
    CHANGE = "Ret"
    CLOSE = "Luk"
    FORM = "Ret {step}"
    FORM_DUE = "Senest"
    FORM_DONE = "Gjort den"
    FORM_WHO = "Ansvarlig"
    FORM_COMMENT = "Kommentar"
    FORM_NOTE = "Alle kan se datoer og hvad der er gjort. Ansvarlig og kommentar ses kun i jeres netværk og af Red Liv."
    SAVE = "Gem"
    SAVED = "Gemt."
    DATE_MISSING = "Vælg den dag, planen begynder."
    DATE_ODD = "En dato kan ikke læses. Skriv den som 2021-07-01."
    HISTORY = "Historik ({count})"
    HISTORY_LINE = "{when} · {author}"
    EVENT = "{step} {title} ({name})"
    CALENDAR_NAME = "Naloxonplan for {name}"
    CARD = "Over datoen i kommunernes planer"
    CARD_LINE = "{step} {title}: skulle være gjort {day}"
