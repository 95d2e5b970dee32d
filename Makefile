# Every target sets up what it needs in .venv; nothing else has to be installed but Python 3.11 or later.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format clean bench pages proofs

$(BIN)/policykit: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(BIN)/policykit
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

demo: $(BIN)/policykit  ## check the sample history against the Jiaxian rules
	$(BIN)/policykit check jiaxian --facts examples/sample/facts.jsonl --as-of 2025-11-30 || [ $$? -eq 1 ]

test: $(VENV)/.dev  ## run all tests and the packs' cases
	$(BIN)/python -m pytest -n auto
	$(BIN)/policykit test policies

lint: $(VENV)/.dev  ## formatting, lint, strict types, floors, rule files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/policykit lint --deep --strict policies

format: $(VENV)/.dev  ## format sources and rule files
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/policykit fmt --write policies

FACTS ?= 1_000_000
PACKS := jiaxian zhejiang linyi baoji lanzhou
BENCH := $(VENV)/bench
RUN := $(BIN)/python benchmarks/batch/run.py

EIGHT := scan,sort,duckdb,polars,pandas,rego,opened:eight/whitelist+separate,judge:eight,check:eight

bench: $(VENV)/.bench  ## ratios of policykit to what else could be used, side by side; FACTS=10_000_000 for those in docs
	$(BIN)/python benchmarks/startup.py
	rm -rf $(BENCH)
	$(BIN)/python benchmarks/batch/generate.py --facts $(FACTS) --out $(BENCH)/all
	$(RUN) $(BENCH)/all --rounds 1 --steps $(EIGHT) --out $(BENCH)/eight.json
	set -e; for pack in $(PACKS); do \
	    $(BIN)/python benchmarks/batch/generate.py --facts $(FACTS) --places $$pack --out $(BENCH)/$$pack; \
	    $(RUN) $(BENCH)/$$pack --rounds 1 --steps scan,sort,check:$$pack --out $(BENCH)/$$pack.json; \
	    rm -rf $(BENCH)/$$pack; \
	done
	$(BIN)/python benchmarks/batch/plot.py $(BENCH)/eight.json --out $(BENCH)/eight.svg
	$(BIN)/python benchmarks/batch/plot.py $(PACKS:%=$(BENCH)/%.json) --out $(BENCH)/packs.svg

$(VENV)/.bench: pyproject.toml $(BIN)/policykit
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[columnar]" --group bench
	@touch $@

pages: $(BIN)/policykit  ## a page for every rule of the packs, in docs/rules
	rm -rf docs/rules
	$(BIN)/policykit pages --output docs/rules --semantics ../semantics.md

proofs: $(BIN)/policykit  ## look for counterexamples to every proof among the packs: some hours of processor time
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[analysis,testing]"
	$(BIN)/python benchmarks/compare_crosscheck.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
