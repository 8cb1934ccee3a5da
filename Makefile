# Rose's commands; `make help` lists them. Needs GNU make 3.81 or newer, and Python 3.11 or newer with venv.

PYTHON ?= python3
RUN = .venv/bin/python
LOCK = $(RUN) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

.PHONY: help run administrator test test-long check lock install-run install-dev

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile

run: install-run ## start Rose, at http://127.0.0.1:8000 unless told otherwise
	@exec $(RUN) -m rose.serve

administrator: install-run ## make a user who may do everything (also while Rose runs)
	@$(RUN) manage.py migrate --verbosity 0
	@exec $(RUN) manage.py createsuperuser

test: check ## check, then run every test but the long ones
	$(RUN) -m pytest -n auto -m "not long"

test-long: install-dev ## run the long tests: the whole library, and whole processes that are stopped and started
	$(RUN) -m pytest -n auto -m long

check: install-dev ## lint, formatting, types, templates, migrations, deployment settings
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m djlint templates --lint --quiet
	$(RUN) manage.py makemigrations --check --dry-run
	ROSE_SITE_URL=https://rose.example.org $(RUN) manage.py check --deploy --fail-level WARNING

lock: install-dev ## choose the packages' versions anew, within pyproject.toml
	$(LOCK) --upgrade --output-file requirements/run.txt
	$(LOCK) --upgrade --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

install-run install-dev: install-%:
	@command -v $(PYTHON) >/dev/null || { echo "Rose needs Python 3.11 or newer: install it, or name the one to use: make PYTHON=/path/to/python3 run" >&2; exit 1; }
	@$(PYTHON) requirements/install.py $*
