"""Every interface string of the data pages."""

from __future__ import annotations

from typing import ClassVar


class Upload:
    """The drop zone on /data and the answers of its route."""

    drop = "Slip filer her, eller vælg dem"
    formats = (
        "Deltagerlister og svar på opfølgningen, som Excel eller CSV. Højst {megabytes} MB pr. fil."
        " Giver SurveyXact jer tre filer (dataset, labels og structure), så vælg dem på én gang."
    )
    progress = "Sender {name}"
    sending = "Sender … {percent} %"
    reading = "Modtaget. Læser …"
    received = "Modtaget. Se, hvad vi fandt"
    waiting = "Venter på tur"
    folder = "Det er en mappe eller en tom fil. Vælg en fil med rækker i."
    no_file = "Vi fik ingen fil. Vælg en fil, og prøv igen."
    too_large = (
        "Filen er for stor: en fil må højst fylde {megabytes} MB. Der er ikke gemt noget."
        " Del den i flere filer, eller gem den som CSV, og prøv igen."
    )
    broken = (
        "Forbindelsen blev afbrudt, før filen var sendt. Der er ikke gemt noget."
        " Tjek, at filen ikke er flyttet eller ændret imens, og prøv igen."
    )
    unexpected = "Noget gik galt hos os, da filen kom frem. Der er ikke gemt noget. Prøv igen om lidt."
    unnamed = "fil uden navn"
    no_template = "Den skabelon findes ikke. Hent en fra siden Data."


class Data:
    """/data: what comes in, and what came in."""

    title = "Data"
    description = "Læg deltagerlister og svar ind, og se, hvad der er kommet ind."
    headline_empty = "Her kommer jeres filer ind. Slip den første herunder."
    headline_waiting = "{rows} venter på, at I retter dem"
    headline_done = "Alt er indlæst. Seneste fil kom {when}."
    headline_preview = "{files} venter på jeres ja"
    import_title = "Læg filer ind"
    templates_title = "Hent skabelon"
    templates = (
        "Har I ikke en fil endnu? Brug vores skabelon. Det meste må stå tomt: en deltager skal bare have navn eller id,"
        " kursusdato og kommune eller arbejdsplads; et svar skal have en person eller en kommune og en dato."
    )
    template_participants = "Deltagerliste"
    template_answers = "Svar på opfølgning"
    excel = "Excel"
    csv = "CSV"
    waiting_title = "Venter på jer"
    waiting_none = "Ingen rækker venter."
    waiting = "{rows} kunne ikke indlæses endnu. De er gemt, og I kan rette dem her."
    to_waiting = "Se, hvad der venter"
    quality_title = "Datakvalitet"
    quality = "Hvor mange har svaret, hvad mangler, og hvor svarene er uenige."
    to_quality = "Se datakvalitet"
    log_title = "Filer, der er lagt ind"
    log_empty = "Når den første fil er lagt ind, står den her: hvem, hvornår, hvor mange rækker, og hvad den ændrede."
    older = "Vis ældre"
    newer = "Vis nyere"
    older_rows = "Næste rækker"
    newer_rows = "Forrige rækker"
    by = "Lagt ind af {by} {when}"
    took = "tog {seconds} s"
    kinds: ClassVar[dict[str, str]] = {"participants": "Deltagerliste", "followup": "Svar på opfølgning"}
    unknown_kind = "Indhold ikke kendt endnu"
    states: ClassVar[dict[str, str]] = {
        "working": "Læser",
        "mapping": "Mangler jeres svar",
        "preview": "Klar til at indlæse",
        "known": "Intet nyt",
        "loaded": "Indlæst",
        "refused": "Afvist",
        "failed": "Afbrudt",
        "undone": "Fortrudt",
        "discarded": "Kasseret",
        "companion": "Brugt",
    }
    companion_kind = "Spørgsmål og svarmuligheder"
    formats: ClassVar[dict[str, str]] = {"fodfaeste": "skabelon eller egen liste", "learned": "egen liste"}
    corrected_kind = "Rettede rækker"
    companion = "Siger, hvad kolonnerne og svarene i et datasæt betyder, og er læst sammen med det."
    counts: ClassVar[dict[str, tuple[str, str]]] = {
        "loaded": ("ny", "nye"),
        "updated": ("opdateret", "opdateret"),
        "unchanged": ("uændret", "uændret"),
        "ignored": ("sprunget over", "sprunget over"),
        "quarantined": ("venter", "venter"),
    }
    changed_none = "Ingen kommuner skiftede tilstand."
    changed_one = "1 kommune skiftede tilstand."
    changed_many = "{count} kommuner skiftede tilstand."
    undo = "Fortryd"
    undo_file = "Fortryd indlæsningen af {name}"
    by_red_liv = "Red Liv lægger filerne ind."
    row = "række"
    rows = "rækker"
    file = "fil"
    files = "filer"


