"""/netvaerk: every network with its municipalities by state, and the place where networks are set by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, State, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.municipalities import names
from pages._shared.page import register
from programme import actions, queries
from programme.definitions import definitions
from programme.errors import Refused
from ui import address, municipality_list, network_forms, network_list
from ui.components import FILTERS, card, drawing, drawn, explained, filter_bar, slot
from ui.texts_places import Netvaerk as T

register(
    __name__,
    path="/netvaerk",
    name=T.TITLE,
    title=T.TITLE,
    nav=True,
    description=T.DESCRIPTION,
    order=30,
    needs=Permission.SEE_PROGRESS,
)


class Id:
    """The ids of this page."""

    LIST = "netvaerk-liste"
    SAVED = "netvaerk-gemt"
    PLACE = "netvaerk-placer"
    CREATE = "netvaerk-opret"
    RENAME = "netvaerk-omdoeb"
    CLOSE = "netvaerk-luk"


WRITTEN = (
    Output(drawing(Id.LIST), "data", allow_duplicate=True),
    Output(network_forms.network_field(ALL), "options", allow_duplicate=True),
    Output(Id.SAVED, "children", allow_duplicate=True),
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """The networks, the municipalities outside, and the forms."""
    choices = queries.choices(viewer=viewer)
    return html.Div(
        [
            html.H1(T.TITLE),
            filter_bar(choices, search, redraws=Id.LIST),
            drawn(
                Id.LIST,
                slot("lead", "sentence", "lead", tag=html.P),
                card(
                    T.CHART,
                    slot("as_of", "as_of"),
                    slot("networks", "table_or_empty"),
                    slot("file", "csv"),
                    explained(definitions().indicator("states")),
                ),
                card(T.WITHOUT, html.P(T.WITHOUT_NOTE, className="soft"), slot("without", "table_or_empty")),
                data=_list(search, viewer),
                class_name="stack as-cards",
            ),
            *([_forms(choices.networks)] if allows(viewer, Permission.EDIT_NETWORKS) else []),
        ],
        className="stack page-netvaerk",
    )


@guarded_callback(
    Output(drawing(Id.LIST), "data"), Input(FILTERS, "data"), prevent_initial_call=True, needs=Permission.SEE_PROGRESS
)
def update(search: str | None, *, viewer: Viewer) -> dict[str, Any]:
    """The networks of another selection."""
    return _list(search, viewer)


@guarded_callback(
    *WRITTEN,
    Input(Id.PLACE, "n_clicks"),
    State(network_forms.field(Id.PLACE, "municipality"), "value"),
    State(network_forms.network_field(Id.PLACE), "value"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_NETWORKS,
)
def place(clicks: int | None, municipality: Any, network: Any, search: str | None, *, viewer: Viewer) -> Any:
    """Puts a municipality into a network, or takes it out."""
    return _written(clicks, search, viewer, lambda: _place(municipality, network, viewer))


@guarded_callback(
    *WRITTEN,
    Input(Id.CREATE, "n_clicks"),
    State(network_forms.field(Id.CREATE, "name"), "value"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_NETWORKS,
)
def create(clicks: int | None, text: Any, search: str | None, *, viewer: Viewer) -> Any:
    """Makes a network that has no municipalities yet."""
    return _written(clicks, search, viewer, lambda: _create(text, viewer))


@guarded_callback(
    *WRITTEN,
    Input(Id.RENAME, "n_clicks"),
    State(network_forms.network_field(Id.RENAME), "value"),
    State(network_forms.field(Id.RENAME, "name"), "value"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_NETWORKS,
)
def rename(clicks: int | None, network: Any, text: Any, search: str | None, *, viewer: Viewer) -> Any:
    """Gives a network another name."""
    return _written(clicks, search, viewer, lambda: _rename(network, text, viewer))


@guarded_callback(
    *WRITTEN,
    Input(Id.CLOSE, "n_clicks"),
    State(network_forms.network_field(Id.CLOSE), "value"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_NETWORKS,
)
def close(clicks: int | None, network: Any, search: str | None, *, viewer: Viewer) -> Any:
    """Closes a network; its municipalities are then outside."""
    return _written(clicks, search, viewer, lambda: _close(network, viewer))


def _list(search: str | None, viewer: Viewer) -> dict[str, Any]:
    selection = queries.Selection(**address.selection_from(search))
    found = queries.networks(selection, viewer=viewer)
    municipalities = queries.municipality_table(selection, viewer=viewer)
    is_outside = municipalities["network_id"].isna() & (municipalities["state"] != "ikke_omfattet")
    outside = municipalities[is_outside]
    return {
        "lead": network_list.lead(found, len(outside)),
        "as_of": municipality_list.as_of_data(queries.as_of(selection, viewer=viewer)),
        "networks": network_list.table(found),
        "file": network_list.file(found, {state.code: state.label for state in definitions().states}),
        "without": _outside(outside),
    }


def _outside(found: pd.DataFrame) -> dict[str, Any]:
    if found.empty:
        return {"empty": T.WITHOUT_NONE}
    sizes = {size.code: size.label for size in definitions().sizes}
    without = ("network", "reason", "steps_done")
    return municipality_list.table(found, sizes, file_name=T.WITHOUT_FILE, caption=T.WITHOUT, without=without)


def _forms(networks: list[tuple[int, str]]) -> Component:
    return card(
        T.SET,
        html.P(T.SET_NOTE, className="soft"),
        html.Div(id=Id.SAVED, className="saved", role="status"),
        network_forms.place(Id.PLACE, list(names().items()), networks),
        network_forms.create(Id.CREATE),
        network_forms.rename(Id.RENAME, networks),
        network_forms.close(Id.CLOSE, networks),
    )


def _written(clicks: int | None, search: str | None, viewer: Viewer, act: Callable[[], str]) -> tuple[Any, Any, Any]:
    if not clicks:
        return no_update, [no_update] * 3, no_update
    try:
        said = act()
    except Refused as refused:
        return no_update, [no_update] * 3, refused.message
    return _list(search, viewer), network_forms.network_options(queries.choices(viewer=viewer).networks), said


def _place(municipality: Any, network: Any, viewer: Viewer) -> str:
    code = network_forms.municipality_of(municipality, names())
    chosen = None if network == network_forms.NOTHING else network_forms.network_of(network)
    actions.set_network(municipality_code=code, network_id=chosen, by=viewer)
    said = T.PLACED if chosen else T.TAKEN_OUT
    return said.format(municipality=names()[code], network=_network_name(chosen, viewer))


def _create(text: Any, viewer: Viewer) -> str:
    name = network_forms.name_of(text)
    actions.create_network(name=name, by=viewer)
    return T.CREATED.format(name=name)


def _rename(network: Any, text: Any, viewer: Viewer) -> str:
    chosen, name = network_forms.network_of(network), network_forms.name_of(text)
    actions.rename_network(network_id=chosen, name=name, by=viewer)
    return T.RENAMED.format(name=name)


def _close(network: Any, viewer: Viewer) -> str:
    chosen = network_forms.network_of(network)
    name = _network_name(chosen, viewer)
    actions.close_network(network_id=chosen, by=viewer)
    return T.CLOSED.format(name=name)


def _network_name(network_id: int | None, viewer: Viewer) -> str:
    return dict(queries.choices(viewer=viewer).networks).get(network_id, "") if network_id else ""
