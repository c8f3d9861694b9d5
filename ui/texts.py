"""Every interface string. Each page's owner keeps a class of its own at the end."""

from __future__ import annotations


class Site:
    """Shell, navigation, errors."""

    name = "Fodfæste"
    tagline = "Naloxonprogrammer i Danmarks kommuner"
    skip = "Gå til indholdet"
    navigation = "Sider"
    demo = "Fiktive demodata. Ingen personer, steder eller tal er virkelige."
    local_only = "Kun denne maskine: der er endnu ingen login."
    data_until = "Data til og med {day}"
    no_data_yet = "Ingen data endnu"
    loading = "Henter …"
    script_needed = "Siden skal bruge JavaScript for at tegne kort og tabeller."
    not_found_title = "Siden findes ikke"
    not_found = "Adressen passer ikke til nogen side. Den kan være skrevet forkert eller være flyttet."
    to_overview = "Gå til overblikket"
    error_title = "Noget gik galt hos os"
    error = (
        "Der skete en fejl, som vi ikke havde ventet. Jeres data er ikke ændret. Prøv igen; sker det igen, så send os"
        " fejlnummer {number}."
    )
    bad_request = "Forespørgslen gav ikke mening. Genindlæs siden og prøv igen."
    close = "Luk"


class Parts:
    """Words that the shared parts of pages use."""

    all_waves = "I dag"
    all_regions = "Alle regioner"
    all_networks = "Alle netværk"
    all_sizes = "Alle størrelser"
    wave = "Måling"
    region = "Region"
    network = "Netværk"
    size = "Kommunestørrelse"
    filters = "Vælg udsnit"
    show_table = "Vis som tabel"
    hide_table = "Skjul tabel"
    how_counted = "Sådan er det regnet"
    source = "Kilde: {source}"
    csv = "Hent CSV"
    png = "Hent PNG"
    search_table = "Søg i tabellen"
    no_rows = "Ingen rækker passer."
    clears = "Ryddes af: {clears}"
    state_unknown = "Ikke vurderet"
