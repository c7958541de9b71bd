"""Where in the contract a comparison stands, and what stands behind that place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from creatoraudit_mock.contract import Evidence
from creatoraudit_mock.difference.document import Node
from creatoraudit_mock.difference.findings import Difference

_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the contract. `sending` says that clients send what is there."""

    place: str
    subject: str
    evidence: Evidence = "assumed"
    switches: tuple[str, ...] = ()
    sending: bool = False

    def at(self, subject: str, node: Node | None = None) -> Spot:
        """The spot of a part; *node* is the part in the contract, perhaps with a mark."""
        return replace(self, subject=subject).marked(node)

    def marked(self, node: Node | None) -> Spot:
        """This spot with the mark and the switches that a node carries, if any."""
        if node is None or not isinstance(node.value, dict):
            return self
        named = node.value.get("x-dialect", ())
        switches = tuple(dict.fromkeys([*self.switches, *_single(named)]))
        evidence = node.value.get("x-evidence", self.evidence)
        return replace(self, evidence=evidence, switches=switches)

    def within(self, node: Node) -> Spot:
        """This spot with only those switches that bear upon what is inside a node."""
        return replace(self, switches=()).marked(node)

    def member(self, name: str, owner: str | None, node: Node | None) -> Spot:
        """The spot of a member of an object; a component's name begins the subject anew."""
        return self.at(f"{owner or self.subject}.{name}", node)

    def difference(self, code: str, ours: str = "", theirs: str = "") -> Difference:
        """A difference here."""
        return Difference(
            code=code,
            subject=self.subject,
            place=self.place,
            evidence=self.evidence,
            ours=_short(ours),
            theirs=_short(theirs),
            switches=self.switches,
        )


def _single(joined: object) -> list[str]:
    """The switches of a mark, those that only count together one by one."""
    names = joined if isinstance(joined, (list, tuple)) else ()
    return [one for name in names for one in str(name).split("+")]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
