# The kit's verbs. Windows has no make: README.md gives the PowerShell lines for the same steps.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(VENV)/.spark
EXTRAS := lab,office,test,postgres,dask
WORKERS ?= 2
CLIENTS ?= 20
ROWS ?= 1000000
# `make soak ROWS=...` says it itself; else one hundred million.
SOAK_ROWS ?= $(if $(filter command,$(firstword $(origin ROWS))),$(ROWS),100000000)
FROZEN := params/baselines/demo/start.yml
STUDY := $(VENV)/demo.study
PYTEST := $(BIN)/python -m pytest -rs

# JUNIT=<folder> makes the test runs leave a JUnit report there; .ci/run reads them.
junit = $(if $(JUNIT),--junitxml=$(JUNIT)/$(1).xml)

.DEFAULT_GOAL := help
.PHONY: help setup demo test planted calibrate check lab bench soak lock clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: $(READY) ## Build .venv/ from the pinned constraints.txt (quick when it is up to date)
	@if [ -f $(VENV)/.seconds ]; then echo "set-up: $$(cat $(VENV)/.seconds) s"; rm $(VENV)/.seconds; \
	else echo "set-up: 0 s ($(VENV) is up to date)"; fi

# The build backend is installed first, pinned like all the rest, and so the kit is built without isolation.
$(READY): constraints.txt pyproject.toml
	@start=$$(date +%s) && rm -f $(READY) && \
	$(PYTHON) -m venv $(VENV) && \
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt hatchling && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation \
	  -c constraints.txt -e ".[$(EXTRAS)]" && \
	echo $$(($$(date +%s) - start)) > $(VENV)/.seconds && touch $(READY)

# Spark is large and comes as source: only the tests ask for it, and setuptools (pinned, among the tests) builds it.
$(SPARK): $(READY)
	@start=$$(date +%s) && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation \
	  -c constraints.txt -e ".[$(EXTRAS),spark]" && \
	echo "Spark: $$(($$(date +%s) - start)) s" && touch $(SPARK)

demo: setup ## Generate the demo engagement and write its report; the last line names it
	@start=$$(date +%s); out=$(VENV)/demo.out; \
	$(BIN)/csi demo && { [ -f $(FROZEN) ] || $(BIN)/csi freeze demo start --from 2024-01-01 --to 2025-03-31 \
	  --author "CSI kit" --reason "The fifteen months before the first initiative went live"; } && \
	{ $(BIN)/csi run demo > $$out; code=$$?; \
	if [ $$code -ne 0 ]; then cat $$out; exit $$code; fi; \
	sed '$$d' $$out; echo "work: $$(($$(date +%s) - start)) s"; tail -n 1 $$out; }

test: setup $(SPARK) ## Run every promise, then every notebook as it stands
	$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(call junit,tests)
	$(BIN)/csi demo
# Each page gathers its study by the same line; the tests of JupyterLab let each do it, here one serves all.
	$(BIN)/python -c "import pathlib, csi_lib.study as s; s.save_study(s.gather('demo'), pathlib.Path('$(STUDY)'))"
	CSI_STUDY="$$PWD/$(STUDY)" $(PYTEST) -n $(WORKERS) --dist loadfile --nbval-lax notebooks $(call junit,notebooks)

planted: setup ## Let the kit find what was planted in the demo data, and nothing else
	$(BIN)/python tests/bench/planted.py --clients $(CLIENTS)

calibrate: setup ## Simulate how often the kit is wrong, print the table and renew params/calibration
	$(BIN)/python -m tests.bench.calibrate
	$(BIN)/python -m tests.bench.panels

check: setup ## Format, lint, types, floors, thin notebooks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q tests/house -m "not slow"

lab: setup ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab notebooks

bench: setup ## Measure the kit against named rivals, side by side in one run
	$(BIN)/python tests/bench/kpi_engine.py
	$(BIN)/python tests/bench/courses.py
	$(BIN)/python -m tests.bench.assessments
	$(BIN)/python -m tests.bench.reports
	$(BIN)/python -m tests.bench.batch --reports 200
	$(BIN)/python -m tests.bench.scale --rows $(ROWS) $(if $(JSON),--json $(JSON))

soak: setup ## 300 forked kernels, 100 kills of a batch, 200 of the register's writers, 100 million tickets (or ROWS): nothing lost, memory, cost of a row
	$(BIN)/python -m tests.bench.kernels --count 300 --at-once 6
	$(BIN)/python -m tests.bench.kills --kills 100 --reports 20
	$(BIN)/python -m tests.bench.register_writers --writes 2000 --kills 200
	$(BIN)/python -m tests.bench.scale --soak --rows $(SOAK_ROWS) $(if $(JSON),--json $(JSON))

# Names and versions only: no addresses, no paths. Everything the kit can need is resolved together, afresh.
lock: ## Resolve all dependencies anew and write constraints.txt
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	$(PYTHON) -m venv "$$dir/venv" && \
	"$$dir/venv/bin/python" -m pip install -q --disable-pip-version-check ".[$(EXTRAS),spark]" && \
	"$$dir/venv/bin/python" tests/house/lock.py > "$$dir/constraints.txt" && \
	cp "$$dir/constraints.txt" constraints.txt && grep -c == constraints.txt

clean: ## Remove what the checks and builds leave behind (not .venv, data or reports)
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find csi_lib tests -name __pycache__ -type d -prune -exec rm -rf {} +
