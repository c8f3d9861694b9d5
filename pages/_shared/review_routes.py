"""The review as a file: /rapport.pdf and /rapport.xlsx, with the page's day and scope, or a frozen one's number."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, abort, request

from access import audit
from pages._shared import gate
from pages._shared.callback import NotFound
from pages._shared.review_view import frozen_of, selection_of
from programme import review as reviews
from programme.review import Frozen, Review
from ui import review_address
from ui.review_tables import file_name

PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Maker = Callable[[Review, Frozen | None, Frozen | None], bytes]


def register(server: Flask) -> None:
    """Adds the routes; they stand before Dash's catch-all because they are more specific."""
    server.add_url_rule(review_address.PDF, "review_pdf", pdf, methods=["GET"])
    server.add_url_rule(review_address.XLSX, "review_xlsx", xlsx, methods=["GET"])


def pdf() -> Response:
    """The review as PDF, A4, tagged."""
    from ui import review_pdf  # the compiler takes time to import, and few ask

    return _download(review_pdf.pdf, PDF_TYPE, "pdf")


def xlsx() -> Response:
    """The tables of the review as a spreadsheet."""
    from ui import review_xlsx

    return _download(review_xlsx.xlsx, XLSX_TYPE, "xlsx")


def _download(make: Maker, mime: str, ending: str) -> Response:
    viewer, asked = gate.viewer(), request.query_string.decode("utf-8", "replace")
    try:
        frozen = frozen_of(asked, viewer)
    except NotFound:
        abort(404)
    current = frozen.review if frozen else reviews.review(selection_of(asked), viewer=viewer)
    made = make(current, reviews.last_before(current, viewer=viewer), frozen)
    name = f"{file_name(current.title, current.overview.as_of)}.{ending}"
    audit.exported(f"{name}{f' (frosset {frozen.id})' if frozen else ''}", by=viewer)
    answer = Response(made, mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
