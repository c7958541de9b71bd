"""A handle on something that a world tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creatoraudit_mock.kit.world import World


class Handle:
    """An account, video or creator: `.id`, and every field that the API shows of it right now."""

    __slots__ = ("_world", "id")

    def __init__(self, world: World, identifier: str) -> None:
        self._world = world
        self.id = identifier

    @property
    def fields(self) -> dict[str, Any]:
        """The current representation as JSON values.

        Raises:
            NotFound: the resource has been deleted.
        """
        return dict(self._world.show(self.id))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        fields = self.fields
        if name not in fields:
            raise AttributeError(
                f"{fields['type']} has no field {name!r}; it has {', '.join(fields)}"
            )
        return fields[name]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"
