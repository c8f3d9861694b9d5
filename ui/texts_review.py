"""The words of the review: page, PDF, spreadsheet and comments."""

from __future__ import annotations

from typing import ClassVar


class Review:
    """/rapport and its downloads."""

    title = "Rapport"
    description = "Hvordan det står til: én rapport for landet, en region eller et netværk, på en valgt dag."
    heading = "Rapport: {scope}"
    scope = "Udsnit"
    as_of = "Stand pr. {day}"
    until = "data til og med {day}"
    model = "modellens udgave {version}"
    whole = "Hele landet"
    empty = "Her kommer rapporten, når der er data."
    empty_action = "Hent de første filer ind"
    pdf, xlsx = "Hent PDF", "Hent Excel"
    freeze = "Frys rapporten"
    freeze_help = "Rapporten gemmes, som den er nu, og ændrer sig ikke ved nye indlæsninger."
    frozen_saved = "Rapporten er frosset."
    frozen_open = "Åbn den frosne rapport"
    closed = "Små tal vises ikke: antal borgere under 5 er skjult, og trænere vises som 0, 1-4 eller 5+."
    demo = "Fiktive demodata. Ingen personer, steder eller tal er virkelige."
    page_of = "Side {page} af {pages}"
    moment = "{day} kl. {time}"


class Sections:
    """Headings and notes of the parts of a review, in their order."""

    indicators = "Tal"
    indicators_note = "Hvert tal med ændring og svarprocent. Tryk på et navn for at se, hvordan tallet er regnet."
    definitions = "Sådan er tallene regnet"
    map = "Kort"
    states = "Tilstande"
    states_note = "Steder og kommuner efter tilstand."
    networks = "Netværk"
    municipalities = "Kommuner"
    steps = "De 16 trin"
    survival = "Tid til start"
    survival_note = "Andel af steder, der har holdt første borgerkursus, efter dage siden første træner."
    barriers = "Barrierer"
    stalled = "Gået i stå"
    stalled_none = "Ingen kommuner i dette udsnit er gået i stå."
    quality = "Pauser og datakvalitet"
    pauses = "Pauser"
    pauses_none = "Ingen dokumenterede pauser på dagen."
    pauses_closed = "Pauser vises for dem, der må se fakta fra statusnotater."
    pauses_note = "En dokumenteret pause stopper uret i højst 90 dage."
    responses = "Svar"
    responses_none = "Der er ingen afsluttet måling endnu."
    waiting = "{count} fra hele landet venter på at blive rettet og er ikke talt med."
    waiting_none = "Ingen rækker venter på at blive rettet."
    unheard = "{count} mangler svar. De regnes ikke for gået i stå."
    targets = "Mål og resultater"
    targets_none = "Mål er sat for hele landet. Vælg »Hele landet« for at se dem."
    targets_note = "Målet for hele perioden, og hvor langt det er nået på dagen."
    gains = "Gevinster"
    gains_none = "Ingen gevinster er skrevet endnu."
    row, rows = "række", "rækker"
    site, sites = "sted", "steder"


class Columns:
    """Headings of the tables."""

    figure, value = "Tal", "Værdi"
    since_wave = "Siden forrige måling"
    since_review = "Siden rapporten {day}"
    rate = "Svarprocent"
    definition, why, source = "Sådan er det regnet", "Hvorfor", "Kilde"
    state, sites, municipalities = "Tilstand", "Steder", "Kommuner"
    network, total = "Netværk", "I alt"
    municipality, region, reason, clears = "Kommune", "Region", "Begrundelse", "Ryddes af"
    days = "Dage siden første træner"
    since, until = "Fra", "Til"
    wave, due, answered, share = "Måling", "Skulle svare", "Svarede", "Andel"
    target, wanted, result, reached = "Mål", "Skal nå", "Resultat", "Nået"
    responsible = "Ansvarlig"
    effect, realisation, benefit = "Effektmål", "Realisering", "Gevinst"
    then, now = "Dengang", "Nu"


class Frozen:
    """Frozen reviews and their revision notes."""

    title = "Frossen rapport"
    unknown = "Der er ingen frossen rapport på adressen."
    listed = "Frosne rapporter"
    listed_none = "Ingen rapport er frosset for dette udsnit endnu."
    row = "{scope}, stand pr. {day}"
    row_more = "frosset {moment}, modellens udgave {version}"
    banner = "Frosset {moment}. Tallene ændrer sig ikke ved nye indlæsninger. Modellens udgave: {version}."
    revision = "Revisionsnotat"
    revision_none = "Ingen tal er ændret, siden rapporten blev frosset."
    revision_note = "Nye indlæsninger har ændret {count} for samme dag siden da."
    development = "Udvikling siden da"
    development_note = "Tallene til højre er pr. {day}, altså en senere dag: forskellen er udvikling, ikke rettelser."
    other_model = "Modellen er ændret siden da, så en del af forskellen kan skyldes det."
    states = "Kommuner, der har skiftet tilstand"
    states_none = "Ingen kommuner har en anden tilstand."
    number, numbers = "tal", "tal"
    live = "Se rapporten med tallene af nu"
    back = "Rapport"


