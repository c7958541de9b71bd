"""The dashboard in a real browser: looked at, steered and followed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from conftest_types import Shot
from playwright.async_api import Browser, Page, expect

from creatoraudit_mock import Fault, MockServer, World
from creatoraudit_mock.server import LiveWorld
