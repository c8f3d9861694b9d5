"""Every right that a role can give. One enum, so that a search for a name finds each place that asks for it."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """A right; whether it holds everywhere or for the own network only is said in roles.py."""

    SEE_PROGRESS = "see_progress"
    SEE_EXACT_FIGURES = "see_exact_figures"
    SEE_PEOPLE = "see_people"
    SEE_CONTACT_DETAILS = "see_contact_details"
    READ_COMMON_FORUM = "read_common_forum"
    WRITE_COMMON_FORUM = "write_common_forum"
    MODERATE_COMMON_FORUM = "moderate_common_forum"
    READ_ROOM = "read_room"
    WRITE_ROOM = "write_room"
    MODERATE_ROOM = "moderate_room"
    BREAK_GLASS = "break_glass"
    SEE_STATUS_FACTS = "see_status_facts"
    WRITE_STATUS_NOTES = "write_status_notes"
    EDIT_PLAN = "edit_plan"
    EDIT_MODEL = "edit_model"
    IMPORT_DATA = "import_data"
    EDIT_NETWORKS = "edit_networks"
    INVITE_TO_NETWORK = "invite_to_network"
    INVITE_ANYONE = "invite_anyone"
    MANAGE_ROLES = "manage_roles"
    READ_LOG = "read_log"
    FREEZE_REVIEW = "freeze_review"
    COMMENT_REVIEW = "comment_review"
    ANSWER_REVIEW = "answer_review"
    EDIT_OFFERS = "edit_offers"


DESCRIPTIONS: dict[Permission, str] = {
    Permission.SEE_PROGRESS: "Se overblik, kort, kommuner og netværk: tilstand, trin og tal",
    Permission.SEE_EXACT_FIGURES: "Se små tal uden afrunding eller skjul",
    Permission.SEE_PEOPLE: "Se hvem trænerne er, og hvad de har skrevet i fritekst",
    Permission.SEE_CONTACT_DETAILS: "Se e-mail og telefon på trænere, der har givet samtykke",
    Permission.READ_COMMON_FORUM: "Læse det fælles forum",
    Permission.WRITE_COMMON_FORUM: "Skrive i det fælles forum",
    Permission.MODERATE_COMMON_FORUM: "Fastgøre, låse og skjule i det fælles forum",
    Permission.READ_ROOM: "Læse et netværks lukkede forum",
    Permission.WRITE_ROOM: "Skrive i et netværks lukkede forum",
    Permission.MODERATE_ROOM: "Fastgøre, låse og skjule i netværkets lukkede forum",
    Permission.BREAK_GLASS: "Få tidsbegrænset adgang til et lukket forum, så medlemmerne kan se det",
    Permission.SEE_STATUS_FACTS: "Se fakta fra statusnotater (trin, tilstand, dato), ikke teksten",
    Permission.WRITE_STATUS_NOTES: "Skrive statusnotater, pauser og møder",
    Permission.EDIT_PLAN: "Lave og ændre en kommunes plan: datoer, ansvarlige og hvad der er gjort",
    Permission.EDIT_MODEL: "Ændre implementeringsmodellens tekster, trin og tærskler",
    Permission.IMPORT_DATA: "Indlæse filer, rette karantæne og opsætninger",
    Permission.EDIT_NETWORKS: "Oprette, omdøbe og lukke netværk, flytte kommuner og sige, hvad der er omfattet",
    Permission.INVITE_TO_NETWORK: "Invitere trænere til netværket",
    Permission.INVITE_ANYONE: "Invitere alle, også mange på én gang fra deltagerlisten",
    Permission.MANAGE_ROLES: "Give og fjerne roller",
    Permission.READ_LOG: "Søge i loggen",
    Permission.FREEZE_REVIEW: "Fastfryse rapporter, sætte mål og skrive gevinster",
    Permission.COMMENT_REVIEW: "Skrive kommentarer til tal i en rapport",
    Permission.ANSWER_REVIEW: "Svare på kommentarer i en rapport, der nævner én selv eller gælder netværket",
    Permission.EDIT_OFFERS: "Skrive og bekræfte tilbud og kontakter i kommunerne",
}
