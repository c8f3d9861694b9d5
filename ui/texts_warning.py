"""The words of early warning, municipalities alike and what if."""

from __future__ import annotations

from typing import ClassVar


class Warning:
    """The card on a municipality's page, and the list on a network's."""

    TITLE = "Tidlig varsling"
    QUESTION = "Stadig ikke i gang {day}?"
    BANDS: ClassVar = {"lav": "Lav risiko", "uklar": "Uklart", "sandsynlig": "Sandsynligt"}
    OF_TEN = "Af 10 som {name} starter {middle} inden for et halvt år {interval}."
    MIDDLE: ClassVar = {0: "næsten ingen", 10: "næsten alle"}
    ABOUT = "omkring {number}"
    INTERVAL = "(mellem {low} og {high})"
    CHECKPOINT = "Inden dag {day} ({on}): {middle} {interval}."
    FOR = "Taler for: "
    AGAINST = "Taler imod: "
    NEXT = "Næste skridt: "
    NEXT_WHY = "Det, der mangler her og oftest går forud for en start. En sammenhæng, ikke et bevis."
    RULE = "Den enkle regel siger: "
    FLAGGED = "ja. Der er gået {days} dage siden første træner, uden at kommunen er startet."
    NOT_FLAGGED = "nej. Der er ikke gået {days} dage siden første træner."
    THIN = (
        "Der er for få starter til et skøn: {known}, og der skal mindst {least} til. Indtil da gælder den enkle regel."
    )
    VERDICTS: ClassVar = {
        "worse": "I efterprøven ramte skønnet ikke bedre end den enkle regel. Læg mest vægt på reglen.",
        "unsure": "I efterprøven var skønnet foran den enkle regel, men ikke sikkert.",
        "thin": "Skønnet kan endnu ikke efterprøves på jeres tal.",
    }
    HOW = "Sådan er det regnet"
    AS_OF = "Regnet {day}. Skønnet gælder kommunen, aldrig en person."
    LIST_NOTE = (
        "Kommuner, der ikke er startet. Øverst står dem, der mest sandsynligt heller ikke er det om et halvt år."
    )
    LIST_EMPTY = "Alle netværkets kommuner, der er med, er startet, eller varslingen er ikke regnet endnu."
    LIST_WHY = "Taler imod: {why}"
    LIST_RULE = "Peges ud af den enkle regel."
    LIST_MORE = "Vis {count} til"


class Alike:
    """Kommuner som jeres."""

    TITLE = "Kommuner som jeres"
    NOTE = "De havde samme barriere og er i gang. Spørg, hvordan de gjorde."
    BEFORE = "Nævnte »{barrier}« {day}, før de startede"
    AFTER = "Nævnte »{barrier}« {day} og er i gang"
    DAYS = "i gang efter {days}"
    SHARES: ClassVar = {
        "size": "samme eller næste størrelse",
        "kind": "samme slags behandlingssted",
        "place": "{km} km væk",
    }
    FAR = "{km} km væk"
    RELAXED = "Færre end tre ligner jer på alle punkter. Derfor er der set bort fra: {fallen}."
    FALLEN: ClassVar = {"place": "afstand", "kind": "slags behandlingssted", "size": "størrelse"}
    FEW = "Kun {count} med samme barriere er i gang endnu."
    CONTACT = "Spørg efter {name}"
    TO_CONTACT = "Se kontakt"
    WROTE = "Skrev {day}:"
    USELESS: ClassVar = {
        "silent": "Vi har hørt for lidt fra kommunen til at vide, hvad der står i vejen. Så hjælper en liste over "
        "andre ikke. Ring og spørg først.",
        "no_barrier": "Ingen barriere er nævnt i det nyeste svar, så der er ikke noget at ligne på.",
        "none": "Endnu er ingen med samme barriere kommet i gang. Når nogen er, står de her.",
    }
    FORUM = "Spørg dem i forummet"


