# make run starts the app, make test tests everything; both install what they need into .venv first.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LEFT_OUT := $(if $(OUTLAY_NO_BROWSER),not browser and not office)$(if $(OUTLAY_NO_BROWSER),$(if $(OUTLAY_NO_POSTGRES), and ))$(if $(OUTLAY_NO_POSTGRES),not postgres)

.PHONY: setup run test check bench lock

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or name it with make PYTHON=/path/to/python3"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { echo "No virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV): half a minute or more, once."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	$(BIN)/python -m streamlit run app.py

# Without a browser, an office or PostgreSQL their tests fail and say so; the others still run.
test: setup
	@sh scripts/test-ground.sh || true
	$(BIN)/python -m pytest -n 3 --no-loadscope-reorder -m "$(LEFT_OUT)"

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks

# Needs uv; the file names no package index.
lock:
	@command -v uv >/dev/null || { echo "uv is needed to lock: pip install uv"; exit 1; }
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file requirements.lock
