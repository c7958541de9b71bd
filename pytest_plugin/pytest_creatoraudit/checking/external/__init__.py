"""Pollers in any language: commands that poll a live world."""