class Method:
    """/saadan-er-det-regnet"""

    TITLE = "Sådan er det regnet"
    DESCRIPTION = "Hvordan den tidlige varsling er regnet, og hvor godt den har ramt."
    BACK = "Til overblikket"
    LEAD: ClassVar = {
        "better": "Efterprøvet på jeres egne tal rammer skønnet bedre end den enkle regel.",
        "unsure": "Efterprøvet på jeres egne tal er skønnet lidt foran reglen, men det kan være tilfældigt.",
        "worse": "Efterprøvet på jeres egne tal rammer skønnet ikke bedre end den enkle regel. Stol mest på reglen.",
        "thin": "Der er endnu for få starter til at efterprøve skønnet. Indtil da er den enkle regel det sikreste.",
    }
    COIN = "Men det er endnu ikke bedre end plat og krone: brug det som en anledning til at ringe, ikke som et svar."
    TIME_ALONE = "Tiden siden første træner rammer alene lige så godt."
    NO_FIT = "Varslingen regnes efter hver indlæsning. Her kommer metoden og dens efterprøve, når der er data."
    TO_DATA = "Gå til data"
    AS_OF = "Regnet {day} ud fra {starts}."
    START, STARTS = "kommune, der er startet", "kommuner, der er startet"

    WHAT = "Hvad skønnet siger"
    WHAT_TEXT: ClassVar = [
        "For hver kommune, der har en uddannet træner og ikke er startet, skønnes det, hvor mange af 10 kommuner i "
        "samme situation der starter inden for et halvt år. Det vises som lav risiko, uklart eller sandsynligt for, at "
        "den stadig ikke er i gang, og altid med de tre stærkeste grunde.",
        "Intervallet skulle rumme sandheden 8 af 10 gange. Når det når for langt til begge sider, er svaret »uklart«.",
        "Skønnet gælder kommunen. Ingen person indgår eller vises. Høj risiko er ikke det samme som, at et opkald "
        "hjælper.",
    ]
    RULE = "Den enkle regel"
    RULE_TEXT = (
        "Ingen start {days} dage efter første træner: så peger reglen på kommunen. Skønnet skal slå den for at være "
        "noget værd."
    )
    HOW = "Metoden"
    HOW_TEXT: ClassVar = [
        "Tiden siden første træner deles i måneder á 30 dage. For hver måned ses, om kommunen startede, og hvad man "
        "vidste om den ved månedens begyndelse: aldrig noget, der først blev sagt eller skrevet senere. En måned efter "
        "det seneste svar tæller ikke med, for der kan være startet uden, at vi har hørt det.",
        "Sammenhængen er en logistisk regression på fire tidsrum og syv oplysninger. Hver vægt begynder i et fagligt "
        "skøn, som tallene flytter. Derfor løber skønnet ikke løbsk, når der er få starter.",
        "Med færre end {least} starter vises kun reglen. Intervallet tager højde for usikre vægte og for det, vi ikke "
        "ved om en kommune.",
    ]
    WEIGHTS = "Hvad der taler for og imod"
    WEIGHTS_NOTE = (
        "Hvor mange gange større chancen (oddsene) for at starte i en måned er, når det gælder helt. Over 1 taler for, "
        "under 1 imod. En sammenhæng i tallene er ikke et bevis på, at det ene giver det andet."
    )
    WEIGHTS_CAPTION = "De syv oplysninger og deres vægt"
    WEIGHTS_THIN = "Der er for få starter til at veje oplysningerne."
    FACT, ODDS, LOW, HIGH, PRIOR = "Oplysning", "Gange", "Fra", "Til", "Skøn på forhånd"

    TEST = "Efterprøven"
    TEST_TEXT = (
        "Vi går tilbage til {splits}, regner skønnet med det, man vidste dengang, og ser, om kommunen var startet "
        "{horizon} dage senere. Det er gjort {forecasts} gange for {municipalities}; {failed} gange var den ikke "
        "startet."
    )
    MONTH, MONTHS = "én måned", "{count} måneder"
    MUNICIPALITY, MUNICIPALITIES = "kommune", "kommuner"
    TEST_THIN = (
        "Der skal mindst {least} gamle skøn til, med både kommuner, der startede, og kommuner, der ikke gjorde. Her er "
        "{forecasts}. Til det er der, vises kun reglen som målestok."
    )
    BRIER = (
        "Brier-score er den gennemsnitlige afstand mellem skøn og udfald i anden. 0 er perfekt, 0,25 er plat og krone. "
        "Reglen får samme chance: dens skøn er andelen, der hidtil er startet før og efter dag {days}."
    )
    BRIER_CAPTION = "Hvor tæt de forskellige skøn kom på det, der skete"
    MODEL, SCORE = "Skøn", "Brier-score"
    MODELS: ClassVar = {
        "method": "Tidlig varsling",
        "rule": "Den enkle regel, med sin egen historik",
        "curve": "Kun tiden siden første træner",
        "yes_no": "Den enkle regel som et rent ja eller nej",
    }
    SKILL = (
        "Skønnets fejl er {share} {direction} end reglens. Trækkes kommunerne om, er skønnet foran i {ahead} ud af 100 "
        "forsøg."
    )
    LESS, MORE = "mindre", "større"
    CALIBRATION_TITLE = "Hvor skønnet sagde {forecast} ikke startet, blev det {observed}"
    COVERED = "Udfaldet lå inden for intervallet i {inside} af {groups} grupper af skøn."
    CALIBRATION_SUMMARY = (
        "Hvert punkt er skøn af samme størrelse: vandret det, vi sagde, lodret det, der skete. På linjen er de ens."
    )
    CALIBRATION_CAPTION = "Skøn og udfald i grupper"
    SAID, CAME, COUNT = "Skøn: ikke startet", "Faktisk ikke startet", "Antal skøn"

    LOG = "Regnskabet"
    LOG_TEXT = "Hvert skøn bliver skrevet ned og gjort op, når det halve år er gået."
    LOG_WRITTEN = "{written} skøn er skrevet ned, {scored} er gjort op."
    LOG_NEXT = "De næste gøres op {day}."
    LOG_SCORE = "Brier-score indtil nu: {method}. Reglens: {rule}."
    SOURCES = "Kilder"
    SOURCES_TEXT = (
        "Singer og Willett 1993 (diskret-tids hazard), Brier 1950 (scoren), Efron 1979 (omtrækning). Alle tal, "
        "vægte på forhånd og grænser står i programme/warning/warning.toml."
    )
    WHAT_IF = "Prøv andre grænser: Hvad nu hvis?"


