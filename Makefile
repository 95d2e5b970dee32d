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

bench: $(BIN)/policykit  ## start-up and a check of the sample, as whole processes, against bare Python
	$(BIN)/python benchmarks/startup.py

pages: $(BIN)/policykit  ## a page for every rule of the packs, in docs/rules
	rm -rf docs/rules
	$(BIN)/policykit pages --output docs/rules --semantics ../semantics.md

proofs: $(BIN)/policykit  ## look for counterexamples to every proof among the packs: some hours of processor time
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[analysis,testing]"
	$(BIN)/python benchmarks/compare_crosscheck.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
