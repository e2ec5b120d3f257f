# One command each: `make run` to try it, `make test` and `make check` before a commit.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
RUN_STAMP := $(VENV)/.run-stamp
TEST_STAMP := $(VENV)/.test-stamp
NODE_STAMP := widget/node_modules/.stamp
SYNAPSE := $(VENV)/synapse
SYNAPSE_STAMP := $(SYNAPSE)/.stamp
EDITORS := tests/browser/editors
EDITORS_STAMP := $(EDITORS)/node_modules/.stamp
EDITORS_BUILT := $(EDITORS)/dist/stage.js
CONVERSE := tests/end_to_end/converse
CONVERSE_STAMP := $(CONVERSE)/node_modules/.stamp

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: $(RUN_STAMP) ## Start the demo (PORT=... for another port).
	@exec $(BIN)/warmline serve --demo $(if $(PORT),--port $(PORT))

.PHONY: tools
tools: $(TEST_STAMP) $(SYNAPSE_STAMP) $(NODE_STAMP) $(EDITORS_BUILT) $(CONVERSE_STAMP) chromium prosody redis strace

.PHONY: test
test: tools ## Run all tests, those in a browser included.
	$(BIN)/pytest -n 3 --dist loadfile
	cd widget && npm test

.PHONY: soak
soak: $(TEST_STAMP) ## Kill the server 200 times, then load it for ten minutes; figures into docs/reliability.md.
	$(BIN)/python -m tests.soak kill --write $(if $(KILLS),--count $(KILLS))
	$(BIN)/python -m tests.soak endure --write $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: fuzz
fuzz: $(TEST_STAMP) ## Feed every reader of strangers' input with what breaks it (SECONDS=60 for each, TARGET=...).
	$(BIN)/python -m tests.fuzz $(TARGET) $(if $(SECONDS),--seconds $(SECONDS))

.PHONY: check
check: $(TEST_STAMP) $(NODE_STAMP) ## Lint, format, types, import order, rules, generated files.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd widget && npm run --silent check
	$(BIN)/warmline check
	$(BIN)/warmline generate --check

.PHONY: format
format: $(TEST_STAMP) ## Format the code and mend what a machine can mend.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: generate
generate: $(TEST_STAMP) $(NODE_STAMP) ## Write the generated files, and the outputs that the pages show, again.
	$(BIN)/warmline generate
	cd widget && npm run --silent build
	$(BIN)/python -m tests.test_docs

.PHONY: extension
extension: $(NODE_STAMP) ## Pack the browser extension: dist/warmline-extension.zip (STORE=1: without the key).
	@node widget/extension/build.js $(if $(STORE),--without-key)

.PHONY: screenshots
screenshots: $(TEST_STAMP) chromium ## Take the pictures of docs/images again.
	$(BIN)/python -m tests.browser.screenshots

.PHONY: constraints
constraints: $(TEST_STAMP) ## Pin what is installed now in constraints.txt.
	$(PIP) freeze --exclude warmline > constraints.new
	mv constraints.new constraints.txt
	touch $(RUN_STAMP) $(TEST_STAMP)

.PHONY: clean
clean: ## Remove what these commands made (not the journal in data/).
	rm -rf $(VENV) widget/node_modules $(EDITORS)/node_modules $(EDITORS)/dist $(CONVERSE)/node_modules dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find assist tests benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# A half-made environment, or one whose Python is gone, is made again.
$(RUN_STAMP): pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  python=$$(scripts/find-python) && echo "making $(VENV) (about a minute, once)" && \
	  rm -rf $(VENV) && "$$python" -m venv $(VENV); }
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(TEST_STAMP): $(RUN_STAMP)
	$(PIP) install --constraint constraints.txt --editable '.[test,check,train]'
	@touch $@

# A program of the tests, with packages of its own.
$(SYNAPSE_STAMP): tests/end_to_end/synapse.txt | $(RUN_STAMP)
	@echo "making $(SYNAPSE), a chat server for the tests (half a minute, once)"
	rm -rf $(SYNAPSE)
	$(BIN)/python -m venv $(SYNAPSE)
	$(SYNAPSE)/bin/python -m pip --quiet --disable-pip-version-check install --requirement $<
	@touch $@

$(NODE_STAMP): widget/package.json widget/package-lock.json
	@command -v npm >/dev/null || scripts/need "Node (for the widget's checks)" nodejs npm
	cd widget && npm ci --silent --no-audit --no-fund
	@touch $@

$(EDITORS_STAMP): $(EDITORS)/package.json $(EDITORS)/package-lock.json
	@command -v npm >/dev/null || scripts/need "Node (for the browser tests)" nodejs npm
	cd $(EDITORS) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(EDITORS_BUILT): $(EDITORS_STAMP) $(EDITORS)/build.js $(wildcard $(EDITORS)/src/*.js)
	cd $(EDITORS) && npm run --silent build

$(CONVERSE_STAMP): $(CONVERSE)/package.json $(CONVERSE)/package-lock.json
	@command -v npm >/dev/null || scripts/need "Node (for the end-to-end tests)" nodejs npm
	cd $(CONVERSE) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || scripts/need "Chromium (for the browser tests)" chromium fonts-dejavu-core

# Debian starts what it installs: a chat server that nobody asked for stays masked (`systemctl unmask prosody`).
.PHONY: prosody
prosody:
	@command -v prosody >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v systemctl >/dev/null; then systemctl --quiet mask prosody || true; fi; \
	  scripts/need "Prosody (for the end-to-end tests)" prosody; }

# Masked for the same reason (`systemctl unmask redis-server`).
.PHONY: redis
redis:
	@command -v redis-server >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v systemctl >/dev/null; then systemctl --quiet mask redis-server || true; fi; \
	  scripts/need "Redis (for the tests of many nodes)" redis-server; }

.PHONY: strace
strace:
	@command -v strace >/dev/null || scripts/need "strace (for the tests of power cuts)" strace
