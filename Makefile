# Two commands are all a reader needs: `make site` and `make test`. Each sets up .venv by itself.
.DEFAULT_GOAL := help
.PHONY: help site test check bench calibrate release lab lock clean

SHELL := /bin/bash
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1	/' | expand -t 20

site: .venv/project.stamp  ## run the analysis and write the site to _site/
	@$(BIN)/entente site

test: .venv/test.stamp .venv/project.stamp  ## run every test that can run here
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: .venv/test.stamp .venv/project.stamp  ## lint, types, and the promises of data and site
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/entente check

bench: .venv/test.stamp .venv/project.stamp  ## measure speed against the yardsticks (analysis/bench)
	@for script in analysis/bench/*.py; do echo "$$script"; $(BIN)/python "$$script" || exit 1; done

calibrate: .venv/project.stamp  ## fit every claim again, whatever is committed
	@$(BIN)/entente build --again

release: .venv/test.stamp .venv/project.stamp  ## build the next data release (needs ENTENTE_SOURCES)
	@$(BIN)/entente release build

lab: .venv/project.stamp  ## open the notebooks in JupyterLab
	@grep -oE '^[A-Za-z0-9._-]+==[^ ;]+( *;[^\\]*[^\\ ])?' requirements.lock > .venv/constraints.txt
	@$(BIN)/python -c "$$LAB" > .venv/lab.txt
	$(PIP) install -q -c .venv/constraints.txt -r .venv/lab.txt
	$(BIN)/jupyter lab notebooks

# What `lab` adds is not in the lock, and where one line has hashes pip asks them of all: so the versions alone.
export LAB := import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["lab"], sep="\n")

# Both locks hold exact versions and the hashes of every platform's files; the second holds the first.
lock:  ## resolve pyproject.toml again into the two lock files (needs uv; UPGRADE=--upgrade takes newer versions)
	uv pip compile pyproject.toml --group build -q $(UPGRADE) $(LOCK_STYLE) -o requirements.lock
	uv pip compile pyproject.toml --group build --extra test -q $(UPGRADE) -c requirements.lock $(LOCK_STYLE) -o requirements-dev.lock

LOCK_STYLE := --generate-hashes --universal --python-version 3.11 --fork-strategy fewest --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

clean:  ## remove everything that the other commands make
	rm -rf .venv .entente .pytask _site _site.part _site.old

# The first Python that is new enough and can make environments (Debian ships venv apart); PYTHON=... names another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

.venv/site.stamp: requirements.lock
	@test -n "$(PYTHON)" || { echo "Entente needs Python 3.11 or newer with the venv module, and found none on PATH." \
	  "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), or say PYTHON=/path/to/python."; exit 1; }
	@"$(PYTHON)" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "$(PYTHON) is not there, or is no Python 3.11 or newer with the venv module. Say PYTHON=/path/to/python."; exit 1; }
	@echo "Setting up .venv from requirements.lock with $$("$(PYTHON)" --version): a few minutes on a slow line"
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@touch $@

.venv/test.stamp: requirements-dev.lock .venv/site.stamp
	@echo "Adding what the tests need from requirements-dev.lock"
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.lock
	@# Compiled now, so that no test meets a package's warnings about its own syntax (in tests a warning is an error).
	@$(BIN)/python -W ignore -m compileall -q -j 0 .venv/lib >/dev/null 2>&1 || true
	@touch $@

.venv/project.stamp: pyproject.toml .venv/site.stamp
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@
