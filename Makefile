# Magwatch. `make` alone lists the targets.
# Settings are given on the line, as in `make run PORT=8100 DATA_DIR=/srv/magwatch`; .env.example explains each one.
PYTHON ?= python3
BOOT = $(PYTHON) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run demo sweep test check coverage nightly mutants bench screens lock secrets clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: ## Start Magwatch on http://127.0.0.1:8000 (the first time this installs what it needs)
	@$(BOOT) --label 1/4 base -m config.embedded

demo: ## Make the demo people and print how to sign in (`make demo REMOVE=1` removes them)
	@$(if $(REMOVE),,$(BOOT) base manage.py prepare)
	@$(BOOT) base manage.py demo $(if $(REMOVE),--remove)

sweep: ## Do all due work once, without the queue
	@$(BOOT) base manage.py sweep

test: ## Run the tests on SQLite, then on PostgreSQL and Redis when they can be reached
	@$(BOOT) dev scripts/test.py

check: ## Lint, types, layers, migrations, API schema, deployment settings, compose file
	@$(BOOT) dev scripts/check.py

coverage: ## Run the tests of the medicine and see that no branch of it was left out
	@$(BOOT) dev scripts/coverage.py

nightly: ## Try every property of the medicine 2,000 times and a million simulated people (about an hour)
	@$(BOOT) dev scripts/nightly.py

mutants: ## Break the medicine in every small way, and see that a test notices (hours; see docs/mutants.md)
	@$(BOOT) dev scripts/mutants.py

bench: ## Measure speed against bare floors, as ratios
	@$(BOOT) dev -m bench
	@$(BOOT) dev -m bench.rules

screens: ## Take the pictures in docs/screens anew (needs chromium)
	@$(BOOT) dev scripts/screens.py

lock: ## Resolve requirements/*.in anew into requirements/*.txt with hashes
	@$(BOOT) dev scripts/lock.py

secrets: ## Make random secrets in ./secrets for docker-compose.yml
	@$(PYTHON) scripts/secrets_for_compose.py

clean: ## Remove caches and collected static files (keeps .venv and your data)
	@rm -rf staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache .coverage
	@find alerts bench config intake scripts tests tracker -name __pycache__ -type d -prune -exec rm -rf {} +
