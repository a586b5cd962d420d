# `make` lists what there is. Needs Python 3.11 or newer, git, make and a package index; nothing else.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo serve test check bench lock clean kills corpus fuzz simulate mutants

export PYTHONUTF8 = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# The first of these that is new enough makes .venv; name another: make demo PYTHON=python3.13
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
# Passed on to the command: make demo ARGS="--no-serve", make test ARGS="tests/unit -k calendar"
ARGS ?=
# Test processes side by side; a file's tests stay together and share its fixtures.
JOBS ?= 2
BIN := .venv/bin

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/.runtime ## live through 92 days of an invented district, print what happened, serve the pages
	@$(BIN)/duban demo $(ARGS)

serve: .venv/.runtime ## serve the pages and the API on the state in ./var or $DUBAN_HOME
	@$(BIN)/duban serve $(ARGS)

test: .venv/.dev ## run all tests
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: .venv/.dev ## format, lint, types, import contracts, then all tests: what CI runs
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

corpus: .venv/.dev ## score the reader on the seeds beside the project and on tests/plans, with every miss
	@$(BIN)/python -m tests.corpus $(ARGS)

bench: .venv/.dev ## measure speed beside the peers, in one run
	@$(BIN)/python -m benchmarks $(ARGS)

lock: .venv/.dev ## pin the dependencies anew, for all platforms, with hashes (ARGS="--upgrade" for newer ones)
	$(call compile,requirements.lock,--group build)
	$(call compile,requirements-dev.lock,--group build --group dev --constraint requirements.lock)

clean: ## remove .venv and caches; what duban recorded (./var) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An index address in a lock would tie everybody to the index of the machine that made it.
define compile
$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	pyproject.toml $(2) $(ARGS) --output-file $(1)
@if grep -nE '://|^--' $(1); then echo "$(1) names an index (above): remove it before you commit." >&2; exit 1; fi
endef

# Installed once, and again when a lock or pyproject.toml changes. The dev lock holds all of the other.
.venv/.runtime: requirements.lock pyproject.toml $(BIN)/python
	$(call install,requirements.lock)
	@touch $@

.venv/.dev: requirements-dev.lock requirements.lock pyproject.toml $(BIN)/python
	$(call install,requirements-dev.lock)
	@touch .venv/.runtime $@

# A half-made .venv is refused, or its pip would install into the machine's own Python.
define install
@$(BIN)/python -c 'import pip, sys; sys.exit(sys.prefix == sys.base_prefix)' 2>/dev/null || \
	{ echo ".venv is incomplete: run 'make clean', then this again." >&2; exit 1; }
@echo "Installing $(1) into .venv (about a minute the first time) ..."
@$(BIN)/python -m pip install -qq --require-hashes -r $(1)
@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
endef

$(BIN)/python:
	@chosen=; found=; \
	for candidate in $(PYTHON); do \
		version=$$("$$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue; \
		found="$$found $$candidate=$$version"; \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "duban needs Python 3.11 or newer; found:$${found:- none}. Looked for: $(PYTHON)." >&2; \
		echo "Install one, or name yours: make demo PYTHON=python3.12" >&2; \
		exit 1; \
	fi; \
	if ! "$$chosen" -c 'import ensurepip, venv' 2>/dev/null; then \
		short=$$("$$chosen" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$$chosen cannot make a virtual environment: its venv or ensurepip module is missing." >&2; \
		echo "On Debian and Ubuntu: apt-get install python$$short-venv" >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$chosen ($$version) ..."; \
	"$$chosen" -m venv --clear .venv

# How often, and at which moments.
KILLS ?= 10
SEED ?= 1

kills: .venv/.dev ## kill the server KILLS times under load, at moments by SEED, and check that nothing is lost
	@KILLS=$(KILLS) SEED=$(SEED) $(BIN)/python -m pytest tests/faults -s

fuzz: COUNT ?= 100000
fuzz: .venv/.dev ## read COUNT documents, changed at random from SEED, and check that nothing crashes or hangs
	@$(BIN)/python -m tests.fuzz --count $(COUNT) --seed $(SEED) $(ARGS)

SEEDS ?= 200
FIRST ?= 1

simulate: .venv/.dev ## live through SEEDS years of random organisations, from seed FIRST on, and check each step
	@$(BIN)/python -m tests.simulation --seeds $(SEEDS) --first $(FIRST) $(ARGS)

MODULES ?=

mutants: COUNT ?= 100
mutants: .venv/.dev ## change the rules in small ways and see that tests notice (COUNT=0: all, MODULES="workflows.policy")
	@$(BIN)/python -m tests.mutants --count $(COUNT) --modules "$(MODULES)" --seed $(SEED) $(ARGS)
