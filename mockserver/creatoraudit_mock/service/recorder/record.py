"""The whole way: from a service to a scenario file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from creatoraudit_mock.scenario import Scenario
from creatoraudit_mock.service.caller import Caller
from creatoraudit_mock.service.key import Key
from creatoraudit_mock.service.recorder.observed import Observed
from creatoraudit_mock.service.recorder.pseudonyms import Pseudonyms
from creatoraudit_mock.service.recorder.reading import read_organization
from creatoraudit_mock.service.recorder.secrecy import check_discreet
from creatoraudit_mock.service.recorder.tables import Tables, Wishes


class Recorded(NamedTuple):
    """The text of a scenario, checked, and what it was made from."""

    text: str
    observed: Observed


def record(caller: Caller, key: Key, wishes: Wishes | None = None) -> Recorded:
    """Read an organization into the text of a scenario file.

    Args:
        caller: of the service; its budget bounds the requests.
        key: the same key; pseudonyms belong to it.
        wishes: how much of the original to keep.

    Raises:
        ServiceTrouble: the service could not be read.
        Indiscreet: the file would have told a secret.
        ScenarioError: what was read makes no scenario.
    """
    wanted = wishes or Wishes()
    observed = read_organization(caller)
    text = _toml(Tables(observed, Pseudonyms(key), wanted).file())
    check_discreet(text, observed, key, wanted)
    Scenario.from_text(text, "the recorded scenario")
    return Recorded(text, observed)


def write(text: str, path: Path) -> None:
    """Write a file at once or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _toml(tables: dict[str, object]) -> str:
    try:
        import tomli_w  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "writing a scenario needs tomli-w: pip install 'creatoraudit-mock[service]'",
            name="tomli_w",
        ) from None
    return tomli_w.dumps(tables)
