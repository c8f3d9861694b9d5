"""Interface strings of sign-in, invitation, account and administration."""

from __future__ import annotations

from typing import ClassVar


class Door:
    """Sign-in and invitation."""

    title = "Log ind"
    lead = "Fodfæste er for trænere, netværksledere, Red Liv og ministeriet. Konti oprettes med en invitation."
    signed_out = "Du er ikke logget ind. Genindlæs siden, og log ind."
    passkey_heading = "Med adgangsnøgle"
    passkey_help = "Brug fingeraftryk, ansigt eller kode på din telefon eller computer."
    passkey_button = "Log ind med adgangsnøgle"
    passkey_needs_name = "Adgangsnøgler virker ikke på en IP-adresse. Åbn {address} i stedet."
    passkey_missing = "Din browser kan ikke bruge adgangsnøgler. Brug adgangskode."
    passkey_cancelled = "Det blev ikke gennemført. Prøv igen, eller brug adgangskode."
    password_heading = "Med adgangskode"
    email = "E-mail"
    password = "Adgangskode"
    code = "Engangskode"
    code_help = "Seks cifre fra din app, eller en af dine gendannelseskoder."
    sign_in_button = "Log ind"
    no_access = "Kan du ikke komme ind? Bed din netværksleder eller Red Liv om en ny invitation."
    oidc_button = "Log ind med arbejdskonto"
    demo_heading = "Prøv med fiktive data"
    demo_help = "Vælg en rolle. Alle personer er opdigtede."
    stale = "Siden har været åben for længe. Genindlæs den, og prøv igen."
    again_title = "Log ind igen"
    again = "Du er ikke længere logget ind."
    stale_title = "Prøv igen"
    stale_page = "Siden havde været åben for længe, så det blev ikke sendt."
    kept_lead = "Din tekst er ikke sendt, men den står her. Kopiér den, og sæt den ind, når du er tilbage på siden."
    kept = "Det, du skrev"
    back_to_page = "Tilbage til siden"
    too_large = "Der blev sendt mere, end siden tager imod. Skriv mindre, og prøv igen."

    invitation_title = "Velkommen, {name}"
    invitation_lead = "Du er inviteret som {role}. Vælg, hvordan du vil logge ind fremover."
    invitation_gone_title = "Invitationen virker ikke"
    make_passkey_heading = "Adgangsnøgle (nemmest)"
    make_passkey_help = "Din telefon eller computer husker nøglen. Du skal ikke huske noget."
    make_passkey_button = "Opret adgangsnøgle"
    make_password_heading = "Adgangskode og engangskode"
    make_password_help = "Kræver en app, der viser engangskoder, for eksempel Microsoft Authenticator."
    new_password = "Ny adgangskode, mindst 15 tegn"
    scan = "Skan koden med din app"
    scan_alt = "QR-kode til din app"
    type_key = "Kan du ikke skanne? Skriv denne nøgle i appen: {key}"
    new_code = "Koden, som appen viser nu"
    make_password_button = "Opret konto"
    codes_title = "Gem dine gendannelseskoder"
    codes_lead = "Mister du din telefon, kan hver kode bruges én gang i stedet for engangskoden. De vises kun nu."
    codes_button = "Jeg har gemt dem. Gå til Fodfæste"


class Privacy:
    """Privacy and accessibility pages: open to all."""

    title = "Sådan passer vi på oplysninger"
    accessibility_title = "Tilgængelighed"
    sections = (
        (
            "Hvem og hvorfor",
            "Fodfæste bruges af Red Liv til at følge, om naloxonprogrammer kommer i gang i kommunerne. Den, der "
            "driver siden, er dataansvarlig. Spørgsmål stilles til Red Liv.",
        ),
        (
            "Hvad vi gemmer om dig",
            "Navn, arbejdsplads, faggruppe, kursus, e-mail, telefon og dine svar på opfølgningen. Har du en konto, "
            "også hvornår du logger ind. Vi gemmer aldrig CPR-numre; rækker med et CPR-nummer standses, og nummeret "
            "skjules.",
        ),
        (
            "Hvem kan se det",
            "Dine kontaktoplysninger ses af Red Liv, og af dit eget netværk, hvis du har sagt ja til det. Ministeriet"
            " ser aldrig personer, og tal under 5 skjules. Hvert opslag af kontaktoplysninger skrives i en log, som "
            "du selv kan læse.",
        ),
        (
            "Hvor længe",
            "Loggen over besøg slettes efter {access} måneder og øvrige loglinjer efter {audit} måneder.",
        ),
        (
            "Dine rettigheder",
            "Under Min konto kan du hente alt, hvad der er gemt om dig, og slette dig selv. Så fjernes navn, "
            "kontaktoplysninger og fritekst; tallene om programmet bliver.",
        ),
        (
            "Cookies",
            "Vi bruger kun de cookies, der holder dig logget ind. Siden henter intet fra andre steder.",
        ),
    )
    accessibility_sections = (
        (
            "Hvad vi lover",
            "Siden følger WCAG 2.1 på niveau AA (EN 301 549). Alle kort og diagrammer findes også som tabel, alt kan "
            "nås med tastatur, og ingen oplysning gives med farve alene.",
        ),
        (
            "Sådan er det afprøvet",
            "Hver side er afprøvet automatisk med axe for hver rolle og set efter på telefon og computer. Den er "
            "endnu ikke afprøvet af personer, der bruger skærmlæser til daglig.",
        ),
        (
            "Hvad der mangler",
            "Kortets kommuner er små på en telefon; listen ved siden af rummer det samme. Grænserne er skematiske.",
        ),
        (
            "Skriv til os",
            "Møder du en hindring, så skriv til Red Liv. Får du ikke svar, kan du klage til Digitaliseringsstyrelsen.",
        ),
    )


