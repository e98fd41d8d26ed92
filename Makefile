# Two commands: `make demo` (install and run the whole job), `make test` (install and pass the tests).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_TEST := .venv/.ready-test

READY_AUDIT := .venv-audit/.ready
READY_LOCKED := .venv-locked/.ready

.PHONY: demo test test-browser test-long audit lock licences install check-python clean screenshot

demo: $(READY)
	$(BIN)/vigie demo

$(READY): pyproject.toml | check-python
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(READY_TEST): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

test: $(READY_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python deploy/audit.py --code
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not browser and not long'

test-browser: $(READY_TEST)
	@command -v chromium >/dev/null || { echo "Chromium is missing: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pytest -m browser

test-long: $(READY_TEST)
	$(BIN)/python -m pytest -m long

# The supply chain; 3 says that something could not be verified (no network).
audit: $(READY_AUDIT)
	.venv-audit/bin/python deploy/audit.py

# Run it after any change of dependencies, then `make licences`. No address of an index goes into the file.
lock: $(READY_AUDIT)
	.venv-audit/bin/uv pip compile pyproject.toml --extra pdf --extra oidc --generate-hashes --no-annotate --universal \
		--python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" --quiet \
		--output-file deploy/requirements.lock

licences: $(READY_LOCKED)
	.venv-locked/bin/python deploy/inventory.py

# A server: exactly the locked packages, then Vigie without asking for any other.
install: | check-python
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps .

$(READY_AUDIT): pyproject.toml | check-python
	test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check "bandit>=1.8" "pip-audit>=2.7" "uv>=0.5"
	touch $@

$(READY_LOCKED): deploy/requirements.lock | check-python
	$(PYTHON) -m venv --clear .venv-locked
	.venv-locked/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }

clean:
	rm -rf .venv .venv-audit .venv-locked build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

screenshot: $(READY_TEST)
	$(BIN)/python docs/make_screenshot.py
