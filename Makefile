# Muscat: one command each for what a person wants to do. `make` alone lists them.
# Works with GNU make >= 3.81, any /bin/sh, and Python >= 3.11.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
MUSCAT := $(VENV)/bin/muscat
PIP := $(PY) -m pip --disable-pip-version-check

# Nothing asks the model hub behind your back. For a model of the hub: HF_HUB_OFFLINE=0 make index
HF_HUB_OFFLINE ?= 1
export HF_HUB_OFFLINE

# PyTorch's own index of CPU builds: the torch of PyPI brings several GB of CUDA on Linux.
TORCH_INDEX := https://download.pytorch.org/whl/cpu
TORCH_VERSION := $(shell sed -n 's/^torch==//p' constraints.txt)
PROBE_SECONDS := 5

# The name of the stamp says what was installed and where: a changed dependency, a moved folder
# or a missing interpreter leads to a new installation, and nothing else does.
STAMP := $(VENV)/.installed-$(shell { pwd; cat pyproject.toml constraints.txt; } | cksum | cut -d' ' -f1)
ifneq ($(shell $(PY) -c 'print("works")' 2>/dev/null),works)
$(STAMP): remake
endif

.PHONY: help setup index serve check test figures clean remake

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make .venv and install everything into it
	@echo "Muscat is installed. Go on with"
	@echo "  make serve                   chat with the documents in a browser"
	@echo "  $(MUSCAT) ask \"...\"       ask one question"
	@echo "  $(MUSCAT) --help          see all commands"
	@echo "There is nothing to activate; \`. $(VENV)/bin/activate\` makes it plain \`muscat\`."

index: $(STAMP) ## index the documents in corpus/
	$(MUSCAT) index build

serve: index ## bring the index up to date and start the chat
	$(MUSCAT) serve

check: $(STAMP) ## check style, format and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy --strict

test: $(STAMP) ## run all tests; options for pytest: make test PYTEST_ARGS="-x -k word"
	HF_HUB_OFFLINE=1 $(PY) -m pytest $(PYTEST_ARGS)

figures: $(STAMP) ## record anew what tests/ expects of the answers (say why in the commit)
	$(MUSCAT) evaluate corpus/evaluation/questions.jsonl --split dev --out tests/data/figures/dev

clean: ## remove .venv and the tools' caches (not the index)
	rm -rf $(VENV) *.egg-info build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

remake: ;

# Prints the first Python that can make a virtual environment; says what is missing otherwise.
# PYTHON=/path/to/python make setup  names one.
define FIND_PYTHON
found=; old=; bare=; \
for candidate in "$${PYTHON:-python3}" python3.11 python3.12 python3.13; do \
  command -v "$$candidate" >/dev/null 2>&1 || continue; \
  version=`"$$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null` || continue; \
  if ! "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
    old="$$old $$candidate ($$version)"; \
  elif ! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then \
    bare="$$bare $$version"; \
  else \
    found=$$candidate; break; \
  fi; \
done; \
if [ -z "$$found" ]; then \
  if [ -n "$$bare" ]; then \
    echo "Muscat cannot make its virtual environment: Python$$bare lacks the modules venv and ensurepip."; \
    for version in $$bare; do \
      echo "On Debian or Ubuntu they come with: sudo apt-get install python$$version-venv"; \
    done; \
  else \
    echo "Muscat needs Python 3.11 or newer; found:$${old:- none}."; \
    echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv; elsewhere see https://www.python.org/downloads/"; \
  fi; \
  echo "If a fitting Python stands elsewhere, name it: PYTHON=/path/to/python make setup"; \
  exit 1; \
fi >&2
endef

# Exit status 0 if the host of TORCH_INDEX answers in time. Only pip, which checks certificates,
# installs from there; this program only asks whether to try, so it needs none. The timer ends
# what urlopen's own time-out does not reach, such as a name server that does not answer.
define PROBE
import os, ssl, threading, urllib.request
timer = threading.Timer($(PROBE_SECONDS), os._exit, [1])
timer.daemon = True
timer.start()
context = ssl._create_unverified_context()
urllib.request.urlopen("$(TORCH_INDEX)/torch/", timeout=$(PROBE_SECONDS), context=context)
os._exit(0)
endef
export PROBE

HAS_TORCH := $(PY) -c 'import importlib.metadata as m, sys; \
  sys.exit(m.version("torch").split("+")[0] != "$(TORCH_VERSION)")' 2>/dev/null

$(STAMP):
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  $(FIND_PYTHON); \
	  echo "Making $(VENV) with $$found ..."; \
	  "$$found" -m venv --clear $(VENV); \
	}
	@echo "Installing Muscat's parts; the first time this takes some minutes ..."
	@$(HAS_TORCH) || { \
	  $(PY) -c "$$PROBE" >/dev/null 2>&1 && \
	  $(PIP) install --no-deps --index-url $(TORCH_INDEX) torch==$(TORCH_VERSION); \
	} || $(PIP) install -c constraints.txt torch==$(TORCH_VERSION)
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@rm -f $(VENV)/.installed-*
	@touch $@
