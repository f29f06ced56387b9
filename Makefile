# Every command runs in .venv, which the first one makes. Needs Python 3.11 or later, git and make.

MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; `make PYTHON=/some/python3` chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv/bin
# Further words for pytest: make test PYTEST_ARGS="-x tests/engine"
PYTEST_ARGS ?=

.PHONY: help
help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

.PHONY: demo
demo: ready ## one application, from submission to the sealed decision, in var/demo
	@env -u SEALFLOW_DATABASE SEALFLOW_HOME=var/demo $(VENV)/sealflow demo

.PHONY: serve
serve: ready ## the pages over the demonstration office, on this machine only
	@env -u SEALFLOW_DATABASE SEALFLOW_HOME="$${SEALFLOW_HOME:-var/demo}" $(VENV)/sealflow serve --demo

.PHONY: test
test: ready-for-tests ## all checks and tests; set PYTEST_ARGS to choose
	@$(VENV)/python -m pytest -q -n 2 --dist worksteal $(PYTEST_ARGS)

.PHONY: lint
lint: ready-for-tests ## style, types and import floors only
	@$(VENV)/python -m ruff check .
	@$(VENV)/python -m mypy
	@$(VENV)/python -m pytest -q tests/house/test_imports.py

.PHONY: crash
crash: ready-for-tests ## kill workers and acting processes 200 times, race every pair of verbs; nothing may be lost or done twice
	@CRASH_KILLS=200 $(VENV)/python -m pytest -q -n 2 --dist worksteal -o faulthandler_timeout=0 tests/crash tests/engine/test_verb_races.py $(PYTEST_ARGS)

.PHONY: fuzz
fuzz: ready-for-tests ## spoil 20,000 diagrams and walk 10,000 paths; each must get an answer, none a traceback
	@SEALFLOW_FUZZ=20000 SEALFLOW_RANDOM_PROCESSES=3400 $(VENV)/python -m pytest -q -n 2 --dist worksteal -o faulthandler_timeout=0 \
		tests/bpmn/test_fuzz.py tests/bpmn/test_random_processes.py tests/bpmn/test_nothing_is_lost.py tests/bpmn/dmn/test_dmn_hostile.py tests/laws $(PYTEST_ARGS)

.PHONY: bench
bench: ready ## all benchmarks, as a table
	@$(VENV)/python -m benchmarks

.PHONY: docs
docs: ready ## print the pages of docs/ that are made from the code
	@$(VENV)/python -m tools.print_docs
	@$(VENV)/python -m tools.make_tour

# With the oldest Python at hand: a newer one takes versions the older ones cannot have.
.PHONY: pins
pins: found-python ## take the newest versions setup.cfg allows, for every machine
	@"$(PYTHON)" tools/setup.py --tests --newest

.PHONY: clean
clean: ## remove .venv, caches and the demonstration office
	rm -rf .venv var/demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: ready
ready: found-python
	@"$(PYTHON)" tools/setup.py

.PHONY: ready-for-tests
ready-for-tests: found-python
	@"$(PYTHON)" tools/setup.py --tests

.PHONY: found-python
found-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
