"""What a page is made from: a request that has been let in and read, and what to say on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from creatoraudit_mock.control.call import Call
from creatoraudit_mock.dashboard.grades import Grades
from creatoraudit_mock.http.replies import Reply
from creatoraudit_mock.kit import World

PREFIX = "/_mock/ui"
HOME = "/_mock/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A look at a page."""

    call: Call
    grades: Grades
    here: str
    """Path and query of the page: where its forms lead back to."""
    notice: str | None = None
    """What went wrong with the form that was sent from here."""
    filled: Mapping[str, str] = field(default_factory=dict)
    """What had been written into that form."""
    can_sign_out: bool = False

    @property
    def world(self) -> World:
        """The world that the path names.

        Raises:
            UnknownWorld: there is none.
        """
        return self.call.world

    @property
    def world_id(self) -> str:
        """Its id."""
        return self.call.path["world"]


View: TypeAlias = Callable[[Visit], dict[str, Any]]
Reader: TypeAlias = Callable[[Mapping[str, str]], Any]


class Page(NamedTuple):
    """Something to look at."""

    path: str
    template: str
    view: View
    """Gives the values that the template is filled with."""
    query: type[Any] | None = None


class Action(NamedTuple):
    """Something that a form does: an endpoint of the control interface in another dress."""

    path: str
    handler: Callable[[Call], Reply]
    body: Any = None
    """The type of the handler's body, or a function that reads it from the fields."""
    named: str | None = None
    """The field that stands for a part of the endpoint's path."""
    leads: Callable[[Call, Reply], str] | None = None
    """Where it leads to, if not back to the page of the form."""
