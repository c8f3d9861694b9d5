"""The addresses that every check of every page walks."""

ADDRESSES = [
    "/",
    "/kommuner",
    "/kommune/0461",
    "/netvaerk",
    "/netvaerk/1",
    "/saadan-er-det-regnet",
    "/hvad-nu-hvis",
    "/hvad-nu-hvis?graense=90",
    "/implementeringsmodel",
    "/implementeringsmodel/rediger",
    "/kommune/0461/plan",
    "/statusnotat",
    "/data",
    "/data/karantaene",
    "/data/kvalitet",
    "/rapport",
    "/rapport?udsnit=region-1085",
    "/tilbud",
    "/kommune/0461/tilbud",
]
