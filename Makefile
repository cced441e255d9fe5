# One name per task; `make help` lists them. Everything lives in .venv, which the first task builds.
.DEFAULT_GOAL := help
.PHONY: help run test test-seekdb dialects check audit bundle conformance bench bench-gate core oracle reliability reliability-full integration openapi lint-openapi clients format pins clean

VENV := .venv
BIN := $(VENV)/bin
export HOST ?= 127.0.0.1
export PORT ?= 8000

RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed
# What the benchmark compares with, in an environment of its own.
PEERS := .venv-bench/.installed
# Whether it was built, or there is no Rust to build it with.
CORE := build/core/.tried
NATIVE := app/services/ordinary/native app/serving/native
SEEKDB := $(VENV)/.seekdb-installed
DIALECTS := .venv-dialects/.installed
# The development environment contains the runtime one: `run` does not take it apart.
INSTALLED := $(if $(wildcard $(DEVELOPMENT)),$(DEVELOPMENT),$(RUNTIME))
CLIENTS := build/clients
OTHER := .venv-other/.looked-for
LINT := build/lint
INPUTS := pyproject.toml requirements-build.txt requirements.txt scripts/install.sh

help:  ## list the tasks
	@echo 'make TASK [HOST=127.0.0.1] [PORT=8000] [DATABASE_URL=sqlite:///data/jixiao.db] [PYTHON=python3]'
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) $(CORE)  ## set up, migrate the database and serve on http://HOST:PORT
	@echo "==> Migrating the database"
	@$(BIN)/jixiao migrate
	@echo "==> Serving on http://$(HOST):$(PORT) (documentation: /docs); stop with Ctrl-C"
	@exec $(BIN)/jixiao serve

test: $(DEVELOPMENT) $(CORE)  ## set up and run every test, on SQLite and on a real PostgreSQL (ARGS='-k name' selects)
	$(BIN)/pytest -n auto $(ARGS)

test-seekdb: $(SEEKDB)  ## the tests that need a database, on an OceanBase engine (ARGS=tests/storage selects)
	ENGINES=seekdb $(BIN)/pytest -n auto -k seekdb $(or $(ARGS),tests)

ON_2_0 := dialects tables commit queries migrate
dialects: $(DIALECTS)  ## on SQLAlchemy 2.0: compile tables and statements for the dialects that ask for it, and store
	ENGINES=sqlite .venv-dialects/bin/python -m pytest -q -p no:cacheprovider -m 'not postgresql' $(ON_2_0:%=tests/storage/test_%.py)

check: $(DEVELOPMENT)  ## formatting, lint, types, import arrows, OpenAPI drift, migrations, known vulnerabilities
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@scripts/build-core.sh $(VENV) check
	$(BIN)/python -m app.openapi --check
	$(BIN)/python -m app.storage.migrate --check
	@$(BIN)/python scripts/audit.py

audit: $(DEVELOPMENT)  ## ask a vulnerability database about every pinned package, and fail if it does not answer
	@AUDIT=required $(BIN)/python scripts/audit.py

bundle: $(DEVELOPMENT)  ## pack source, wheels, checksums and a bill of materials for a machine without a network
	@scripts/bundle.sh $(VENV) dist

conformance: $(DEVELOPMENT)  ## score the fourteen source records and count the known anomalies that are raised
	@$(BIN)/python -m tests.conformance $(ARGS)

bench: $(DEVELOPMENT) $(CORE) $(PEERS)  ## measure speed beside peers and floors (ARGS=engine|sizes|bulk|service|lists; FORMS=1000000 for bulk)
	$(BIN)/python -m tests.bench $(ARGS) $(if $(FORMS),--forms $(FORMS))

bench-gate: $(DEVELOPMENT) $(CORE) $(PEERS)  ## a minute of the same, failing where the engine has become slower than it should be
	$(BIN)/python -m tests.bench gate

core: $(INSTALLED) $(CORE)  ## build what is native, most of all the engine's core; without Rust the engine is Python alone, and slower

oracle: $(DEVELOPMENT)  ## score 100,000 random forms per rule pack against an independent oracle (ARGS='--forms 2000 bohu')
	$(BIN)/python -m tests.oracle $(ARGS)

reliability: $(DEVELOPMENT) $(CORE) $(OTHER)  ## kill, cut, fill and fuzz the service; one table in at most twelve minutes (ARGS='A1 B1' selects)
	@$(BIN)/python -m tests.reliability $(ARGS)

