"""What users hold: worlds, and handles on what they track."""

from creatoraudit_mock.kit.clients import BASE_URL
from creatoraudit_mock.kit.handle import Handle
from creatoraudit_mock.kit.recording import RecordingError
from creatoraudit_mock.kit.world import World

__all__ = ["BASE_URL", "Handle", "RecordingError", "World"]