class Account:
    """/konto."""

    TITLE = "Min konto"
    ROLES = "Dine roller"
    NO_ROLES = "Du har ingen roller lige nu. Bed din netværksleder eller Red Liv om hjælp."
    SESSIONS = "Hvor du er logget ind"
    SESSIONS_HELP = "Kender du ikke en af dem, så log ud der, og bed om en ny invitation."
    THIS_SESSION = "denne browser"
    SESSION = "{agent} · sidst brugt {seen}"
    END_SESSION = "Log ud der"
    SIGN_OUT = "Log ud"
    SIGN_OUT_EVERYWHERE = "Log ud alle steder"
    PASSKEYS = "Adgangsnøgler"
    PASSKEY = "Oprettet {created}"
    ADD_PASSKEY = "Tilføj adgangsnøgle"
    ADD_PASSKEY_HELP = "For eksempel på din telefon, så du kan logge ind uden adgangskode."
    REMOVE_PASSKEY = "Fjern"
    CODES = "Gendannelseskoder"
    CODES_HELP = "Nye koder gør de gamle ubrugelige. De vises kun denne ene gang."
    RENEW_CODES = "Lav nye gendannelseskoder"
    OWN_DATA = "Dine data"
    OWN_DATA_HELP = "Alt, hvad der er gemt om dig, også loggen. Filerne er kun til dig."
    OWN_DATA_PAGE = "Hent som side (HTML)"
    OWN_DATA_JSON = "Hent som data (JSON)"
    OWN_DATA_MADE = "Hentet {made}"
    OWN_DATA_TITLE = "Alt om mig i Fodfæste"
    OWN_DATA_NONE = "Intet gemt."
    LOG = "Log om dig"
    ERASE = "Slet mig"
    ERASE_HELP = (
        "Dit navn, dine kontaktoplysninger og din fritekst fjernes, og du kan ikke logge ind igen. Tallene om "
        "programmet bliver. Det kan ikke fortrydes."
    )
    ERASE_FIELD = "Skriv SLET for at bekræfte"
    ERASE_WORD = "SLET"
    ERASE_BUTTON = "Slet mine oplysninger"
    ERASE_NOT_CONFIRMED = "Skriv SLET i feltet for at bekræfte."
    DONE = "Det er gjort."


