"""Every export is known by its header and content; what nobody knows becomes a proposal, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_pipeline.contract import contract
from data_pipeline.model import Batch, FieldMap, Kind, Mapping, Proposal, RawFile, Recognised, Refused
from data_pipeline.read import open_file
from data_pipeline.recognise import fingerprint, mapping_from, recognise

SAMPLES = Path(__file__).with_name("samples")


def known(content: bytes, kind: Kind | None = None, learned: list[Mapping] | None = None) -> Recognised | Proposal:
    raw: RawFile = open_file("fil", content)
    return recognise(raw, next(raw.batches(), Batch([], [])), kind, learned or [])


def mapped(content: bytes | str, kind: Kind | None = None) -> dict[str, FieldMap]:
    found = known(content.encode() if isinstance(content, str) else content, kind)
    assert isinstance(found, Recognised)
    return {each.field: each for each in found.mapping.fields}


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


# file | format | kind | what names a row
SHIPPED = """
surveyxact_eu_dataset.csv           surveyxact   followup     responde
surveyxact_intl_utf16_dataset.csv   surveyxact   followup     responde
surveyxact_export.xlsx              surveyxact   followup     responde
redcap_raw.csv                      redcap_raw   followup     record_id,redcap_repeat_instrument,redcap_repeat_instance
redcap_label.csv                    redcap_label followup     Record ID,Repeat Instrument,Repeat Instance
kobo_export.xlsx                    kobo         followup     _uuid
ms_forms.xlsx                       ms_forms     followup     ID,Fuldførelsestidspunkt
google_forms_direct.csv             google_forms followup     -
google_forms_via_sheets.csv         google_forms followup     -
limesurvey_results.csv              limesurvey   followup     id,seed
deltagerliste_haandholdt.xlsx       fodfaeste    participants -
packaging/semikolon_cp1252.csv      fodfaeste    participants -
packaging/tab_utf16.csv             fodfaeste    participants -
packaging/forskudt_med_forside.xlsx fodfaeste    participants -
"""


@pytest.mark.parametrize("line", SHIPPED.strip().splitlines())
def test_exports_are_recognised(line: str) -> None:
    name, format_name, kind, keys = line.split(maxsplit=3)
    found = known(sample(name))
    assert isinstance(found, Recognised)
    assert (found.format, found.kind) == (format_name, kind)
    assert ",".join(found.mapping.key_columns) == keys.replace("-", "").strip()


# file | field | style | columns | option codes
FIELDS = """
surveyxact_eu_dataset.csv   barriers         options barri_1,barri_2,barri_3,barri_4,barri_5                B01,B02,B14,B05,B98
surveyxact_export.xlsx      barriers         options barri_1,barri_2,barri_3,barri_4,barri_5                B01,B02,B14,B05,B98
surveyxact_eu_dataset.csv   answered_on      single  closetim,created                                       -
surveyxact_eu_dataset.csv   first_course_on  single  startdat                                               -
redcap_raw.csv              barriers         options barrierer___1,barrierer___2,barrierer___3,barrierer____99 B01,B02,B05,
redcap_raw.csv              email            single  redcap_survey_identifier                               -
redcap_raw.csv              answered_on      single  opfolgning_timestamp                                   -
kobo_export.xlsx            barriers         options Barrierer/Manglende_tid,Barrierer/Ingen_kits,Barrierer/Andet B01,B05,B98
kobo_export.xlsx            answered_on      single  _submission_time                                       -
ms_forms.xlsx               citizens         single  Antal_borgere_oplært                                   -
ms_forms.xlsx               municipality     single  Hvilken_kommune_arbejder_du_i?                         -
google_forms_direct.csv     kits             single  Antal_kits                                             -
limesurvey_results.csv      is_complete      filled  submitdate                                             -
limesurvey_results.csv      barriers         options barrierer[SQ001],barrierer[SQ002],barrierer[other]     B01,B02,B98
deltagerliste_haandholdt.xlsx phone          single  Tlf._nr.,Mobil                                         -
deltagerliste_haandholdt.xlsx profession     single  Stilling                                               -
deltagerliste_haandholdt.xlsx age_group      single  Alder_/_fødselsår                                      -
"""  # noqa: E501


@pytest.mark.parametrize("line", FIELDS.strip().splitlines())
def test_columns_become_fields(line: str) -> None:
    name, field, style, columns, options = line.split()
    found = mapped(sample(name))[field]
    assert found.style == style
    assert ",".join(found.columns).replace(" ", "_") == columns
    assert ",".join(found.options) == options.replace("-", "")


@pytest.mark.parametrize(("name", "separator"), [("direct", ";"), ("via_sheets", ",")])
def test_what_joins_answers_is_found_by_looking(name: str, separator: str) -> None:
    assert mapped(sample(f"google_forms_{name}.csv"))["barriers"].separator == separator


def test_kobo_time_is_utc() -> None:
    assert mapped(sample("kobo_export.xlsx"))["answered_on"].is_utc


@pytest.mark.parametrize(
    ("answer", "code"), [("ja", "1"), ("nej", "4"), ("ikke endnu", "4"), ("ved ikke", "9"), ("y", "1")]
)
def test_started_or_not_becomes_our_status(answer: str, code: str) -> None:
    assert mapped(sample("ms_forms.xlsx"))["programme_status"].values[answer] == code


def test_an_invited_person_who_said_nothing_is_no_answer() -> None:
    complete = mapped(sample("surveyxact_eu_dataset.csv"))["is_complete"]
    assert complete.style == "filled"
    assert complete.columns[:2] == ("closetim", "startet")
    assert "email" not in complete.columns


@pytest.mark.parametrize("kind", ["participants", "followup"])
def test_our_own_templates_are_known_whole(kind: Kind) -> None:
    rules = [rule for rule in contract().fields[kind].values() if rule.in_template]
    header = ";".join(f" {rule.column.upper().replace('_', ' ')} " for rule in rules)
    found = mapped(f"{header};ekstra\n{';'.join('x' * len(rules))};y\n")
    assert set(found) == {rule.name for rule in rules}


PACKAGINGS = {
    "surveyxact": "responde;created;closetim;{0};stato_1;stato_2;stato_3;stato_4;stato_5",
    "redcap_raw": "record_id;redcap_survey_identifier;runde_timestamp;{0};runde_complete",
    "kobo": "start;end;{0};_id;_uuid;_submission_time;_status",
    "ms_forms": "ID;Starttidspunkt;Fuldførelsestidspunkt;Mail;Navn;{0}",
    "google_forms": "Tidsstempel;Mailadresse;{0}",
    "limesurvey": "id;submitdate;lastpage;startlanguage;seed;{0}",
}


@pytest.mark.parametrize("tool", PACKAGINGS)
@pytest.mark.parametrize("wording", ["code", "heading", "plain"])
def test_our_questions_are_known_in_every_packaging(tool: str, wording: str) -> None:
    own = {"besvaret", "deltager_id", "email", "kommune"}
    rules = [rule for rule in contract().fields["followup"].values() if rule.in_template and rule.column not in own]
    columns = [rule.column for rule in rules]
    if wording == "heading":
        columns = [f"{number}. {column.replace('_', ' ').capitalize()}?" for number, column in enumerate(columns, 1)]
    if wording == "plain":
        columns = [column.replace("æ", "ae").replace("ø", "oe").replace("å", "aa") for column in columns]
    header = PACKAGINGS[tool].format(";".join(["Kommune", *columns]))
    found = known(f"{header}\n{';'.join('1' * (header.count(';') + 1))}\n".encode())
    assert isinstance(found, Recognised)
    assert (found.format, found.kind) == (tool, "followup")
    assert {rule.name for rule in rules} <= {each.field for each in found.mapping.fields}


@pytest.mark.parametrize("spelled", ["første_kursus;målgruppe;næste_dato", "foerste_kursus;maalgruppe;naeste_dato"])
def test_surveyxact_shortens_our_names_to_eight_letters(spelled: str) -> None:
    short = ";".join(name[:8] for name in spelled.split(";"))
    found = mapped(f"responde;closetim;kommune;status;{short};stato_4\n{';'.join('1' * 8)}\n")
    assert {"first_course_on", "target_group", "next_date"} <= set(found)


def test_the_long_names_of_surveyxact_mean_the_same() -> None:
    long = sample("surveyxact_eu_dataset.csv").replace(b"barri_", b"barrierer_").replace(b"closetim", b"closetime")
    assert mapped(long)["barriers"].options == mapped(sample("surveyxact_eu_dataset.csv"))["barriers"].options


def test_our_barriers_as_boxes_follow_our_numbers() -> None:
    boxes = ";".join(f"barrierer___{number}" for number in (*range(1, 15), 98, 99))
    found = mapped(f"record_id;a_timestamp;kommune;status;{boxes};a_complete\n{';'.join('1' * 21)}\n")["barriers"]
    assert found.options == (*(f"B{number:02d}" for number in range(1, 15)), "B98", "")


def test_full_questions_are_known() -> None:
    header = (
        "Tidsstempel;Hvilken kommune arbejder du i?;Hvor mange borgere har I oplært?;Hvor tryg er du ved at undervise?"
    )
    found = mapped(f"{header}\n2021-03-01 10:00:00;Ribe;3;4\n")
    assert set(found) == {"answered_on", "municipality", "citizens", "confidence"}


def test_a_form_for_signing_up_is_a_participant_list() -> None:
    header = "Tidsstempel,Mail,Navn,Kommune,Kursusdato,Arbejdsplads,Stilling,Netværk"
    found = known(f"{header}\n2021-03-01 10:00:00,,Bo,Ribe,1/3-21,,,Øst\n".encode())
    assert isinstance(found, Recognised)
    assert (found.format, found.kind) == ("google_forms", "participants")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("fornavn;efternavn;kursusdato;kommune", "participants"),
        ("fornavn;kursusdato;arbejdsplads", "participants"),
        ("First name;Last name;Email;Course date;Municipality", "participants"),
        ("kommune;besvaret", "followup"),
        ("email;besvaret", "followup"),
        ("fornavn;efternavn;besvaret;status", "followup"),
    ],
)
def test_the_key_columns_are_enough(header: str, kind: Kind) -> None:
    found = known(f"{header}\n{header}\n".encode())
    assert isinstance(found, Recognised)
    assert found.kind == kind


def test_a_question_in_a_group_is_known() -> None:
    header = "_uuid;_submission_time;om dig/kommune;svar/status;svar/barrierer/b01;svar/barrierer/b05"
    found = mapped(f"{header}\na;2021-03-01;Ribe;1;1;0\n")
    assert found["municipality"].columns == ("om dig/kommune",)
    assert found["barriers"].options == ("B01", "B05")


def test_a_column_that_nobody_knows_is_named() -> None:
    found = known(sample("redcap_raw.csv"))
    assert isinstance(found, Recognised)
    assert [(each.column, each.code, each.severity) for each in found.problems] == [
        ("kursusdato", "unknown_column", "info"),
        ("timer", "unknown_column", "info"),
    ]


# --- What no mapping knows -----------------------------------------------------------------------------------------

UNKNOWN = "Person;Post;Hjemkommune;Oplæringsdag;Rang\n" + "".join(
    f"Bo {n};bo{n}@eksempel.invalid;{town};0{n + 1}-03-2021;x\n" for n, town in enumerate(("Aarhus", "Odense", "Ærø"))
)


def test_an_unknown_file_gets_a_proposal_by_content() -> None:
    found = known(UNKNOWN.encode(), "participants")
    assert isinstance(found, Proposal)
    assert {each.column: each.field for each in found.columns} == {
        "Person": None,
        "Post": "email",
        "Hjemkommune": "municipality",
        "Oplæringsdag": "course_date",
        "Rang": None,
    }
    assert found.columns[1].samples == ("bo0@eksempel.invalid", "bo1@eksempel.invalid", "bo2@eksempel.invalid")
    assert all(each.why for each in found.columns)


def test_a_name_with_a_slip_is_proposed() -> None:
    found = known(b"deltagr_navn;kommmune;x\nBo;Ribe;1\nIb;Odense;2\n", "participants")
    assert isinstance(found, Proposal)
    assert found.columns[1].field == "municipality"


def test_a_confirmed_mapping_is_used_next_time() -> None:
    choices = {"Person": "full_name", "Post": "email", "Hjemkommune": "municipality", "Oplæringsdag": "course_date"}
    learned = mapping_from("Vores liste", "participants", {**choices, "Rang": None})
    again = Mapping.from_dict(learned.as_dict(), mapping_id=7)
    found = known(UNKNOWN.encode(), None, [again])
    assert isinstance(found, Recognised)
    assert found.mapping == again
    assert found.mapping.mapping_id == 7


def test_a_header_has_one_fingerprint() -> None:
    assert fingerprint(["Navn", "E-mail "]) == fingerprint(["NAVN", "e mail"])
    assert fingerprint(["Navn", "E-mail"]) != fingerprint(["E-mail", "Navn"])


@pytest.mark.parametrize(
    "name",
    [
        "blandet_kodning.csv",
        "dobbeltkodet.csv",
        "mac_roman.csv",
        "sep_linje.csv",
        "libreoffice.ods",
        "semikolon_som.xlsx",
    ],
)
def test_a_kind_that_cannot_be_told_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(Refused, match=r"om filen er en deltagerliste eller svar på opfølgning.*skabelon"):
        known(sample(f"nasty/{name}"))


def test_parts_of_an_export_that_hold_no_answers_are_refused_by_name() -> None:
    with pytest.raises(Refused, match="strukturfil"):
        known(sample("surveyxact_eu_structure.csv"))


def test_the_kind_that_a_person_names_counts() -> None:
    text = "navn;kommune;dato;status\nBo;Ribe;01-03-2021;1\n"
    assert "course_date" in mapped(text, "participants")
    assert "answered_on" in mapped(text, "followup")
    with pytest.raises(Refused, match="opfølgning"):
        known(b"a;b\nx;y\n", "followup")
