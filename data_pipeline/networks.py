"""Networks named by participant lists: made by name, joined where none is set; what was set by hand stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from data_pipeline.fold import folded
from data_pipeline.places import PRIVATE, Site
from storage.tables import network, network_municipality, site


@dataclass
class Networks:
    """Which network each municipality and private site is in, and what this run adds."""

    connection: Connection
    run_id: int
    by: str
    names: dict[int, str] = field(default_factory=dict)
    _ids: dict[str, int] = field(default_factory=dict)  # folded name -> id
    _of_municipality: dict[str, int] = field(default_factory=dict)
    _told: dict[tuple[str, int], str | None] = field(default_factory=dict)

    @classmethod
    def stored(cls, connection: Connection, run_id: int, by: str) -> Networks:
        """The networks of the database."""
        made = cls(connection, run_id, by)
        for row in connection.execute(select(network.c.id, network.c.name)):
            made.names[row.id] = row.name
            made._ids[folded(row.name)] = row.id
        current = select(network_municipality.c.municipality_code, network_municipality.c.network_id)
        for code, network_id in connection.execute(current.where(network_municipality.c.until.is_(None))):
            made._of_municipality[code] = network_id
        return made

    def join(self, name: str, place: Site, since: date) -> str | None:
        """Puts the municipality (or the private site) into the network; a sentence when it is in another."""
        key = (name, place.id)
        if key not in self._told:
            self._told[key] = self._join(name, place, since)
        return self._told[key]

    def _join(self, name: str, place: Site, since: date) -> str | None:
        network_id = self._ids.get(folded(name)) or self._made(name)
        if place.kind == PRIVATE:
            current = place.network_id
            if current is None:
                place.network_id = network_id
                self.connection.execute(update(site).where(site.c.id == place.id).values(network_id=network_id))
        else:
            current = self._of_municipality.get(place.code)
            if current is None:
                self._of_municipality[place.code] = network_id
                self.connection.execute(
                    insert(network_municipality).values(
                        network_id=network_id,
                        municipality_code=place.code,
                        since=since,
                        set_by=self.by,
                        run_id=self.run_id,
                    )
                )
        if current in (None, network_id):
            return None
        return (
            f"Listen siger „{name}”, men „{self.names[current]}” er valgt i forvejen og beholdes. "
            "Skift netværk på siden Netværk, hvis listen har ret."
        )

    def _made(self, name: str) -> int:
        values = {
            "name": name[:120],
            "created_at": datetime.now(),
            "created_by": self.by,
            "created_run_id": self.run_id,
        }
        made = self.connection.execute(insert(network).values(values).returning(network.c.id))
        network_id = int(made.scalar_one())
        self._ids[folded(name)] = network_id
        self.names[network_id] = name
        return network_id
