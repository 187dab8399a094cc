# Everything here sets itself up in .venv with only Python >= 3.11 and pip.
# Another Python: make test PYTHON=python3.13

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Stamps: what is installed. Each is made again only when the requirements change.
RUN    := $(VENV)/.ready-to-run
READY  := $(VENV)/.ready-to-develop
FLINK  := $(VENV)/.ready-for-flink
JARS   := .cache/flink/.ready

# A variable that forbids it would have every start compile all libraries again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
#: How many random pipelines `make fuzz` draws.
N ?= 1000

.PHONY: help setup demo demo-stream test drafts mutants mutants-full evals conformance fuzz service-fuzz faults servers flink flink-jars flink-full airflow lint fix drift schema docs data bench bench-code bench-nexmark wheel clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## the virtual environment, nothing else

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "speccc needs Python 3.11 or later; try: make PYTHON=python3.11"; exit 1; }
	@echo "setting up $(VENV), once"
	@$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) install --no-compile -c constraints.txt -e '.[pandas,duckdb]'
	@touch $@

$(READY): pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) install --no-compile -c constraints.txt -e '.[pandas,duckdb,postgres,mariadb,sheets,excel,http,anthropic,openai,serve,test,fuzz,lint]'
	@touch $(RUN) $@

demo: $(RUN)  ## validate, plan, apply and run one pipeline on two engines; compare the rows
	@$(BIN)/python scripts/demo.py

demo-stream: $(RUN) $(FLINK)  ## made-up traffic through a job over streams on Flink; needs Java 17
	@$(BIN)/python scripts/demo_stream.py

test: $(READY)  ## every test, the generated ones too
	@$(BIN)/python -m pytest -q -n auto --dist worksteal

faults: $(READY)  ## does a run that is killed, or fails, at any point leave whole sinks? SHARE=3: at one in three
	@SPECCC_FAULTS_SHARE=$(or $(SHARE),1) $(BIN)/python -m pytest -q -rs -n auto --dist worksteal -m faults tests/faults \
	  tests/acceptance/test_incremental.py tests/acceptance/test_many_at_once.py

drafts: $(READY)  ## is every sentence read, every fault of a service told, every draft repaired?
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m drafts tests/unit/translate tests/cli

mutants: $(READY)  ## is each wrong spec reported, and each wrong lowering seen by the tests?
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m mutants tests/mutants tests/sight

mutants-full: $(READY)  ## every wrong lowering, on cases and N random pipelines (N=5000; hours)
	@SPECCC_SERVERS=1 $(BIN)/python -m tests.sight.report --pipelines $(N)

evals: $(READY)  ## do the evaluation's inputs show slips in its golds, and do the engines agree?
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m evals tests/evals

service-fuzz: $(READY)  ## does the service answer whatever it is asked?
	@$(BIN)/python -m pytest -q -n auto -m service_fuzz tests/service

# Of Flink each process has a JVM of its own: JOBS=2 for a machine that has other work.
fuzz: $(READY) $(if $(filter flink%,$(ENGINE)),$(FLINK))  ## N random pipelines on every engine (N=20000), or on ENGINE=flink, flink-streams; SEED=… runs a failure again
	@SPECCC_SERVERS=1 $(BIN)/python -m tests.fuzz $(if $(SEED),--only --seed $(SEED),--pipelines $(N)) \
	  $(if $(ENGINE),--engine $(ENGINE)) $(if $(JOBS),--jobs $(JOBS))

servers: $(READY)  ## do PostgreSQL, MariaDB and SQLite agree with the interpreter?
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m servers tests/differential tests/unit/execute \
	  tests/acceptance

conformance: $(READY) $(if $(shell command -v java),$(FLINK))  ## do all engines answer TPC-H's 22 queries alike, and both modes of Flink Nexmark's?
	@SPECCC_SERVERS=1 $(BIN)/python -m tests.conformance

# Two processes, with a JVM each.
flink: $(READY) $(FLINK)  ## does a real Flink agree with the interpreter? Needs Java 17
	@$(BIN)/python -m pytest -q -rs -n $(or $(JOBS),2) --dist loadfile -m flink tests/flink tests/unit/backends/flink

# Alone of the extras: its libraries are 331 MB.
$(FLINK): pyproject.toml constraints.txt | $(RUN)
	@$(PIP) install --no-compile --no-deps -c constraints.txt apache-flink-libraries py4j
	@touch $@

flink-full: $(READY) $(FLINK)  ## runs through Flink's SQL gateway, with Kafka; needs Java 17 and Maven
	@$(MAKE) --no-print-directory flink-jars || echo "without Maven these tests are skipped"
	@$(BIN)/python -m pytest -q -rs -m flink_full tests/full

flink-jars: $(JARS)

MAVEN = mvn -q -B -Dstyle.color=never -f tests/full/pom.xml dependency:copy-dependencies
$(JARS): tests/full/pom.xml constraints.txt | $(READY)
	@$(PIP) install --no-compile -c constraints.txt confluent-kafka fastavro
	@for jars in flink kafka; do $(MAVEN) -P$$jars -Djars=$(CURDIR)/.cache/flink/$$jars || exit 1; done
	@touch $@

airflow: $(READY) .cache/airflow/.ready  ## do Airflow and GitHub's schema read the schedules?
	@$(BIN)/python -m pytest -q -m airflow tests/schedules

# An environment of its own: Airflow agrees with nobody about versions.
.cache/airflow/.ready: Makefile
	@$(PYTHON) -m venv .cache/airflow
	@.cache/airflow/bin/python -m pip --quiet --disable-pip-version-check install --no-compile \
	  apache-airflow==3.3.2 check-jsonschema==0.39.0
	@touch $@

lint: $(READY)  ## ruff, pyright and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

fix: $(READY)  ## what ruff can mend by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

drift: $(RUN)  ## is what is committed under generated/ what the specs say?
	@$(BIN)/speccc drift

schema: $(RUN)  ## write the committed JSON Schemas again
	@$(BIN)/python scripts/write_schemas.py

docs: $(RUN)  ## write the pages that are made from the code again
	@$(BIN)/python scripts/write_docs.py

data: $(RUN)  ## write the examples' data again
	@$(BIN)/python scripts/make_example_data.py

bench: $(RUN)  ## how long the commands take, against their bars
	@$(BIN)/python scripts/bench.py

bench-nexmark: $(READY) $(FLINK)  ## generated FlinkSQL and FlinkSQL by hand: plans and speed of Nexmark; needs Java 17
	@$(BIN)/python -m tests.conformance.nexmark

bench-code: $(READY)  ## how fast the generated code is, beside an expert's pandas and TPC-H's SQL
	@$(BIN)/python -m benchmarks

wheel: $(RUN)  ## dist/*.whl
	@$(PIP) wheel --no-deps -w dist .

clean:  ## remove what can be made again (not the virtual environment)
	rm -rf dist out .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
