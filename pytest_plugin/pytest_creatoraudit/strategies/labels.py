"""Labels: what a timeline calls the things in a world, whatever their ids are there."""

from __future__ import annotations

from difflib import get_close_matches

from creatoraudit_mock import Handle, World


def labels(world: World) -> tuple[str, ...]:
    """The labels of all accounts and videos of a world, such as "instagram/@ada"."""
    return tuple(_labelled(world))


def found(world: World, label: str) -> Handle:
    """What a label stands for.

    Raises:
        LookupError: the world tracks nothing of this name.
    """
    known = _labelled(world)
    if label not in known:
        near = get_close_matches(label, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known) or 'nothing'}"
        raise LookupError(f"this world tracks no {label!r}; {hint}")
    return known[label]


def _labelled(world: World) -> dict[str, Handle]:
    accounts = {f"{one.platform}/@{one.username}": one for one in world.accounts}
    return accounts | {f"{one.platform}/{one.external_id}": one for one in world.videos}
