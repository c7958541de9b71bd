"""Virtual time for the code under test; `docs/virtual-time.md` tells how it works."""