class Run:
    """/data/koersel/<run_id>: one file from the first look to what it changed."""

    name = "Indlæsning"
    title = "Indlæsning {run_id}"
    missing = "Der er ingen indlæsning nummer {run_id}. Den er kasseret, eller nummeret er skrevet forkert."
    back = "Til alle filer"
    working_title = "Læser {name}"
    working = "I kan roligt lukke siden eller gå videre. Vi læser imens, og I finder resultatet her."
    working_rows = "{rows} er set igennem."
    progress = "Fremdrift"
    recognised_title = "Det fandt vi i filen"
    recognised_kind = "Indhold"
    recognised_format = "Format"
    recognised_file = "Fil"
    recognised_size = "Størrelse"
    recognised_by = "Lagt ind"
    recognised_columns = "Kolonner"
    recognised_hash = "Filens fingeraftryk (sha256)"
    preview_title = "{name}: {rows} kan indlæses"
    preview_wrong = "{name}: {rows} skal rettes først"
    preview_nothing = "{name}: intet nyt at indlæse"
    preview = "Der er ikke ændret noget endnu. Se bemærkningerne herunder, og sig så ja."
    preview_known = "Alt i filen er der i forvejen, så der er ikke mere at gøre."
    preview_waiting = "{rows} lægges til side, til I har rettet fejlene. Intet går tabt."
    load = "Indlæs {rows}"
    load_rest = "Læg {rows} til side"
    discard = "Kassér"
    problems_title = "Bemærkninger"
    problems_none = "Ingen bemærkninger. Alle celler kunne læses."
    problem_rows = "Række {rows}"
    problem_more = "og {count} til"
    problem_file = "Hele filen"
    problem_cells = "{column}: {value}"
    severities: ClassVar[dict[str, str]] = {"error": "Skal rettes", "warning": "Se efter", "info": "Til orientering"}
    column = "kolonne"
    columns = "kolonner"
    sample_title = "Rækkerne, som de står i filen"
    sample_caption = "De første rækker med bemærkninger. Kolonner med en bemærkning står først."
    sample_row = "Række"
    previous = "Forrige {count}"
    following = "Næste {count}"
    page = "{first}-{last} af {count}"
    mapping_title = "{name}: vi kender ikke denne fil"
    mapping = (
        "Vi har gættet på, hvad kolonnerne er. Ret det, der er forkert. Vi husker det til næste gang,"
        " så filer med samme overskrifter bliver kendt af sig selv."
    )
    mapping_kind = "Hvad er der i filen?"
    mapping_name = "Hvad skal vi kalde den slags filer?"
    mapping_column = "Kolonnen {column} er"
    mapping_samples = "F.eks. {samples}"
    mapping_no_samples = "Ingen værdier i de første rækker"
    mapping_unused = "Bruges ikke"
    mapping_guess = "Gæt: {why}"
    mapping_rest = "{count} kolonner mere bruges ikke. De er gemt sammen med rækkerne."
    mapping_confirm = "Brug dette, og læs filen"
    mapping_no_kind = "Vælg først, om filen er en deltagerliste eller svar på opfølgning."
    mapping_no_name = "Skriv et navn, så I kan kende filen næste gang."
    loaded_title = "{name} er indlæst"
    loaded_nothing = "{name}: intet var nyt"
    changes_title = "Det ændrede sig på overblikket"
    change_to = "til"
    changes_none = "Ingen kommuner skiftede tilstand."
    to_overview = "Se overblikket"
    to_waiting = "Ret {rows}, der venter"
    undo_title = "Fortryd denne indlæsning"
    undo = (
        "Alt, hvad filen bragte ind, tages ud igen, og det, den ændrede, bliver, som det var før."
        " Rækker fra andre filer bliver stående. I kan altid lægge filen ind igen."
    )
    undo_yes = "Ja, fortryd indlæsningen"
    undo_corrected = "Rækkerne kom med andre filer. Fortryd de filer, hvis rækkerne skal ud igen."
    undone_title = "{name} er taget ud igen"
    undone = "Fortrudt af {by} {when}. Alt er, som det var før filen."
    refused_title = "{name} kunne ikke læses"
    refused_kept = "Der er ikke gemt eller ændret noget."
    failed_title = "{name} blev afbrudt"
    failed = "Arbejdet stoppede, før det var færdigt. Intet er halvt indlæst: enten er alle rækker med, eller ingen."
    failed_remedy = "Læg filen ind igen. Det gør ingen skade, hvis den allerede er inde."
    discarded_title = "{name} er kasseret"
    discarded = "Der er ikke ændret noget. Læg filen ind igen, hvis I fortryder."
    again = "Læg en fil ind"
    companion_title = "{name} er brugt"
    to_dataset = "Se datasættet"


