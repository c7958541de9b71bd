"""What finds which alternative a service shows: one small function for each switch.

A probe asks at a `Desk` and returns the value, or raises why it cannot: `NotSeen` or `NoneOfThese`.
"""
