# Where make is missing, `python3 bootstrap.py demo` and so on do the same. ARGS are handed on: make demo ARGS=--once
PYTHON ?= python3

.PHONY: demo test test-all test-rest coverage faults mutate setup check docs lock sbom messages answers published policy client

demo test test-all test-rest coverage faults mutate setup check docs lock sbom messages answers published policy client:
	@exec $(PYTHON) bootstrap.py $@ $(ARGS)
