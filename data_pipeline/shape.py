"""Rows of any width become batches: as wide as the header, with what reading saw of each row."""

from __future__ import annotations

from dataclasses import dataclass, field

from data_pipeline import cpr, decoding
from data_pipeline.model import CPR_MASK, ROW_COLUMN, Batch, Problem, Row

DAMAGED = (
    "Teksten er læst forkert en gang før filen kom hertil (som „Ã¸” for „ø”) og er rettet til „{0}”. "
    "Se efter, om den er rigtig."
)
LOST = "Et eller flere bogstaver er gået tabt („�”), før filen kom hertil. Ret teksten i kilden."
TOO_MANY = (
    "Rækken har {0} celler, men overskriften har {1}. Sæt anførselstegn om den tekst, "
    "der indeholder skilletegnet, eller slet de overskydende celler."
)
TOO_FEW = (
    "Rækken har kun {0} celler, men overskriften har {1}; resten tæller som ubesvaret. Se efter, om rækken er delt."
)
QUOTE = "Et anførselstegn blev aldrig lukket og havde slugt de næste rækker; de er delt igen. Fjern tegnet i filen."
FORMULA = "Cellen er en formel, hvis resultat ikke er gemt, og læses som tom. Åbn filen i Excel, og gem den igen."


@dataclass(slots=True)
class Shaper:
    """Makes batches of rows as they came; `header` is the usable headings, `start` the first column that is kept."""

    header: Row
    width: int = field(init=False)
    cpr_columns: list[int] = field(init=False)
    short_columns: list[int] = field(init=False)  # where nine digits may be a CPR number that lost its zero

    def __post_init__(self) -> None:
        self.width = len(self.header)
        self.cpr_columns = [index for index, name in enumerate(self.header) if cpr.is_cpr_heading(name)]
        self.short_columns = [index for index, name in enumerate(self.header) if cpr.may_hold_short(name)]

    def fit(self, batch: Batch, number: int, row: Row) -> Row:
        """The row exactly as wide as the header; what does not fit is kept in the batch beside its problem."""
        if len(row) < self.width:
            message = TOO_FEW.format(len(row), self.width)
            batch.problems.append(Problem(number, ROW_COLUMN, None, "too_few_cells", "warning", message))
            return row + [""] * (self.width - len(row))
        beyond = row[self.width :]
        if any(cell.strip() for cell in beyond):
            batch.extra[number] = beyond
            message = TOO_MANY.format(len(row), self.width)
            batch.problems.append(
                Problem(number, ROW_COLUMN, " · ".join(beyond)[:200], "too_many_cells", "error", message)
            )
        return row[: self.width]

    def finish(self, batch: Batch, *, is_masked: bool, has_short: bool, is_damaged: bool) -> Batch:
        """The batch with CPR cells listed and damaged text repaired."""
        if is_damaged:
            self._repair(batch)
        self._mask_alone(batch, has_short)
        if is_masked or has_short or self.cpr_columns:
            for number, row in zip(batch.numbers, batch.rows, strict=True):
                if any(CPR_MASK in cell for cell in batch.extra.get(number, ())):
                    batch.cpr.append((number, ROW_COLUMN))
                if cpr.MARK in "".join(row):
                    batch.cpr += [(number, self.header[at]) for at, cell in enumerate(row) if CPR_MASK in cell]
        return batch

    def _mask_alone(self, batch: Batch, has_short: bool) -> None:
        """Masks the numbers that can only be told in a cell of their own."""
        for column in self.cpr_columns:
            for row in batch.rows:
                row[column] = cpr.mask_named(row[column])
        for column in self.short_columns if has_short else ():
            if cpr.looks_short("\n".join([row[column] for row in batch.rows])):
                for row in batch.rows:
                    row[column] = cpr.mask_short(row[column])

    def _repair(self, batch: Batch) -> None:
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            if not decoding.looks_damaged("\n".join(row)):
                continue
            for at, cell in enumerate(row):
                if not decoding.looks_damaged(cell):
                    continue
                row[at] = better = decoding.repaired(cell)
                if better == cell and "�" not in cell:
                    continue
                message = LOST if "�" in better else DAMAGED.format(better[:80])
                batch.problems.append(Problem(number, self.header[at], cell[:200], "damaged_text", "warning", message))


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but blanks."""
    return not row or (not row[0].strip() and not "".join(row).strip())


def too_many_rows(max_rows: int) -> str:
    """Why a file with too many rows is refused."""
    limit = f"{max_rows:,}".replace(",", ".")
    return f"Filen har flere end {limit} rækker. Del den i flere filer, og hent dem ind én ad gangen."
