"""Where rows live: engine, tables, errors, migrations."""
