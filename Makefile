# Two commands on a fresh machine: `make run` and `make test`. Parts: make test ARGS="tests/storage -k kill"
PYTHON ?= python3
BIN := .venv/bin
CODE := config storage access programme board data_pipeline ui pages app.py
export PYTHONDONTWRITEBYTECODE :=  # whatever the shell says: with its bytecode kept a command starts sooner
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev

.PHONY: setup setup-dev run test check coverage bench format revise clean

setup: $(STAMP)

$(STAMP): requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	$(BIN)/python -m compileall -q $(CODE)
	@touch $@

setup-dev: $(DEV_STAMP)

$(DEV_STAMP): $(STAMP) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

run: setup
	@$(BIN)/python app.py

test: setup-dev
	$(BIN)/python -m pytest $(ARGS)

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r -c pyproject.toml $(CODE)
	$(BIN)/python -m programme check-definitions
	$(BIN)/python -m pytest tests/architecture -q

# The floors of branch coverage, lines and branches together. Takes longer than the tests, so it is no part of them;
# a test that holds a time is left out, because being measured is what would fail it.
coverage: setup-dev
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -m "not browser" -k "not takes_less_than" --cov --cov-report= $(ARGS)
	@rm -f .coverage.*  # what processes that a test killed had begun to write
	$(BIN)/coverage report --fail-under=100 --include="access/*,programme/suppression.py"
	$(BIN)/coverage report --fail-under=90 --include="board/*"
	$(BIN)/coverage report --fail-under=90 --include="programme/*"
	$(BIN)/coverage report --fail-under=90 --include="data_pipeline/*"

bench: setup-dev
	$(BIN)/python -m tests.bench $(ARGS)

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Writes the next migration from what storage/tables.py says that the last one does not.
revise: setup
	$(BIN)/python -m storage revise

clean:
	rm -rf .venv var
