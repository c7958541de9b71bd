"""The dialect: one switch for each question that the API's documentation leaves open.

The defaults are today's best guess. A poller that is right under every dialect is right against
the service, whatever the answer turns out to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, get_args, get_type_hints


def _switch(default: Any, why: str) -> Any:
    return field(default=default, metadata={"why": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Answers to what the documentation leaves open; every field is one switch.

    Raises:
        ValueError: a switch was given a value that is not among its alternatives.
    """

    malformed_json: Literal[400, 422] = _switch(
        400, "The table of errors has a row for malformed requests; some frameworks answer 422."
    )
    inbound_request_id: Literal["adopt", "ignore"] = _switch(
        "adopt", "The service is said to echo request ids; whether it takes the client's is open."
    )
    batch_scope: Literal["read", "write"] = _switch(
        "read", "Batch reads are POSTs that change nothing; a strict gate might ask for write."
    )
    unrequested_total: Literal["absent", "null"] = _switch(
        "absent", "pagination.total_count is there when asked for; otherwise it may be null."
    )
    unknown_parameters: Literal["ignore", "refuse"] = _switch(
        "ignore", "Most services overlook unknown query parameters; a strict one finds typos."
    )
    timestamps: Literal["seconds", "microseconds"] = _switch(
        "seconds", "All examples show whole seconds; live values may carry fractions."
    )
    delete_status: Literal[204, 200] = _switch(
        204, "No page states what a deletion answers: nothing, or the item as it last was."
    )

    not_modified: Literal["counts", "free"] = _switch(
        "counts", "Limits are on requests, and a 304 answers one; it may yet cost nothing."
    )
    retry_after: Literal["present", "absent"] = _switch(
        "present", "Clients are to honour Retry-After when present: a 429 may come without."
    )
    idempotency_conflict: Literal["replay", 409, 422] = _switch(
        "replay", "Another body under a known Idempotency-Key: first result, or a refusal."
    )
    idempotent_marker: Literal["absent", "present"] = _switch(
        "absent", "No page names a header by which a replayed answer could be told."
    )

    _CHOICES: ClassVar[dict[str, tuple[Any, ...]]]

    def __post_init__(self) -> None:
        for name, choices in self.alternatives().items():
            value = getattr(self, name)
            if value not in choices:
                options = ", ".join(map(str, choices))
                raise ValueError(f"dialect switch {name} must be one of: {options}; got {value!r}")

    @classmethod
    def alternatives(cls) -> dict[str, tuple[Any, ...]]:
        """Every switch with all its values, the default first."""
        return cls._CHOICES

    @classmethod
    def parse(cls, settings: Mapping[str, Any]) -> Dialect:
        """A dialect from names and values as text or data, such as `{"delete_status": "200"}`.

        Raises:
            ValueError: a name is not a switch, or a value is not among its alternatives.
        """
        chosen = {}
        for name, value in settings.items():
            choices = cls.alternatives().get(name)
            if choices is None:
                known = ", ".join(cls.alternatives())
                raise ValueError(f"unknown dialect switch {name!r}; known: {known}")
            chosen[name] = next((c for c in choices if str(c) == str(value)), value)
        return cls(**chosen)

    def settings(self) -> dict[str, Any]:
        """The switches that differ from their defaults."""
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != f.default
        }


def _choices() -> dict[str, tuple[Any, ...]]:
    hints = get_type_hints(Dialect)
    return {f.name: get_args(hints[f.name]) for f in fields(Dialect)}


Dialect._CHOICES = _choices()  # noqa: SLF001 - worked out once, from the annotations above
