# One command each; every target sets up what it needs on a fresh machine with Python 3.11+ and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo smoke faults test lint bench bench-drain bench-receiver bench-survey bench-storefront bench-survey-answers bench-import bench-dashboard fuzz key lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(READY) ## install everything into .venv (the other targets do this by themselves)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Earmark needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(READY): $(BIN)/python requirements.txt tests/requirements.txt plugin/admin/package-lock.json storefront/package-lock.json tests/devshop/artefacts.py tests/devshop/artefacts.json
	@echo "Installing the locked packages (a minute or two, most of it downloads) ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	$(BIN)/python -m plugin.cli assets
	$(BIN)/python -m tests.devshop.artefacts
	$(BIN)/python -m tests.storefront.tools
	@touch $(READY)

demo: $(READY) ## the whole story in the browser (RESET=1 begins anew)
	@$(BIN)/python -m tests.devshop.demo $(if $(RESET),--reset)

smoke: $(READY) ## the same processes, empty: 50 creators, 300 shoppers, then the books are compared
	@$(BIN)/python -m tests.devshop.smoke

faults: $(READY) ## kill and stop everything under load, and count what was acknowledged (ARGS="--scale 0.1 --only kill_drain control")
	@$(BIN)/python -m tests.faults $(ARGS)

test: $(READY) ## every test
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(READY) ## ruff, mypy, import contracts
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(READY) ## how fast it is, as a table and one JSON line
	@$(BIN)/python -m tests.bench

bench-drain: $(READY) ## orders per second through the drain (ORDERS=1000000 for a long ledger)
	@$(BIN)/python -m tests.bench.draining $(if $(ORDERS),--orders $(ORDERS))

bench-receiver: $(READY) ## how fast webhooks are kept, beside Express and Fastify (OVERLOAD=60 for a minute of three times the top rate)
	@$(BIN)/python -m tests.bench.receiving $(if $(OVERLOAD),--overload $(OVERLOAD))

bench-storefront: $(READY) ## how fast shoppers are served, and what the shop's pages carry
	@$(BIN)/python -m tests.bench.storefront

bench-dashboard: $(READY) ## how fast the admin's pages are over ten million orders (ORDERS=200000 for fewer, KEEP=<folder> to keep them)
	@$(BIN)/python -m tests.bench.dashboard $(if $(ORDERS),--orders $(ORDERS)) $(if $(KEEP),--keep $(KEEP))

bench-import: $(READY) ## how fast past orders come in, from Shopify's file to the books (ORDERS=500000 for a large shop)
	@$(BIN)/python -m tests.bench.past_orders $(if $(ORDERS),--orders $(ORDERS))

bench-survey-answers: $(READY) ## how fast buyers' answers are stored, at 50 a second
	@$(BIN)/python -m tests.bench.survey_answers

bench-survey: $(READY) ## how right the survey's numbers are, on shops whose truth is known (ARGS="--shops 100 --response 0.3")
	@$(BIN)/python -m tests.bench.surveys $(ARGS)

fuzz: $(READY) ## a minute of inputs nobody would send, against everything that reads what Shopify sends (SECONDS=600)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: 'atheris>=3' || true
	@$(BIN)/python -m tests.fuzz $(if $(SECONDS),--seconds $(SECONDS))

key: $(READY) ## print a new encryption key
	@$(BIN)/python -m plugin.cli key

lock: $(READY) ## resolve the dependencies anew into requirements.txt and tests/requirements.txt
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --upgrade -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --generate-hashes --no-emit-index-url --no-header --upgrade -q -o tests/requirements.txt

clean: ## remove what setup and the demo made
	rm -rf $(VENV) .data .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
