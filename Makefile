# hpsearch: `make quickstart` sets everything up and runs a first study, `make test` runs every test.

SWIFT ?= swift
PREFIX ?= /usr/local
BINARY = .build/release/hpsearch

.DEFAULT_GOAL := help
.PHONY: help setup build quickstart test fuzz torture results lint format install uninstall benchmark benchmark-quick clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 17

setup: ## Install the missing system packages, or say which are missing
	@scripts/setup.sh

build: setup ## Build the release binary
	$(SWIFT) build -c release --product hpsearch

quickstart: build ## Set up, build, run a study on the built-in digits and print its report
	$(BINARY) study studies/quickstart.yaml

test: setup ## Run every test
	SWIFT=$(SWIFT) scripts/test.sh

fuzz: setup ## Fuzz every reader for SECONDS each (default 60)
	SWIFT=$(SWIFT) scripts/fuzz.sh $(or $(SECONDS),60) $(TARGETS)

torture: build ## Kill studies at 300 instants (or KILLS), resume them, and compare with uninterrupted runs
	$(SWIFT) build -c release --product Torture
	.build/release/Torture --kills $(or $(KILLS),300) $(if $(SEED),--seed $(SEED))

results: build ## Run the studies of the reports and write results/ (THEME: one of them, WORKERS, OPTIONS)
	python3 scripts/results $(THEME) $(if $(WORKERS),--workers $(WORKERS)) $(OPTIONS)

lint: ## Check the format of the sources
	$(SWIFT) format lint --recursive --strict Package.swift Sources Tests Benchmarks

format: ## Bring the sources into format
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

install: build ## Install the binary and its shell completions under PREFIX (default /usr/local)
	@scripts/install.sh "$(BINARY)" "$(DESTDIR)$(PREFIX)"

uninstall: ## Remove what `make install` put under PREFIX
	@scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

benchmark: setup ## Measure training and studies against PyTorch and Optuna, side by side
	SWIFT=$(SWIFT) Benchmarks/run.sh $(OPTIONS)

benchmark-quick: setup ## The same table within 3 minutes, from fewer pairs
	SWIFT=$(SWIFT) Benchmarks/run.sh --quick $(OPTIONS)

clean: ## Remove everything built
	rm -rf .build
