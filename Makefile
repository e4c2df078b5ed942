# Set-up, tests and reports. PYTHON names another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help report test campaign faults benchmark lint lab constraints clean

help: ## affiche cette liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: .venv/.run ## installe ce qui manque, puis produit les rapports de l'exemple
	$(BIN)/reportkit build --exemple
	@echo "reportkit : $$(find out/exemple -name '*.pdf' | wc -l | tr -d ' ') rapports PDF prêts dans out/exemple/"

test: .venv/.dev ## installe ce qui manque, puis lance les tests
	$(BIN)/pytest
	@echo "reportkit : tous les tests ont réussi"

campaign: .venv/.dev ## les longues épreuves de lecture : 100 000 mutations, propriétés par milliers
	cd tests && ../$(BIN)/python campaign_mutations.py
	REPORTKIT_EXAMPLES=40 $(BIN)/pytest tests/test_forms.py tests/readers

faults: .venv/.dev ## la longue épreuve des pannes : cent productions tuées, à l'étroit ou à deux, puis reprises
	$(BIN)/python tests/campaign_faults.py

benchmark: .venv/.dev ## mesure lecture, faits et plan d'un corpus national inventé, puis la production des rapports (deux heures)
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/facts.py
	$(BIN)/python benchmarks/preflight.py
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/parts.py
	$(BIN)/python benchmarks/cluster.py
	$(BIN)/python benchmarks/long_run.py

lint: .venv/.dev ## vérifie le style et les types (ruff, mypy)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lab: .venv/.run ## ouvre les notebooks dans JupyterLab
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks

constraints: ## refait constraints.txt avec les versions du jour (demande Python 3.11)
	PYTHON=$(PYTHON) .ci/constraints

clean: ## efface .venv, les caches et les rapports de l'exemple
	rm -rf .venv build dist out/exemple .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find reportkit tests -name __pycache__ -prune -exec rm -rf {} +

# One stamp for what the reports need, one for what the tests need on top.
.venv/.run: pyproject.toml constraints.txt .ci/system-packages
	@echo "reportkit : préparation de .venv (environ une minute la première fois)"
	@PYTHON=$(PYTHON) .ci/system-packages
	@$(PYTHON) -m venv .venv
	@$(PIP) pip
	@$(PIP) --build-constraint constraints.txt -e .
	@touch $@

.venv/.dev: .venv/.run
	@$(PIP) --build-constraint constraints.txt -e '.[cluster,verify]' --group dev
	@touch $@
