"""The interface's own document."""

from __future__ import annotations

from creatoraudit_mock.control.call import Call
from creatoraudit_mock.http.replies import Reply, json


def get_document(call: Call) -> Reply:
    """OpenAPI 3.1, made from the same types that requests are checked with."""
    return json(call.document())
