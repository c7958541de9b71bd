"""A world mounted on the API's real address; one file for each client library."""

from pytest_creatoraudit.mounting.hosts import Others
from pytest_creatoraudit.mounting.mount import mounted

__all__ = ["Others", "mounted"]