class Goals:
    """Forms for targets and gains."""

    add_target = "Tilføj et mål"
    target_help = "Resultatet regnes, hvis målet er et af rapportens tal; ellers skriver I det selv."
    title, measure, wanted = "Mål", "Måles på", "Skal nå"
    by_hand = "Vi skriver resultatet selv"
    courses = "Kurser for trænere"
    result = "Resultat (kun hvis I skriver det selv)"
    source, responsible = "Datakilde", "Ansvarlig (funktion, ikke navn)"
    save_target, target_saved = "Gem mål", "Målet er gemt."
    add_gain = "Tilføj en gevinst"
    gain_help = "Skriv kort. Frosne rapporter beholder det, der stod."
    effect, realisation, benefit = "Effektmål", "Realisering: hvordan og hvornår", "Gevinst"
    save_gain, gain_saved = "Gem gevinst", "Gevinsten er gemt."
    end, end_target, end_gain = "Fjern", "Fjern målet {title}", "Fjern gevinsten {title}"
    ended = "Fjernet. Frosne rapporter er uændrede."


class Comments:
    """Comments on a review."""

    title = "Kommentarer"
    none = "Ingen kommentarer til dette udsnit endnu."
    for_you = "Til dig"
    for_you_note = "Spørgsmål til tal i en rapport, som nævner dig eller gælder dit netværk."
    write = "Skriv en kommentar til et tal eller en kommune"
    write_help = (
        "Kommentaren husker rapportens dag og udsnit. Den ses af ministeriets læser, Red Liv og dem, den gælder."
    )
    about, mention, text = "Om", "Ansvarlig", "Kommentar"
    text_help = "Skriv ikke navne på borgere og ingen CPR-numre."
    nobody = "Ingen bestemt"
    states, barriers = "Tilstande", "Barrierer"
    figure_group = "Tal: {name}"
    municipality_group = "Kommune: {name}"
    save, saved = "Send kommentar", "Kommentaren er gemt."
    answer, save_answer, answered = "Svar", "Send svar", "Svaret er gemt."
    answer_label = "Svar på kommentaren om {about}"
    head = "{about} · {scope}, stand pr. {day}"
    by = "{author}, {moment}"
    to = "Til {person}"
    to_you = "Til dig"
    see = "Se rapporten"
    roles: ClassVar[dict[str, str]] = {"coordinator": "Red Liv-koordinator", "lead": "Netværksleder, {network}"}
    person = "{name} ({role})"


class Offers:
    """/tilbud and a municipality's own offers."""

    title = "Tilbud"
    title_of = "Tilbud i {name}"
    description = "Steder og kontakter, som en træner har brug for i hver kommune, og hvornår de sidst er bekræftet."
    lead = "Her er apotek, ordinerende læge, rusmiddelcenter og pårørenderådgivning i hver kommune."
    back = "Tilbage til {name}"
    unknown = "Kommunen findes ikke."
    municipality, all_municipalities = "Kommune", "Alle kommuner"
    due, all_ages, only_due, only_mine = "Bekræftelse", "Alle", "Skal bekræftes", "Mine, der skal bekræftes"
    mine = "{count} venter på, at du bekræfter"
    one, many = "tilbud", "tilbud"
    empty = "Her kommer de steder og kontakter, som trænere har brug for. Tilføj det første på en kommunes side."
    empty_here = "Her kommer de steder og kontakter, som trænere har brug for i kommunen."
    empty_filtered = "Ingen tilbud passer til valget."
    empty_action = "Find kommunen"
    confirmed = "Sidst bekræftet {ago}"
    is_due = "Skal bekræftes: over {days} dage siden"
    confirm, confirm_label = "Stemmer stadig", "{name} stemmer stadig"
    confirmed_now = "Bekræftet i dag."
    remove, remove_label, removed = "Fjern", "Fjern {name}", "Tilbuddet er fjernet fra listen."
    change, add = "Ret", "Tilføj et tilbud"
    change_label = "Ret {name}"
    add_help = "Skriv stedet først. Kontaktpersonen ses kun af dem, der må se kontaktoplysninger i netværket."
    kind, name, address, phone, website, remark = (
        "Hvad",
        "Sted",
        "Adresse",
        "Stedets telefon",
        "Hjemmeside",
        "Bemærkning",
    )
    contact, contact_phone, contact_email = "Kontaktperson", "Kontaktpersonens telefon", "Kontaktpersonens e-mail"
    save, saved = "Gem tilbud", "Tilbuddet er gemt."
    spoken_to = "Kontakt: {name}"
    history = "Historik"
    acts: ClassVar[dict[str, str]] = {
        "added": "Tilføjet",
        "changed": "Rettet",
        "confirmed": "Bekræftet",
        "removed": "Fjernet",
    }
    history_row = "{act} {moment}"
    history_by = " af {who}"
    history_before = "Før: {before}"
    link = "Apotek, læge og andre tilbud i kommunen"
