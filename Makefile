# Comptoir: the deeds of a working day. `make help` lists them.

PYTHON    ?= python3
LANGUAGE  ?= en
VENV      := .venv
BIN       := $(VENV)/bin
PIP       := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS   ?= 2

RUNTIME      := $(VENV)/.runtime-installed
STORE_SERVER := $(VENV)/.store-server-installed
TOOLS        := $(VENV)/.tools-installed
VENDOR       := node_modules/.vendor-installed
CATALOGUES   := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

##@ Start here

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n\033[1m%s\033[0m\n", substr($$0, 5) } \
	  /^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: runtime ## Start the back office (COMPTOIR_DATA, COMPTOIR_PORT, DATABASE_URL)
	@exec $(BIN)/flask --app app serve

.PHONY: demo
demo: runtime ## Start a demo shop with printer and tills (LANGUAGE=en|fr|pl|ru)
	@exec $(BIN)/python -m demo $(LANGUAGE)

##@ Work on it

.PHONY: setup
setup: runtime $(TOOLS) ## Install everything into .venv/ and node_modules/
	@echo "Ready. 'make run' starts the back office, 'make test' runs the tests."

.PHONY: test
test: setup ## Run every test (ARGS='-k activation' to choose)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

.PHONY: lint
lint: lint-style lint-types lint-templates lint-floors lint-words ## Check style, types, templates, floors, words

.PHONY: lint-style lint-types lint-templates lint-floors lint-words
lint-style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types: setup
	$(BIN)/mypy
	cd hardware && ../$(BIN)/mypy

lint-templates: setup
	$(BIN)/djlint templates --lint --quiet

lint-floors: setup
	$(BIN)/lint-imports --no-logo

lint-words: setup
	$(BIN)/python -m checks

.PHONY: format
format: $(TOOLS) ## Rewrite Python files in the house format
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

.PHONY: translations
translations: $(RUNTIME) ## Extract texts, update the catalogues, compile them
	$(BIN)/python -m checks.catalogues

.PHONY: screenshots
screenshots: setup ## Photograph every page for the README and the documentation
	$(BIN)/python -m docs.screenshots

##@ Tidy up

.PHONY: clean
clean: ## Remove everything that can be made again (never the data folder)
	rm -rf $(VENV) node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find translations -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the deeds above stand on; each step runs again only when its input changed.

.PHONY: runtime
runtime: $(RUNTIME) $(STORE_SERVER) vendor $(CATALOGUES)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Comptoir needs Python 3.11 or later; set PYTHON=python3.x")'
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot create environments here; on Debian install python3-venv" >&2; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	@echo "Installing what Comptoir runs on"
	@$(PIP) install -r requirements.txt
	@touch $@

$(STORE_SERVER): hardware/pyproject.toml $(RUNTIME)
	@echo "Installing the store server"
	@$(PIP) install -c requirements.txt -e ./hardware >$(VENV)/store-server.log 2>&1 || { cat $(VENV)/store-server.log >&2; exit 1; }
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing tools for tests and checks"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

# htmx and the icons: without npm the pages still work, only less smoothly.
.PHONY: vendor
ifneq ($(shell command -v npm),)
vendor: $(VENDOR)
else
vendor:
	@echo "npm is missing: pages run without htmx and icons, browser tests are skipped" >&2
endif

$(VENDOR): package.json package-lock.json $(wildcard static/build-vendor.mjs)
	@echo "Installing htmx and icons"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

translations/%/LC_MESSAGES/messages.mo: translations/%/LC_MESSAGES/messages.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
