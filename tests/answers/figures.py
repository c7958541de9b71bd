"""Switches about figures."""

from wire import Answers

ANSWERS: Answers = {}
