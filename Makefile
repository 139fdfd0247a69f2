# The service on one machine: git, make and Python 3.11 or newer are all it needs.
#   make run       everything, with an own database and broker, at http://127.0.0.1:8000/ (WEB_PORT=...)
#   make test      style, types, storeys and tests     make test-all   the long drills
#   make crash-matrix   every job killed at every point in every way (twenty minutes); writes docs/crash-matrix.md
#   make mutants  each permission line taken out in turn: which of them no test misses (an hour and more)
#   make restore-drill   the database lost and had again, with what was lost and how long it took
#   make sbom      the bill of materials        make audit     faults known of what is shipped
#   make bench     the service's own measurements      make lock       choose versions anew

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
SANDBOX := $(BIN)/python -m config.local.sandbox
COMPILE := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run test test-all crash-matrix mutants restore-drill sbom audit bench lint format lock install install-dev clean

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

run: install
	@exec $(BIN)/python -m config.local

test: lint
	@echo; echo "== Tests"
	@$(BIN)/python -m pytest -n 2 -m "not drill"

test-all: install-dev
	@echo; echo "== Drills"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "drill and not alone"
	@$(BIN)/python -m pytest -m "drill and alone"

crash-matrix: install-dev
	@CRASH_MATRIX=1 $(BIN)/python -m pytest -m drill -q -s tests/crashes

mutants: install-dev
	@$(BIN)/python -m tests.mutants $(ONLY)

restore-drill: install-dev
	@$(BIN)/python -m pytest -m drill -q -s tests/config/test_restore_drill.py

sbom: install-dev
	@mkdir -p var && $(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --of JSON -o var/sbom.cdx.json requirements.lock
	@echo "var/sbom.cdx.json"

audit: install-dev
	@sh .ci/audit

bench: install-dev
	@$(BIN)/python -m tests.bench $(ONLY)

lint: install-dev
	@echo; echo "== Form and style"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@echo; echo "== Types"
	@$(SANDBOX) $(BIN)/mypy .
	@echo; echo "== Storeys and rooms"
	@$(BIN)/lint-imports
	@echo; echo "== Migrations"
	@$(SANDBOX) $(BIN)/python manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=tests.config.linting LOG_LEVEL=WARNING $(SANDBOX) $(BIN)/python manage.py lintmigrations --warnings-as-errors

format: install-dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: install it with 'pip install uv'." >&2; exit 1; }
	@$(COMPILE) -o requirements.lock $(LOCK)
	@$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock $(LOCK)

install:
	@sh .ci/install requirements.lock

install-dev:
	@sh .ci/install requirements-dev.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
