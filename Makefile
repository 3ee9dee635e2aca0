# make demo | test | check | bench: each makes .venv once and works offline afterwards.
# make bench FULL=1 repeats the committed tables; without it they are quick.
PYTHON ?= python3
BIN := .venv/bin
PIN := $(BIN)/pip-compile --quiet --upgrade --allow-unsafe --generate-hashes --no-strip-extras --no-header \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

BENCHES := $(wildcard bench/codes_*.py bench/reading_*.py bench/registry_*.py) bench/parsers_fuzz.py bench/protected.py bench/density.py bench/story.py bench/gate.py bench/formats_speed.py

.PHONY: demo test check bench format wordlists pins
.DELETE_ON_ERROR:

demo: .venv/runtime
	@$(BIN)/canary demo

test: .venv/dev
	$(BIN)/pytest --cov --cov-report=term

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry canary
	$(BIN)/codespell
	$(BIN)/python bench/wordlists_build.py --check

bench: .venv/dev
	@for program in $(BENCHES); do \
		case $$program in bench/codes_*|bench/registry_*|bench/parsers_*|bench/reading_[!rt]*) full=$(if $(FULL),--full) ;; *) full= ;; esac; \
		echo "== $$program $$full"; $(BIN)/python $$program $$full || exit 1; \
	done

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wordlists: .venv/dev
	$(BIN)/python bench/wordlists_build.py

pins: .venv/dev
	$(PIN) --build-deps-for=editable --output-file=requirements.txt pyproject.toml
	$(PIN) --output-file=requirements-dev.txt requirements-dev.in

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -qq --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.txt | .venv/runtime
	$(BIN)/python -m pip install -qq --require-hashes --requirement requirements-dev.txt
	@touch $@
