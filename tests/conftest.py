"""Hypothesis profiles: `quick` by default, `thorough` when there is time.

Choose with `pytest --hypothesis-profile=thorough` or `HYPOTHESIS_PROFILE=thorough`.
"""

import os

from hypothesis import HealthCheck, settings

# Deadlines measure real time, which says nothing here.
settings.register_profile(
    "quick", deadline=None, print_blob=True, derandomize=False, max_examples=40
)
settings.register_profile(
    "thorough",
    deadline=None,
    print_blob=True,
    derandomize=False,
    max_examples=1_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