reliability-full: $(DEVELOPMENT) $(CORE) $(OTHER)  ## the same in full, however long it takes
	@$(BIN)/python -m tests.reliability --full $(ARGS)

integration: $(DEVELOPMENT) $(CORE)  ## what an adopter tries on the first day; one table in at most twelve minutes (ARGS='java browser' selects)
	@$(BIN)/python -m tests.integration $(ARGS)

openapi: $(DEVELOPMENT)  ## write openapi/v1.json from the code
	$(BIN)/python -m app.openapi

lint-openapi: $(LINT)/.installed  ## lint openapi/v1.json with Spectral (needs npm)
	@$(LINT)/node_modules/.bin/spectral lint --ruleset openapi/lint/ruleset.yaml --fail-severity hint openapi/v1.json

clients: $(CLIENTS)/.made  ## generate the Java and the Python client into build/clients (needs a JDK)
	@ls -d $(CLIENTS)/*.jar $(CLIENTS)/python/jixiao_client

format: $(DEVELOPMENT)  ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

PIN = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make pins' --quiet $(ARGS)

pins: $(DEVELOPMENT)  ## renew the requirement files from pyproject.toml (ARGS=--upgrade takes the newest versions)
	$(PIN) --extra traces --group build --group dev --output-file requirements-dev.txt
	$(PIN) --extra traces --constraints requirements-dev.txt --output-file requirements.txt
	$(subst pyproject.toml,--group build,$(PIN)) --constraints requirements-dev.txt --output-file requirements-build.txt
	$(subst pyproject.toml,--group clients,$(PIN)) --constraints requirements-dev.txt --output-file requirements-clients.txt
	$(subst pyproject.toml,--group bench,$(PIN)) --output-file requirements-bench.txt
	$(subst pyproject.toml,--group seekdb,$(PIN)) --constraints requirements-dev.txt --output-file requirements-seekdb.txt
	$(PIN) --group dialects --output-file requirements-dialects.txt

clean:  ## remove the environment and everything generated
	rm -rf $(VENV) .venv-bench .venv-dialects .venv-other build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Another Python, where the machine has one, for the trial that scores under two; without it, it runs under one.
$(OTHER): $(DEVELOPMENT) requirements.txt
	@$(BIN)/python -m tests.reliability.other_python
	@mkdir -p $(@D) && touch $@

$(RUNTIME): $(INPUTS)
	@scripts/install.sh $(VENV) requirements.txt
	@touch $@

$(DEVELOPMENT): $(INPUTS) requirements-dev.txt
	@scripts/install.sh $(VENV) requirements-dev.txt
	@touch $@ $(RUNTIME)

$(SEEKDB): $(DEVELOPMENT) requirements-seekdb.txt
	@scripts/install.sh $(VENV) requirements-seekdb.txt without-jixiao
	@touch $@

$(DIALECTS): requirements-dialects.txt requirements-build.txt pyproject.toml
	@scripts/install.sh .venv-dialects requirements-dialects.txt
	@touch $@

$(CLIENTS)/.made: requirements-clients.txt requirements-build.txt openapi/v1.json scripts/generate_clients.py
	@scripts/install.sh $(CLIENTS)/venv requirements-clients.txt without-jixiao
	@echo "==> Generating and compiling the clients"
	@$(CLIENTS)/venv/bin/python scripts/generate_clients.py
	@touch $@

$(PEERS): requirements-bench.txt requirements-build.txt
	@scripts/install.sh .venv-bench requirements-bench.txt without-jixiao
	@touch $@

$(CORE): $(INPUTS) scripts/build-core.sh $(wildcard $(NATIVE:%=%/Cargo.*) $(NATIVE:%=%/src/*.rs)) | $(INSTALLED)
	@scripts/build-core.sh $(VENV)
	@mkdir -p $(@D) && touch $@

# The lock file holds a hash of every package and the address of none: npm asks the registry it is configured for.
$(LINT)/.installed: openapi/lint/package.json openapi/lint/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js (on Debian: apt-get install npm)' >&2; exit 1; }
	@mkdir -p $(LINT)
	@cp openapi/lint/package.json openapi/lint/package-lock.json $(LINT)/
	@npm ci --prefix $(LINT) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
