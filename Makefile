# Everything starts here. Only Python 3.11+ and make are needed; the rest is installed into .venv and node_modules.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
LANGUAGES := en ru sr_Latn tr uk ar
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--quiet --custom-compile-command "make lock"
SOURCES := auslaenderbehoerde eakte applications appointments notifications bench deploy tests

.PHONY: help up test pictures bench lint types messages lock reword browser gettext

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## / — /'

up: $(VENV)/.local build/.stamp ## start the whole portal on this machine (PORT, DATA_DIR, DEMO)
	@exec $(RUN) manage.py up

test: $(VENV)/.dev build/.stamp gettext browser ## everything CI runs
	$(MAKE) --no-print-directory lint
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

pictures: $(VENV)/.dev build/.stamp gettext browser ## take the pictures of the README anew
	PICTURES=1 $(RUN) -m pytest tests/journeys

lint: $(VENV)/.dev gettext ## style, import contracts, types, templates, migrations, translations
	$(BIN)/ruff check $(SOURCES) manage.py
	$(BIN)/ruff format --check $(SOURCES) manage.py
	$(BIN)/lint-imports
	MODE=test $(BIN)/mypy
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2
	MODE=test DATABASE_URL=postgresql://nobody@127.0.0.1:1/none $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	for file in locale/*/LC_MESSAGES/*.po; do msgfmt --check --output-file=/dev/null $$file || exit 1; done
	for file in locale/*/LC_MESSAGES/*.po; do msgfmt --output-file=$${file%.po}.mo $$file || exit 1; done

bench: $(VENV)/.dev build/.stamp gettext ## measurements as ratios (ONLY=booking,page)
	@for file in locale/*/LC_MESSAGES/*.po; do msgfmt --output-file=$${file%.po}.mo $$file || exit 1; done
	@$(RUN) -m bench

messages: $(VENV)/.dev gettext ## collect the German texts into the translation files
	MODE=test $(RUN) manage.py makemessages $(foreach language,$(LANGUAGES),--locale $(language)) \
		--add-location file --no-obsolete --no-wrap \
		--ignore .venv --ignore node_modules --ignore build --ignore var --ignore tests --ignore bench

reword: $(VENV)/.dev ## change a German text and keep its translations (OLD="…" NEW="…")
	MODE=test $(RUN) manage.py reword "$(OLD)" "$(NEW)"

lock: $(BIN)/uv ## pin all dependencies with hashes
	$(LOCK) --output-file requirements/base.txt
	$(LOCK) --group local --constraint requirements/base.txt --output-file requirements/local.txt
	$(LOCK) --group local --group dev --constraint requirements/base.txt --output-file requirements/dev.txt

# --- what the commands need, made once and again when its source changes ---

$(BIN)/uv:
	@echo "  … Python-Umgebung in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Das Portal braucht Python 3.11 oder neuer.")'
	@$(PYTHON) -m venv $(VENV) || { echo "Das Modul venv fehlt: bitte das Paket python3-venv installieren."; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check uv

# The development set contains the local one, so a machine that tests is not reduced by `make up`.
$(VENV)/.local: requirements/local.txt | $(BIN)/uv
	@echo "  … Pakete nach requirements/local.txt"
	@[ -e $(VENV)/.dev ] && [ ! $(VENV)/.dev -ot requirements/dev.txt ] || VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet requirements/local.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/uv
	@echo "  … Pakete nach requirements/dev.txt"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet requirements/dev.txt
	@touch $@ $(VENV)/.local

build/.stamp: package-lock.json auslaenderbehoerde/design/build.mjs
	@command -v npm >/dev/null || [ "$$(id -u)" != 0 ] || { echo "  … npm mit apt"; apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; }
	@command -v npm >/dev/null || { echo "npm fehlt: bitte Node.js 18 oder neuer installieren."; exit 1; }
	@echo "  … Gestaltung: KERN und Schriften"
	@npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@

gettext:
	@command -v msgfmt >/dev/null || [ "$$(id -u)" != 0 ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends gettext >/dev/null; }
	@command -v msgfmt >/dev/null || { echo "msgfmt fehlt: bitte das Paket gettext installieren."; exit 1; }

browser:
	@command -v chromium >/dev/null || [ -n "$$CHROMIUM" ] || [ "$$(id -u)" != 0 ] || { echo "  … Chromium und Pango mit apt"; apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; }
	@command -v chromium >/dev/null || [ -n "$$CHROMIUM" ] || { echo "Chromium fehlt: bitte installieren, oder CHROMIUM=/pfad setzen."; exit 1; }
