"""What the mock costs: `make bench` measures all of it, and writes docs/performance.md.

Performance is measured here and asserted nowhere: a test that fails on a busy machine is no test.
Each part is a module with a `measure` function that yields readings (`readings.py`); `targets.py`
is the table of what we want of them, and `remarks.toml` says what a missed target is due to.
"""
