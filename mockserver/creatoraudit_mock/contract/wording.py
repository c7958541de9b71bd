"""What a fault is called in an answer: one table from kinds of fault to sentences.

The one message that the API's documentation shows is `must be one of: instagram, tiktok`; the
others follow its manner. They never repeat the value at fault, which may be long or private.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from jsonschema_rs import ValidationError

REQUIRED: Final = "is required"
REPEATED: Final = "must be given once"
NOT_TEXT: Final = "must be UTF-8 text"

TYPES: Final[Mapping[str, str]] = {
    "array": "must be a list",
    "boolean": "must be true or false",
    "integer": "must be an integer",
    "null": "must be null",
    "number": "must be a number",
    "object": "must be an object",
    "string": "must be a string",
}

FORMATS: Final[Mapping[str, str]] = {
    "date": "must be a date (YYYY-MM-DD)",
    "uuid": "must be a UUID",
}

PATTERNS: Final[Mapping[str, str]] = {
    r"^[^\u0000]*$": "must not contain the character U+0000",
    r"^@?[A-Za-z0-9._-]{1,64}$": (
        "must be 1 to 64 letters, digits, dots, underscores or hyphens, with at most one @ in front"
    ),
}


def message(error: ValidationError) -> str:
    """Say what the value has to be; an unforeseen kind speaks the validator's own words."""
    sentence = _SENTENCES.get(error.kind.name)
    return (sentence and sentence(error)) or error.message


def _type(error: ValidationError) -> str:
    # A nullable member is spoken of by what it is when it is there.
    kinds = [kind for kind in _detail(error, "types") if kind != "null"]
    return " or ".join(TYPES[kind] for kind in kinds or ["null"])


def _options(error: ValidationError) -> str:
    options = [_shown(option) for option in _detail(error, "options") if option is not None]
    return f"must be one of: {', '.join(options)}"


def _key(error: ValidationError) -> str:
    return f"keys {message(_detail(error, 'error'))}"


def _bound(sentence: str, noun: str = "") -> Callable[[ValidationError], str]:
    def say(error: ValidationError) -> str:
        limit = _detail(error, "limit")
        plural = "s" if noun and limit != 1 else ""
        return f"{sentence} {limit} {noun}{plural}".rstrip()

    return say


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _detail(error: ValidationError, name: str) -> Any:
    return error.kind.as_dict()[name]


_SENTENCES: Final[Mapping[str, Callable[[ValidationError], str | None]]] = {
    "const": lambda error: f"must be: {_shown(_detail(error, 'expected_value'))}",
    "enum": _options,
    "format": lambda error: FORMATS.get(_detail(error, "format")),
    "maxItems": _bound("must have at most", "item"),
    "maxLength": _bound("must be at most", "character"),
    "maxProperties": _bound("must have at most", "key"),
    "maximum": _bound("must be at most"),
    "minItems": _bound("must have at least", "item"),
    "minLength": _bound("must be at least", "character"),
    "minimum": _bound("must be at least"),
    "pattern": lambda error: PATTERNS.get(_detail(error, "pattern")),
    "propertyNames": _key,
    "required": lambda _: REQUIRED,
    "type": _type,
}
