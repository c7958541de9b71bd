"""A report, told in several forms."""
