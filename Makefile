# The two commands of the README (demo, test) and what people who work here need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo test serve format lint types audit bench simulate chaos lock clean

demo: $(VENV)/.run
	$(BIN)/twikey-bot demo $(ARGS)

test: $(VENV)/.test
	$(BIN)/python -m pytest $(ARGS)

serve: $(VENV)/.run
	$(BIN)/twikey-bot serve

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/mypy

# Known weaknesses of the pinned packages; needs PyPI. ARGS=--required insists on it.
audit: $(VENV)/.test
	$(BIN)/python -m tests.audit $(ARGS)

# Takes two minutes and writes docs/benchmarks.md.
bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

# A quarter of a second of one core for each seed; a failing one says how to replay it.
SEEDS ?= 1000
simulate: $(VENV)/.test
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) $(ARGS)

# Every kill point on both engines, five times, and the long storms.
chaos: $(VENV)/.test
	$(BIN)/python -m tests.chaos $(ARGS)

# Every dependency is pinned by hash; the lock files hold no addresses.
lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra test --universal --python-version 3.11 \
	  -c requirements.lock --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  -o tests/requirements.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the bot needs into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: tests/requirements.lock $(VENV)/.run
	@echo "Installing what the tests need into $(VENV) ..."
	@$(INSTALL) --require-hashes -r tests/requirements.lock
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info build
