"""How hard a property is tried, relative to the Hypothesis profile in force."""

from hypothesis import settings


def effort(factor: float) -> settings:
    """Settings with a multiple of the profile's examples."""
    return settings(max_examples=max(int(settings().max_examples * factor), 1))


def repeats(times: int) -> int:
    """How often a loop of its own runs: `times` in the quick profile, more in a longer one."""
    return max(times * settings().max_examples // 40, 1)
