"""What must hold between the definitions for the product to work; checked when they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

from programme.definitions.model import Definitions, Rule

STATES = ("forankret", "i_drift", "paa_vej", "i_risiko", "gaaet_i_staa", "stoppet", "ukendt", "ikke_omfattet")
SIZES = ("small", "medium", "large_medium", "large")
STEPS = ("F1", "F2", "F3", "K1", "K2", "K3", "K4", "K5", "O1", "O2", "O3", "D1", "D2", "D3", "N1", "N2")
UNITS = ("antal", "procent", "dage")
SOURCES = ("answer", "note", "list", "plan")
TEMPLATES = ("ledelsesbeslutning", "instruks", "kursusplan", "kvalitetsstandard")
WORDS = frozenset(
    [
        "day_zero",
        "days",
        "limit",
        "window",
        "heard",
        "source",
        "active",
        "trained",
        "lead",
        "activity",
        "plans",
        "plan",
        "started",
    ]
)  # what the engine fills into sentences
GUIDE_WORDS = frozenset(["sites", "trainers", "clients", "half", "most", "course_window"])
VARIANTS = {  # the ways in which the engine finds that a rule holds
    "ikke_omfattet": ("no_site", "answers_only", "out_of_scope", "served"),
    "stoppet": ("said",),
    "ukendt": ("never", "long_ago"),
    "gaaet_i_staa.a": ("said",),
    "gaaet_i_staa.b": ("heard", "unheard"),
    "gaaet_i_staa.c": ("silent",),
    "gaaet_i_staa.d": ("one", "all"),
    "gaaet_i_staa.e": ("passed",),
    "i_risiko.a": ("heard", "unheard"),
    "i_risiko.b": ("said",),
    "i_risiko.c": ("listed", "left", "shared"),
    "i_risiko.d": ("said",),
    "forankret": ("done",),
    "i_drift": ("done",),
    "paa_vej": ("started", "planned", "promised", "heard", "trained", "answered", "untrained"),
}


def inconsistencies(made: Definitions) -> list[str]:
    """Every fault between the definitions, as Danish sentences that name the file and the remedy."""
    return [
        *_codes(made),
        *_steps(made),
        *_sizes(made),
        *_rules(made),
        *_barriers(made),
        *_indicators(made),
        *_guides(made),
    ]


def _codes(made: Definitions) -> Iterator[str]:
    yield from _exactly("states.toml: tilstandene", [state.code for state in made.states], STATES)
    yield from _exactly("sizes.toml: størrelserne", [size.code for size in made.sizes], SIZES)
    yield from _exactly("phases.toml: trinnene", [step.code for step in made.steps], STEPS)
    yield from _exactly("states.toml: reglerne", [rule.code for rule in made.rules], VARIANTS)
    yield from _exactly("states.toml: kilderne under [sources]", list(made.sources), SOURCES)
    yield from _unique("phases.toml: faser", [phase.code for phase in made.phases])
    yield from _unique("barriers.toml: barrierer", [barrier.code for barrier in made.barriers])
    yield from _unique("survey.toml: kolonner", [question.column for question in made.questions])
    yield from _unique("states.toml: severity", [str(state.severity) for state in made.states])


def _exactly(what: str, found: list[str], wanted: Iterable[str]) -> Iterator[str]:
    yield from _unique(what, found)
    if missing := [code for code in wanted if code not in found]:
        yield f"{what} mangler {', '.join(missing)}. Sæt dem ind igen: programmet kender dem ved navn."
    if extra := [code for code in found if code not in set(wanted)]:
        yield f"{what} har {', '.join(extra)}, som programmet ikke kender. Fjern dem, eller ret stavningen."


def _unique(what: str, found: list[str]) -> Iterator[str]:
    if twice := [code for code, count in Counter(found).items() if count > 1]:
        yield f"{what} har {', '.join(twice)} mere end én gang. Behold kun den ene."


def _steps(made: Definitions) -> Iterator[str]:
    phases, sizes = {phase.code for phase in made.phases}, {size.code for size in made.sizes}
    for step in made.steps:
        if step.phase not in phases:
            yield f"phases.toml, step {step.code}: der er ingen fase {step.phase}."
        for size, own in step.by_size.items():
            if size not in sizes:
                yield f"phases.toml, step {step.code}: størrelsen {size} kendes ikke. Kendte: {', '.join(SIZES)}."
            if unknown := own.keys() - {"title", "responsible", "typical_day", "late_day", "proof", "is_applicable"}:
                yield f"phases.toml, step {step.code}.by_size.{size}: {', '.join(unknown)} kan ikke ændres her."
        for size in sizes:
            own_step = made.step_for(step, size) if not step.by_size.keys() - sizes else step
            if own_step.late_day < own_step.typical_day:
                yield f"phases.toml, step {step.code} ({size}): late_day skal være mindst typical_day."
                break


def _sizes(made: Definitions) -> Iterator[str]:
    borders = [size.population_below for size in made.sizes]
    if borders != sorted(set(borders)):
        yield "sizes.toml: population_below skal vokse fra størrelse til størrelse."
    if borders and borders[-1] < 10_000_000:
        yield "sizes.toml: den sidste størrelses population_below skal være over 10000000, så alle kommuner har en."
    for size in made.sizes:
        if size.limit_days < made.thresholds.at_risk_from_day:
            yield f"sizes.toml, size {size.code}: limit_days skal være mindst at_risk_from_day i thresholds.toml."


def _rules(made: Definitions) -> Iterator[str]:
    states = {state.code for state in made.states}
    for rule in made.rules:
        if rule.state not in states or not rule.code.startswith(rule.state):
            yield f"states.toml, rule {rule.code}: state skal være reglens egen tilstand, ikke {rule.state}."
        variants = VARIANTS.get(rule.code, ())
        yield from _exactly(f"states.toml, rule {rule.code}: sætningerne under reason", list(rule.reason), variants)
        yield from _words(rule)
    if made.rules and made.rules[-1].code != "paa_vej":
        yield "states.toml: paa_vej skal stå sidst, for den passer altid."


def _words(rule: Rule) -> Iterator[str]:
    for name, sentence in [*rule.reason.items(), ("clears", rule.clears)]:
        yield from _filled(f"states.toml, rule {rule.code}, {name}", sentence, WORDS)


def _filled(where: str, sentence: str, words: frozenset[str]) -> Iterator[str]:
    try:
        used = {word for _, word, _, _ in Formatter().parse(sentence) if word is not None}
    except ValueError:
        yield f"{where}: en krøllet parentes er ikke lukket."
        return
    if unknown := used - words:
        yield f"{where}: {{{', '.join(sorted(unknown))}}} kendes ikke. Kendte ord: {', '.join(sorted(words))}."


def _guides(made: Definitions) -> Iterator[str]:
    yield from _exactly("guide.toml: guide", [guide.step for guide in made.guides], STEPS)
    yield from _exactly("guide.toml: template", [template.code for template in made.templates], TEMPLATES)
    known = {source.code for source in made.literature}
    for guide in made.guides:
        if unknown := set(guide.sources) - known:
            yield f"guide.toml, guide {guide.step}: kilden {', '.join(sorted(unknown))} findes ikke."
        for name in ("what", "why", "small", "large", "several", "lead", "member", "clients"):
            yield from _filled(f"guide.toml, guide {guide.step}, {name}", getattr(guide, name), GUIDE_WORDS)


def _barriers(made: Definitions) -> Iterator[str]:
    groups = {group.code for group in made.groups}
    for barrier in made.barriers:
        if barrier.group not in groups:
            yield f"barriers.toml, barrier {barrier.code}: gruppen {barrier.group} findes ikke."


def _indicators(made: Definitions) -> Iterator[str]:
    codes = [indicator.code for indicator in made.indicators]
    yield from _unique("indicators.toml: indikatorer", codes)
    for indicator in made.indicators:
        if indicator.unit not in UNITS:
            yield f"indicators.toml, indicator {indicator.code}: unit skal være en af {', '.join(UNITS)}."
    for reference in made.references:
        if reference.indicator not in codes:
            yield f"indicators.toml, reference {reference.code}: indikatoren {reference.indicator} findes ikke."