class WhatIf:
    """/hvad-nu-hvis"""

    TITLE = "Hvad nu hvis?"
    INVITE = "Flyt grænsen for, hvornår en kommune er gået i stå, og se, hvem der skifter tilstand."
    DESCRIPTION = "Andre grænser for, hvornår en kommune er gået i stå, og træneren, der stopper. Intet gemmes."
    BACK = "Til overblikket"
    LEAD = "Flyt grænsen, eller lad en træner stoppe, og se, hvem der skifter tilstand. Intet af det gemmes."
    LIMITS = "Hvis grænsen var en anden"
    SLIDER = "Dage uden start, før en kommune er gået i stå"
    SLIDER_NOTE = "I dag er grænsen {now} dage. Små kommuner får {more} dage mere."
    SLIDER_NOTE_SAME = "I dag er grænsen {now} dage."
    DAYS = "{days} dage"
    CHANGED = "{count} skifter tilstand ved {days} dage. {stalled} er så gået i stå; i dag er det {now}."
    UNCHANGED = "Ingen skifter tilstand ved {days} dage: {now} er gået i stå."
    ONE, MANY = "kommune", "kommuner"
    LEAVES = "Hvis en træner stopper"
    LEAVES_LEAD = "{none} ville stå uden en aktiv træner, hvis én stoppede, og {one} med kun én."
    SITE, SITES = "sted", "steder"
    LEAVES_NONE = "Intet sted ville stå med én eller ingen aktiv træner, hvis én stoppede."
    LEAVES_CLOSED = "Stederne herunder har 1-4 aktive trænere. Det nøjagtige antal ses kun af trænere og Red Liv."
    LEAVES_NAMES = "Navne ses kun af netværket selv og af Red Liv."
    CHOOSE = "Hvis denne træner stopper"
    CHOOSE_FIRST = "Vælg en træner"
    CHOOSE_BUTTON = "Vis"
    CHOSEN = "Hvis {name} stopper, har {site} {left} aktive trænere tilbage."
    CHOSEN_ONE = "Hvis {name} stopper, har {site} én aktiv træner tilbage."
    CHOSEN_NONE = "Hvis {name} stopper, har {site} ingen aktiv træner tilbage."
    CHOSEN_SAME = "{municipality} beholder sin tilstand."
    TABLE = "Steder, der ville stå med én eller ingen aktiv træner"
    TABLE_BANDED = "Steder med få aktive trænere"
    FILE = "hvis-en-traener-stopper"
    NAME, MUNICIPALITY, NOW, THEN, STATE = "Sted", "Kommune", "Aktive nu", "Hvis én stopper", "Tilstand så"
    HOW = "Tilstandene regnes med de samme regler som på resten af siden, på én læsning af data."
