# Needs python3 (3.11 or newer) with pip, and make. Every target sets up .venv first, once.
PYTHON ?= python3
STACK ?= dev
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup preview test tools cluster-test check bench lock format

help: ## Show what there is to run
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

setup: ## Install the locked packages into .venv, if that has not been done
	@$(PYTHON) operations/install.py

preview: setup ## Judge a stack with no cloud account: make preview STACK=production
	@$(BIN)/infra preview $(STACK)

test: setup ## Prove that everything works
	@$(BIN)/pytest -n auto --dist worksteal -m "not cluster" $(PYTEST_ARGS)

tools: setup ## Build the validators and the control plane that opt-in tests use, with Go
	@$(BIN)/infra tools

cluster-test: setup ## Apply every object of every stack to a real control plane; see `make tools`
	@$(BIN)/pytest -m cluster tests/cluster $(PYTEST_ARGS)

check: setup ## Everything static: style, types, schema, workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/infra schema --check
	@$(BIN)/infra dashboards --check
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/zizmor --offline --quiet .github/workflows
	@if command -v actionlint >/dev/null; then actionlint; else echo "actionlint is not installed: skipped"; fi

bench: setup ## Measure a judgement against a bare program, in one run
	@$(BIN)/infra bench

format: setup ## Lay the code out
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: setup ## Resolve the dependencies anew, with hashes and without addresses
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	  --upgrade --output-file requirements.lock pyproject.toml