class Admin:
    """/administration and /invitationer."""

    TITLE = "Personer og roller"
    NAVIGATION = "Administration"
    SEARCH = "Søg efter navn eller e-mail"
    PEOPLE_CAPTION = "Personer med konto"
    NAME, EMAIL, ROLE, NETWORK, SINCE, UNTIL, BY = "Navn", "E-mail", "Rolle", "Netværk", "Siden", "Til", "Givet af"
    ENDED_BY = "Afsluttet af"
    SEE_ROLES = "Hvad må hver rolle?"
    SEE_LOG = "Se loggen"
    SEE_INVITATIONS = "Inviter personer"

    SEE_ERASE = "Slet en person"

    ERASE_TITLE = "Slet en person fra deltagerlisterne"
    ERASE_LEAD = (
        "Navn, kontaktoplysninger og fri tekst fjernes overalt, også i de filer, der er læst ind, og en konto lukkes. "
        "Kursus, rolle og svar bliver og tælles stadig, uden navn. Det kan ikke fortrydes."
    )
    ERASE_FIELD = "E-mail eller fulde navn, som på deltagerlisten"
    ERASE_FIND = "Find personen"
    ERASE_NOBODY = "Ingen på deltagerlisterne har den e-mail eller det navn. Prøv det andet, eller se efter stavefejl."
    ERASE_ASK, ERASE_BUTTON = "Slet {name}", "Ja, slet {name}"
    ERASED = "Personen er slettet."

    PERSON_UNKNOWN = "Personen findes ikke, eller kontoen er lukket."
    PERSON_ROLES = "Roller nu"
    PERSON_HISTORY = "Tidligere og nuværende roller"
    GIVE = "Giv en rolle"
    GIVE_BUTTON = "Giv rollen"
    END = "Fjern rollen"
    CLOSE = "Luk kontoen"
    CLOSE_HELP = "Personen logges ud alle steder med det samme og mister alle roller."
    CLOSE_BUTTON = "Luk kontoen nu"
    CHOOSE_NETWORK = "Netværk (kun for netværksledere)"
    NO_NETWORK = "Intet"
    DONE = "Gemt. Det gælder fra personens næste klik."
    BACK = "Til alle personer"

    INVITE_TITLE = "Inviter personer"
    INVITE_NAVIGATION = "Inviter"
    INVITE_ONE = "Inviter én"
    INVITE_BUTTON = "Send invitation"
    INVITED = "{email} er inviteret."
    INVITE_MANY = "Inviter trænere fra deltagerlisten"
    INVITE_MANY_HELP = "De har en e-mail på listen og hverken konto eller åben invitation. Se listen igennem, og send."
    INVITE_MANY_LIST = "Se listen"
    INVITE_MANY_BUTTON = "Inviter alle {count}"
    INVITE_NONE = "Ingen på deltagerlisten mangler en invitation. Nye trænere står her, når deres liste er lagt ind."
    INVITED_MANY = "{count} er inviteret."
    LINKS_ONCE = "Der er ingen mailserver sat op. Giv selv linkene videre; de vises kun nu:"
    PENDING = "Åbne invitationer"
    PENDING_NONE = "Ingen venter på at tage imod en invitation."
    PENDING_LINE = "{name} ({email}), {role}, udløber {expires}"
    WITHDRAW = "Træk tilbage"
    WITHDRAWN = "Invitationen er trukket tilbage."
    MISSING = "Skriv navn og e-mail, og vælg en rolle."

    ROLES_TITLE = "Hvad må hver rolle?"
    ROLES_LEAD = "Tabellen er lavet af den kode, der håndhæver den. Den, der ikke er logget ind, må intet af dette."
    RIGHT = "Rettighed"
    EVERYWHERE, OWN, NEVER = "ja", "eget netværk", "nej"

    LOG_TITLE = "Log"
    LOG_LEAD = "Logins, afvisninger, roller, opslag af kontaktoplysninger og udtræk. Linjer kan ikke ændres."
    LOG_SEARCH = "Søg: navn, handling eller fejlnummer"
    LOG_CAPTION = "Loggens nyeste linjer, højst 100"
    LOG_AT, LOG_ACTOR, LOG_ACTION, LOG_SUBJECT, LOG_DETAIL = "Tidspunkt", "Hvem", "Handling", "Om hvem", "Detaljer"
    ACTIONS: ClassVar[dict[str, str]] = {
        "sign_in": "logget ind",
        "sign_in_refused": "login afvist",
        "sign_out": "logget ud",
        "sign_out_everywhere": "logget ud alle steder",
        "refused": "afvist",
        "role_given": "rolle givet",
        "role_ended": "rolle afsluttet",
        "account_closed": "konto lukket",
        "invited": "inviteret",
        "invitation_used": "invitation brugt",
        "invitation_withdrawn": "invitation trukket tilbage",
        "passkey_added": "adgangsnøgle tilføjet",
        "passkey_removed": "adgangsnøgle fjernet",
        "recovery_codes_renewed": "nye gendannelseskoder",
        "own_data_exported": "egne data hentet",
        "contact_viewed": "kontaktoplysninger vist",
        "exported": "udtræk hentet",
        "erased": "person slettet",
        "guest_let_in": "gæst lukket ind i forum",
        "guest_left": "gæst ude af forum",
        "break_glass": "nødadgang til lukket forum",
        "thread_pinned": "tråd fastgjort",
        "thread_unpinned": "tråd løsnet",
        "thread_locked": "tråd låst",
        "thread_unlocked": "tråd låst op",
        "thread_hidden": "tråd skjult",
        "thread_shown": "tråd vist igen",
        "post_hidden": "opslag skjult",
        "post_shown": "opslag vist igen",
        "post_redacted": "opslag fjernet for altid",
        "post_reported": "opslag anmeldt",
        "report_settled": "anmeldelse afsluttet",
        "answer_accepted": "svar godkendt",
        "room_archived": "forum lukket for nye opslag",
        "room_exported": "forum udtrukket",
        "mail_stopped": "mail stoppet",
        "model_edited": "modellen ændret",
        "offer_added": "tilbud tilføjet",
        "offer_changed": "tilbud ændret",
        "offer_confirmed": "tilbud bekræftet",
        "offer_removed": "tilbud fjernet",
        "review_frozen": "rapport frosset",
        "review_commented": "kommentar til rapport",
        "review_answered": "kommentar besvaret",
        "review_target_added": "mål tilføjet",
        "review_target_ended": "mål afsluttet",
        "review_gain_added": "gevinst tilføjet",
        "review_gain_ended": "gevinst afsluttet",
        "error": "fejl",
    }
