"""python -m tests.bench.status_from_scratch: CPU seconds to compute the state of every site of the database again."""

import time

from programme import status_store
from programme.setup import prepare_database
from storage import tables
from storage.engine import writing

if __name__ == "__main__":
    prepare_database()
    with writing() as connection:
        for table in (tables.site_status, tables.municipality_status, tables.state_change):
            connection.execute(table.delete())
    started = time.process_time()
    with writing() as connection:
        status_store.refresh(connection)
    print(time.process_time() - started)