class Quarantine:
    """/data/karantaene: rows that wait for a person."""

    back = "Til alle filer"
    title = "Rækker, der venter"
    description = "Rækker, der ikke kunne indlæses, og hvad der skal til."
    headline = "{rows} venter på jer"
    headline_none = "Ingen rækker venter"
    empty = "Når en række ikke kan indlæses, venter den her med en forklaring, til I retter eller kasserer den."
    to_data = "Læg en fil ind"
    intro = "Ret cellen, og gem. Rettelsen bliver husket, også når samme fil lægges ind igen."
    row = "Række {row}"
    file = "{name}: {rows}"
    correction = "Ret {column} til"
    save = "Gem og prøv igen"
    save_row = "Gem og prøv række {row} igen"
    use = "Brug {value}"
    teach = "Brug {value} her og i andre rækker"
    taught = "Vi husker, at »{text}« er {target}."
    open = "Ret flere celler"
    open_row = "Ret flere celler i række {row}"
    gone = "Rækken venter ikke mere: den er rettet eller kasseret. Genindlæs siden."
    whole_row = "Se hele rækken"
    discard = "Kassér"
    discard_row = "Kassér række {row}"
    discard_ask = "Rækken bliver ikke indlæst. Den kan stadig ses i filen."
    discard_yes = "Ja, kassér rækken"
    replay = "Prøv alle igen"
    replay_why = "Nyttigt, når I har rettet en stavemåde eller lagt en manglende deltagerliste ind."
    download = "Hent som Excel"
    download_why = "Ret i Excel, og slip filen på datasiden igen. Kolonnerne Fejl og Forslag siger, hvad der skal til."
    nothing_changed = "Der er ikke skrevet nogen rettelse for række {row}."
    corrected = "Række {row} er rettet og indlæst."
    corrected_same = "Række {row} er rettet. Den fandtes allerede."
    corrected_waits = "Rettelsen af række {row} er gemt, men rækken venter stadig: {why}"
    discarded = "Række {row} er kasseret."
    replayed = "{cured} blev indlæst. {rest} venter stadig."
    replayed_none = "Ingen rækker kunne indlæses endnu. {rest} venter stadig."
    matches_title = "Er det den samme?"
    matches = (
        "Vi har gættet, og rækkerne er indlæst ud fra gættet. Siger I ja, husker vi det."
        " Siger I nej, læser vi rækkerne igen hver for sig og gætter ikke sådan mere."
    )
    match = "Er »{text}« {target}?"
    match_seen = "Set i {file}, række {row}."
    match_seen_file = "Set i {file}."
    match_score = "{score} ens."
    match_yes = "Ja, det er {target}"
    match_no = "Nej, skil dem ad"
    match_confirmed = "Vi husker, at »{text}« er {target}."
    match_split = (
        "»{text}« og {target} er skilt ad, og {rows} er læst igen. En række, der nu mangler noget, venter her på siden."
    )
    match_split_none = "»{text}« og {target} er skilt ad. Ingen rækker, der er indlæst nu, kom ind på det gæt."
    match_gone = "Der er allerede svaret på det gæt. Genindlæs siden."
    all_files = "Alle filer"


