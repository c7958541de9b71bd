"""What a dialect is made of: typed switches, each with its alternatives and the reason for it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypeVar, cast, get_args, get_type_hints

from creatoraudit_mock.contract.settings_file import settings_in

Ground = Literal["silent", "hinted", "disagreeing"]
"""What the documentation gives for the default: nothing, a hint, or two answers."""

_T = TypeVar("_T")


class Background(NamedTuple):
    """Why there is a switch: the topic that comes nearest, what it gives, and the paragraph."""

    topic: str
    ground: Ground
    why: str


def switch(default: _T, *, topic: str, why: str, ground: Ground = "silent") -> _T:
    """Declare a switch; its alternatives are the members of its `Literal` annotation."""
    made: _T = field(default=default, metadata={"background": Background(topic, ground, why)})
    return made


class Switches:
    """A choice for each switch; the switches are the fields of a subclass that is a dataclass.

    Raises:
        ValueError: a switch was given a value that is not among its alternatives.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, choices in self.alternatives().items():
            value = getattr(self, name)
            # The type too: True is no 1, and 204.0 no status.
            if not any(value == choice and type(value) is type(choice) for choice in choices):
                options = ", ".join(map(str, choices))
                raise ValueError(f"dialect switch {name} must be one of: {options}; got {value!r}")

    def __repr__(self) -> str:
        # Only what is chosen: dozens of defaults would hide it.
        chosen = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({chosen})"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 - IPython's terms
        # IPython and Hypothesis would show every field of a dataclass.
        printer.text(repr(self))

    @classmethod
    def alternatives(cls) -> dict[str, tuple[Any, ...]]:
        """Every switch with all its values, the default first."""
        return _alternatives(cls)  # type: ignore[arg-type]  # a class has its metaclass's hash

    @classmethod
    def backgrounds(cls) -> dict[str, Background]:
        """Every switch with the reason for it."""
        return {f.name: f.metadata["background"] for f in fields(cast(Any, cls))}

    @classmethod
    def parse(cls, settings: Mapping[str, Any]) -> Self:
        """A dialect from names and values as text or data, such as `{"delete_status": "200"}`.

        Raises:
            ValueError: a name is not a switch, or a value is not among its alternatives.
        """
        chosen = {}
        for name, value in settings.items():
            choices = cls.alternatives().get(name)
            if choices is None:
                raise ValueError(f"unknown dialect switch {name!r}{_known(name, cls)}")
            chosen[name] = next((c for c in choices if str(c) == str(value)), value)
        return cls(**chosen)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The dialect in a TOML file: its table `[dialect]`, such as `delete_status = 200`.

        Switches that the file does not name keep their defaults.

        Raises:
            ValueError: the file cannot be read or is no dialect file, or names a switch or value
                that there is not; the message names file, switch and value.
        """
        settings = settings_in(path)
        try:
            return cls.parse(settings)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def values(self) -> dict[str, Any]:
        """Every switch with its value."""
        return {name: getattr(self, name) for name in self.alternatives()}

    def settings(self) -> dict[str, Any]:
        """The switches that differ from their defaults."""
        defaults = {name: choices[0] for name, choices in self.alternatives().items()}
        return {name: value for name, value in self.values().items() if value != defaults[name]}


def _known(name: str, kind: type[Switches]) -> str:
    """What the name may have meant, and all that there are."""
    close = get_close_matches(str(name), kind.alternatives(), n=1)
    hint = f", nearest: {close[0]}" if close else ""
    return f"{hint}; known: {', '.join(kind.alternatives())}"


@functools.cache
def _alternatives(kind: type[Switches]) -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(kind)
    found = {f.name: (f.default, get_args(hints[f.name])) for f in fields(cast(Any, kind))}
    return {
        name: (default, *(choice for choice in choices if choice != default))
        for name, (default, choices) in found.items()
    }
