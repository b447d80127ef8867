# `make` alone says what there is.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv/bin

.PHONY: help setup run test lint walks lock dist

help: ## Say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## Make .venv from the hashed lock
	@$(PYTHON) tools/setup.py run

run: setup ## Serve the sample letter at 127.0.0.1:8000
	@$(VENV)/undersigned --home home sample --serve

test: ## Run every test: unit, property, walks in a real browser; what touches a database on PostgreSQL too
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/counterpart.py
	@$(VENV)/pytest
	@UNDERSIGNED_TEST_DATABASE=postgresql $(VENV)/pytest -n 2

walks: ## Run the walks in a real browser only
	@$(PYTHON) tools/setup.py test
	@$(VENV)/pytest tests/walks

lint: ## Check style, types, layers, templates and dependencies
	@$(PYTHON) tools/setup.py test
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/djlint src --lint --quiet
	@$(VENV)/deptry src

dist: ## Make dist/: wheel, source, undersigned-verify.pyz, Debian package, SHA256SUMS
	@$(PYTHON) tools/setup.py test
	@$(VENV)/python tools/dist.py

lock: ## Write the hashed lock anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --extra server --group lock --output-file requirements/run.txt pyproject.toml
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra server --group lock --group development --constraint requirements/run.txt --output-file requirements/test.txt pyproject.toml
	@echo aics-tlog | uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-annotate --no-header --output-file requirements/interop.txt -
