"""The roles in plain Danish: what each may do, everywhere or in the own network only. Made to be read by a DPO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from access.permissions import Permission


class Scope(StrEnum):
    """How far a right reaches."""

    EVERYWHERE = "everywhere"
    OWN_NETWORK = "own_network"


@dataclass(frozen=True)
class Role:
    """A named set of rights."""

    code: str
    title: str
    description: str
    permissions: Mapping[Permission, Scope]


ALL, OWN = Scope.EVERYWHERE, Scope.OWN_NETWORK

_TRAINER: dict[Permission, Scope] = {
    Permission.SEE_PROGRESS: ALL,
    Permission.SEE_EXACT_FIGURES: ALL,
    Permission.SEE_PEOPLE: OWN,
    Permission.SEE_CONTACT_DETAILS: OWN,
    Permission.READ_COMMON_FORUM: ALL,
    Permission.WRITE_COMMON_FORUM: ALL,
    Permission.READ_ROOM: OWN,
    Permission.WRITE_ROOM: OWN,
    Permission.SEE_STATUS_FACTS: ALL,
    Permission.WRITE_STATUS_NOTES: OWN,
    Permission.EDIT_PLAN: OWN,
    Permission.EDIT_OFFERS: OWN,
}

_ROLES = (
    Role(
        "reviewer",
        "Ministeriets læser",
        "Følger fremdriften. Ser tilstande og trin, men ingen personer og ingen fritekst, og små tal er skjult.",
        {
            Permission.SEE_PROGRESS: ALL,
            Permission.SEE_STATUS_FACTS: ALL,
            Permission.COMMENT_REVIEW: ALL,
            Permission.ANSWER_REVIEW: ALL,
        },
    ),
    Role(
        "trainer",
        "Træner",
        "Ser alle kommuners fremdrift. Ser kolleger, fritekst og det lukkede forum i sit eget netværk og intet andet.",
        _TRAINER,
    ),
    Role(
        "lead",
        "Netværksleder",
        "Som træner, og kan invitere til sit eget netværk, styre dets lukkede forum og fastgøre i det fælles forum.",
        _TRAINER | {Permission.MODERATE_ROOM: OWN, Permission.INVITE_TO_NETWORK: OWN, Permission.ANSWER_REVIEW: OWN},
    ),
    Role(
        "coordinator",
        "Red Liv-koordinator",
        "Indlæser data, inviterer og ser alle trænere. Er ikke med i lukkede fora; nødadgang er tidsbegrænset, logges "
        "og vises for medlemmerne.",
        {
            Permission.SEE_PROGRESS: ALL,
            Permission.SEE_EXACT_FIGURES: ALL,
            Permission.SEE_PEOPLE: ALL,
            Permission.SEE_CONTACT_DETAILS: ALL,
            Permission.READ_COMMON_FORUM: ALL,
            Permission.WRITE_COMMON_FORUM: ALL,
            Permission.MODERATE_COMMON_FORUM: ALL,
            Permission.BREAK_GLASS: ALL,
            Permission.SEE_STATUS_FACTS: ALL,
            Permission.WRITE_STATUS_NOTES: ALL,
            Permission.EDIT_PLAN: ALL,
            Permission.EDIT_MODEL: ALL,
            Permission.IMPORT_DATA: ALL,
            Permission.EDIT_NETWORKS: ALL,
            Permission.INVITE_TO_NETWORK: ALL,
            Permission.INVITE_ANYONE: ALL,
            Permission.MANAGE_ROLES: ALL,
            Permission.READ_LOG: ALL,
            Permission.FREEZE_REVIEW: ALL,
            Permission.COMMENT_REVIEW: ALL,
            Permission.ANSWER_REVIEW: ALL,
            Permission.EDIT_OFFERS: ALL,
        },
    ),
    Role(
        "administrator",
        "Administrator",
        "Holder systemet kørende: indlæsning, konti, roller og log. Ser ingen kontaktoplysninger og intet forum.",
        {
            Permission.SEE_PROGRESS: ALL,
            Permission.SEE_EXACT_FIGURES: ALL,
            Permission.SEE_PEOPLE: ALL,
            Permission.EDIT_MODEL: ALL,
            Permission.IMPORT_DATA: ALL,
            Permission.EDIT_NETWORKS: ALL,
            Permission.INVITE_TO_NETWORK: ALL,
            Permission.INVITE_ANYONE: ALL,
            Permission.MANAGE_ROLES: ALL,
            Permission.READ_LOG: ALL,
        },
    ),
)

# Given by the people of a room, not by Red Liv: see access/guests.py.
_ROOM_ROLES = (
    Role(
        "guest",
        "Gæst i et lukket forum",
        "Er lukket ind i et netværks forum af netværkets leder: læser og skriver dér, og ser intet andet af netværket.",
        {Permission.READ_ROOM: OWN, Permission.WRITE_ROOM: OWN},
    ),
    Role(
        "break_glass",
        "Nødadgang til et lukket forum",
        "Læser et netværks forum i højst en time, med en begrundelse, som medlemmerne kan se. Kan ikke skrive.",
        {Permission.READ_ROOM: OWN},
    ),
)

ROLES: Mapping[str, Role] = {role.code: role for role in (*_ROLES, *_ROOM_ROLES)}
GIVEN_ROLES: Mapping[str, Role] = {role.code: role for role in _ROLES}  # by invitation or under /administration
