"""The pytest side of creatoraudit-mock: fixtures for testing programs that poll the API."""
