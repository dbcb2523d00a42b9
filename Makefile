# The whole project from a checkout: `make run` serves the atlas, `make test` checks everything.
# Needs Python 3.11 or newer with venv, and make; everything else is installed into .venv from the
# lock files. By hand and on Windows: see docs/install.md.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8501
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
LOCK   := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --no-config \
          --universal --python-version 3.11 --generate-hashes --no-annotate --quiet

# Unit tests in parallel; each worker has its own server and browser, so four are enough.
TEST    := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

# Where spelling is checked, and phrases that are hard to read (.ci/phrases.txt).
PROSE   := app.py atlas benchmarks docs layers pages static tests README.md Makefile pyproject.toml

.PHONY: help run build validate test test-fast lint bench lock install install-test browser clean
.DEFAULT_GOAL := help

help:
	@echo "make run    install, build the geodata and serve http://localhost:$(PORT)"
	@echo "make test   install what the tests need, then lint, check types and test"
	@echo "make test-fast  the same without the browser tests, for daily work"
	@echo "make build  build geodata/ from geodata/sources/      make validate  check it"
	@echo "make lint   Python, JavaScript, CSS, spelling         make bench     compare with ordinary maps"
	@echo "make lock   renew the lock files (UPGRADE=1: newest)  make clean     remove what was made"

run: build
	$(BIN)/atlas serve --port $(PORT)

build: $(VENV)/run.stamp
	$(BIN)/atlas build

validate: $(VENV)/run.stamp
	$(BIN)/atlas validate

test: lint browser
	$(TEST) $(PYTEST_ARGS)

test-fast: lint
	$(TEST) --ignore=tests/e2e $(PYTEST_ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/support/javascript.py
	$(BIN)/codespell $(PROSE)
	@! grep --recursive --line-number --ignore-case --word-regexp --fixed-strings --file=.ci/phrases.txt \
	  --include='*.py' --include='*.toml' --include='*.md' --include='*.js' --include='*.css' $(PROSE)

bench: $(VENV)/test.stamp browser
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

# ---- environment ---------------------------------------------------------------------------------

install: $(VENV)/run.stamp
install-test: $(VENV)/test.stamp

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is not. Try: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }

# The test lock holds everything that the other holds, in the same versions.
$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the atlas into $(VENV) …"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: requirements-test.lock $(VENV)/run.stamp
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) install --quiet --require-hashes -r requirements-test.lock
	@touch $@

# Chromium drives the tests of the page, best as its headless shell; the fonts make screenshots legible.
browser:
	@packages=""; shell=$$(command -v chromium-headless-shell || true); \
	chromium=$$(command -v chromium || command -v chromium-browser || command -v google-chrome || true); \
	fonts=$$(fc-list :lang=zh family 2>/dev/null | head -n 1); \
	if [ -n "$$shell" ] && [ -n "$$fonts" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then root="env"; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo -n env"; else root=""; fi; \
	if [ -n "$$root" ] && command -v apt-get >/dev/null; then \
	  $$root apt-get -qq update; \
	  if [ -z "$$shell" ] && apt-cache show chromium-headless-shell >/dev/null 2>&1; then packages="chromium-headless-shell"; \
	  elif [ -z "$$shell$$chromium" ]; then packages="chromium"; fi; \
	  [ -n "$$fonts" ] || packages="$$packages fonts-noto-cjk fontconfig"; \
	  if [ -z "$$packages" ]; then exit 0; fi; \
	  echo "Installing for the browser tests: $$packages"; \
	  $$root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$packages >/dev/null && exit 0; \
	fi; \
	if [ -n "$$shell$$chromium" ]; then \
	  if [ -z "$$fonts" ]; then echo "No Chinese font found: screenshots will show boxes (Debian: fonts-noto-cjk)"; fi; \
	  exit 0; \
	fi; \
	echo "The tests drive Chromium, which is not installed and cannot be installed from here." >&2; \
	echo "Install it, then run 'make test' again:" >&2; \
	echo "  Debian:  sudo apt-get install chromium-headless-shell fonts-noto-cjk" >&2; \
	echo "  others:  a Chromium or Chrome that is found as chromium, chromium-browser or google-chrome" >&2; \
	exit 1

# ---- upkeep --------------------------------------------------------------------------------------

lock: $(BIN)/python
	$(PIP) install --quiet 'uv>=0.9,<1'
	$(LOCK) $(if $(UPGRADE),--upgrade) --group build -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) --group build --group test --group bench -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
