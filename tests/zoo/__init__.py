"""Pollers, right and wrong, on which `check_poller` is tested."""
