"""What a dialect is made of: typed switches, each with its alternatives and the reason for it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import (
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NoReturn,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_type_hints,
)

from creatoraudit_mock.contract.settings_file import settings_in

Ground = Literal["silent", "hinted", "disagreeing"]
"""What the documentation gives for the default: nothing, a hint, or two answers."""

_T = TypeVar("_T")


class Background(NamedTuple):
    """Why there is a switch: the topic that comes nearest, what it gives, and the paragraph."""

    topic: str
    ground: Ground
    why: str


class _Switch(NamedTuple):
    """A switch as it is declared."""

    default: Any
    background: Background


def switch(default: _T, *, topic: str, why: str, ground: Ground = "silent") -> _T:
    """Declare a switch; its alternatives are the members of its `Literal` annotation."""
    return cast("_T", _Switch(default, Background(topic, ground, why)))


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Switches:
    """A choice for each switch that a subclass declares, given by keyword; immutable.

    Its class has the defaults, itself only what differs from them. No dataclass: one with dozens
    of fields takes milliseconds of every start to make.

    Raises:
        TypeError: there is no such switch.
        ValueError: a switch was given a value that is not among its alternatives.
    """

    _backgrounds: ClassVar[dict[str, Background]]

    def __init_subclass__(cls) -> None:
        declared = {name: made for name, made in vars(cls).items() if isinstance(made, _Switch)}
        cls._backgrounds = {name: made.background for name, made in declared.items()}
        for name, made in declared.items():
            setattr(cls, name, made.default)

    def __init__(self, **chosen: Any) -> None:
        for name, value in chosen.items():
            choices = self.alternatives().get(name)
            if choices is None:
                raise TypeError(f"unknown dialect switch {name!r}{_known(name, type(self))}")
            # The type too: True is no 1, and 204.0 no status.
            if not any(value == choice and type(value) is type(choice) for choice in choices):
                options = ", ".join(map(str, choices))
                raise ValueError(f"dialect switch {name} must be one of: {options}; got {value!r}")
            if value != choices[0]:
                vars(self)[name] = value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a dialect is immutable: make another one with {name}={value!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a dialect is immutable: make another one without {name}")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(vars(self).items()))

    def __repr__(self) -> str:
        # Only what is chosen: dozens of defaults would hide it.
        chosen = ", ".join(f"{name}={value!r}" for name, value in self.settings().items())
        return f"{type(self).__name__}({chosen})"

    @classmethod
    def alternatives(cls) -> dict[str, tuple[Any, ...]]:
        """Every switch with all its values, the default first."""
        return _alternatives(cls)  # type: ignore[arg-type]  # a class has its metaclass's hash

    @classmethod
    def backgrounds(cls) -> dict[str, Background]:
        """Every switch with the reason for it."""
        return cls._backgrounds

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
        return {name: value for name, value in self.values().items() if name in vars(self)}


def _known(name: str, kind: type[Switches]) -> str:
    """What the name may have meant, and all that there are."""
    close = get_close_matches(str(name), kind.alternatives(), n=1)
    hint = f", nearest: {close[0]}" if close else ""
    return f"{hint}; known: {', '.join(kind.alternatives())}"


@functools.cache
def _alternatives(kind: type[Switches]) -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(kind)
    found = {name: (getattr(kind, name), get_args(hints[name])) for name in kind.backgrounds()}
    return {
        name: (default, *(choice for choice in choices if choice != default))
        for name, (default, choices) in found.items()
    }
