# Two commands are all a user needs:  make serve   and   make test.
# Both set up .venv by themselves from the pinned files in requirements/.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help serve test lint types layers tests fuzz stress zoo endurance endurance-plugin \
  verification learn-all bench bench-quick bench-peers bench-state bench-timeline bench-dashboard \
  screenshots docs format lock clean

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# One stamp per set of requirements: a changed pin or pyproject sets up again.
$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "creatoraudit-mock needs Python 3.11 or newer, but $(PYTHON) is $$($(PYTHON) --version 2>&1); \
	try: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: $(VENV)/pyvenv.cfg requirements/runtime.txt requirements/build.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/runtime.txt -r requirements/build.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.serve requirements/dev.txt requirements/apart.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@rm -rf $(VENV)/apart
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --target $(VENV)/apart -r requirements/apart.txt
	@touch $@

serve: $(VENV)/.serve  ## run the simulated API (options: make serve ARGS="--speed 3600")
	@$(BIN)/creatoraudit-mock serve $(ARGS)

test: lint types layers tests  ## lint, types, layers and all tests

lint: $(VENV)/.test  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test  ## mypy, strict, over code and tests
	$(BIN)/mypy

layers: $(VENV)/.test  ## the import contracts of ARCHITECTURE.md
	$(BIN)/lint-imports

# A process for each core; a file stays in one process, as do the fixtures of its module.
tests: $(VENV)/.test  ## pytest under branch coverage, on all cores
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n auto --dist loadfile $(ARGS)
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

fuzz: $(VENV)/.test  ## long runs: thorough Hypothesis profile, 500 schemathesis examples
	HYPOTHESIS_PROFILE=thorough FUZZ_EXAMPLES=500 $(BIN)/python -m pytest $(ARGS)

stress: $(VENV)/.test  ## long runs: many clients at once, 200 kills of a server with a state file, memory in a long life
	STRESS_SECONDS=60 SOAK_REQUESTS=5000 KILLS=200 $(BIN)/python -m pytest tests/stress $(ARGS)
	$(BIN)/python tests/soak.py
	$(BIN)/python tests/soak.py --forget
	$(BIN)/python tests/soak.py --requests 20000 --live

endurance-plugin: $(VENV)/.test  ## 500 tests in random order and four processes, ten times over
	$(BIN)/python tests/endurance.py --tests 500 --runs 10 --workers 4

bench: $(VENV)/.test  ## what everything costs, in about ten minutes; writes docs/performance.md (ARGS="--only live")
	$(BIN)/python -m bench $(ARGS)

bench-quick: $(VENV)/.test  ## a taste of it in less than a minute; writes nothing
	$(BIN)/python -m bench --quick $(ARGS)

bench-peers: $(VENV)/.test  ## install the other mocks that bench compares with, in .bench/
	npm install --prefix .bench/node --no-audit --no-fund --loglevel error $(shell cat bench/peers.npm.txt)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade --target .bench/python -r bench/peers.pip.txt

bench-state: $(VENV)/.test  ## what `serve --state` costs; figures in docs/how-to/keep-state.md
	$(BIN)/python bench/state.py

bench-dashboard: $(VENV)/.test  ## pages of a world with 10,000 requests in a browser; figures in docs/dashboard.md
	DASHBOARD_REQUESTS=10000 $(BIN)/python -m pytest -q -s tests/browser/test_dashboard.py -k many_requests

screenshots: $(VENV)/.test  ## pictures of all pages, wide and narrow, light and dark, in artifacts/screenshots
	SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser/test_dashboard.py -k looks

bench-timeline: $(VENV)/.test  ## a report of 10,000 requests in a real browser; figures in docs/timeline.md
	$(BIN)/python bench/timeline.py

learn-all: $(VENV)/.test  ## learn 200 dialects drawn at random from a live mock; prints what it took
	LEARN=200 $(BIN)/python -m pytest tests/service/test_learning.py -s $(ARGS)

zoo: $(VENV)/.test  ## check_poller on wrong and right pollers, 200 worlds each; writes docs/zoo.md
	ZOO=200 $(BIN)/python -m pytest tests/zoo tests/checking/test_commands.py $(ARGS)
	PYTHONPATH=tests $(BIN)/python -m zoo.table

verification: $(VENV)/.test  ## the suite of `verify` in every dialect, every drift in full, 50 runs killed on the way
	VERIFY_FULL=1 VERIFY_KILLS=50 $(BIN)/python -m pytest tests/service $(ARGS)

endurance: $(VENV)/.test  ## 1,000 runs of each program on virtual time: no false timeouts, no hangs
	ENDURANCE=1000 $(BIN)/python -m pytest tests/virtual_time/test_endurance.py tests/virtual_time/test_ninety_days.py $(ARGS)

docs: $(VENV)/.test  ## write the pages of docs/ that are made from the code
	$(BIN)/python docs/generate.py

format: $(VENV)/.test  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.serve  ## pin the newest versions that fit pyproject.toml
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --no-header pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --no-header requirements/build.in -o requirements/build.txt
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --no-header --no-emit-package qh3 requirements/apart.in -o requirements/apart.txt
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --no-header -c requirements/runtime.txt \
	  --extra all pyproject.toml requirements/dev.in -o requirements/dev.txt

clean:  ## remove everything that the other targets made
	rm -rf $(VENV) .bench .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
