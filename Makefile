# Everything that is done to this repository has a target here; each one sets up what it needs.
# The set-up is remembered by stamps in .venv, so a second call goes straight to work.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
WORKERS ?= 2
PORT ?= 8000
BIN := .venv/bin
# Whoever has the developer's environment has the smaller one too.
RUNTIME := $(if $(wildcard .venv/.dev),.venv/.dev,.venv/.core)
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

.PHONY: help demo test thorough grid looks lint types bench docs examples serve lock clean services

help: ## List the targets.
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do printf '  make %-7s %s\n' "$$name" "$$what"; done

demo: $(RUNTIME) ## Make up a shop with known segments, segment it, and write the report to demo/.
	@$(BIN)/coterie demo shop --out demo

test: .venv/.dev services ## Run every test: the code, its docstrings, and the code in the docs.
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup --doctest-modules src tests

thorough: .venv/.dev services ## Run the tests that take minutes each, too: every business in a browser, month after month, all of it on Spark.
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m long tests

grid: .venv/.dev ## Damage a file in every place, in every dialect, and write thousands of tables: nothing is silently wrong (an hour).
	@GRID_STEP=1 TABLES=5000 $(BIN)/pytest -n $(WORKERS) -rP tests/read/test_read_damage.py tests/read/test_read_round_trip.py

looks: .venv/.dev services ## Make the reports of five businesses, try them in a browser, and put pictures of them into looks/.
	@LOOKS=looks $(BIN)/pytest -n $(WORKERS) -m "long or not long" tests/report/test_looks.py

lint: .venv/.dev ## Check style and format.
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .

types: .venv/.dev ## Check types, strictly.
	@$(BIN)/mypy

bench: .venv/.dev ## Compare time and memory with what people write today.
	@$(BIN)/python benchmarks/small.py
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/reading.py
	@$(BIN)/python benchmarks/serving.py

docs: .venv/.dev ## Write the reference from the code and build the site into site/.
	@$(BIN)/python docs/_generate.py
	@$(BIN)/zensical build --clean

examples: .venv/.dev ## Run the examples and write their notebooks anew.
	@$(BIN)/python examples/_make.py

serve: $(RUNTIME) ## Serve the web page and the API over your runs, or those of the demo, on this machine only.
	@folder=$$([ -d results ] || [ ! -d demo/shop/results ] && echo results || echo demo/shop/results); \
	  echo "http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"; $(BIN)/coterie serve $$folder --port $(PORT)

lock: .venv/.uv ## Choose the newest allowed versions and write the lock files anew.
	$(LOCK) --upgrade pyproject.toml -o requirements/core.txt
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements/core.txt -o requirements/dev.txt
	$(LOCK) --upgrade --group build -c requirements/dev.txt -o requirements/build.txt

clean: ## Remove what the other targets made, the environment too.
	rm -rf .venv site demo looks build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ---- the environment

.venv/.uv: requirements/build.txt
	@bash .ci/venv.sh $(PYTHON)
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/build.txt
	@touch $@

.venv/.core: requirements/core.txt pyproject.toml | .venv/.uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements/core.txt requirements/build.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/.uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

services:
	@bash .ci/services.sh