class QualityPage:
    """/data/kvalitet: how good the data are."""

    title = "Datakvalitet"
    description = "Hvor mange har svaret, hvad mangler, og hvor svarene er uenige."
    headline = "{share} har svaret i {wave}. Data går til og med {day}."
    headline_none = "Der er ingen svar endnu"
    empty = "Når de første svar er lagt ind, står her, hvor mange der har svaret, og hvad der mangler."
    to_data = "Læg en fil ind"
    wave = "{wave}. måling"
    no_wave = "Uden måling"
    back = "Til alle filer"
    rate_none = "Ingen træner har været længe nok med til at skulle svare endnu."
    rate_title = "Svarprocent pr. måling"
    rate_finding = "{share} svarede i {wave}"
    rate_summary = "{answered} af {due} trænere, der skulle svare i {wave}, har svaret."
    rate_due = "Skulle svare"
    rate_answered = "Har svaret"
    rate_share = "Svarprocent"
    rate_wave = "Måling"
    completeness_title = "Hvor mange svar er der på hvert spørgsmål?"
    completeness_caption = "Andel af besvarelserne, der har svar på spørgsmålet, pr. måling. Mørkere er mere."
    completeness_question = "Spørgsmål"
    completeness_cell = "{answered} af {asked}"
    completeness_how = (
        "For hvert spørgsmål: besvarelser med et svar, delt med besvarelser, der fik spørgsmålet, i samme måling."
        " »Ved ikke« tæller som et svar; en tom celle gør ikke."
    )
    contradictions_title = "Uenige svar"
    contradictions_none = "Ingen steder har svaret forskelligt på det samme."
    contradictions = "Steder, der har svaret forskelligt på det samme: {sites}. Det nyeste tæller, til I ved bedre."
    contradictions_open = "Vis {count} uenige svar"
    contradictions_how = (
        "Et sted står her, når to trænere i samme måling har svaret forskelligt på et spørgsmål om stedet."
        " Det nyest daterede svar bruges i tilstanden."
    )
    place, municipality = "Sted", "Kommune"
    question, values = "Spørgsmål", "Svarene, det nyeste først"
    age_title = "Hvor nye er data?"
    age_caption = "Den nyeste oplysning af hver slags"
    age_label = "Oplysning"
    age_newest = "Nyeste"
    age_days = "Dage siden"
    age_how = "Datoen på det nyeste svar, kursus og notat; ikke datoen, hvor filen blev lagt ind."
    waiting_title = "Rækker, der venter"
    waiting_none = "Ingen rækker venter."
    to_waiting = "Se, hvad der venter"
    waiting_how = "Rækker, der er læst, men ikke indlæst, fordi mindst én celle skal rettes først."
