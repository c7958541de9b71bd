"""Worlds in a file: what a server has answered outlives it, however it ends."""

from creatoraudit_mock.state.durable import Durable
from creatoraudit_mock.state.errors import StateError
from creatoraudit_mock.state.file import StateFile, opened
from creatoraudit_mock.state.revival import facts, revived
from creatoraudit_mock.state.state import State, begun

__all__ = ["Durable", "State", "StateError", "StateFile", "begun", "facts", "opened", "revived"]
