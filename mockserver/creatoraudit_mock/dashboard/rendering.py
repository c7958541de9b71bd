"""Templates to bytes. Whatever a world says is escaped: autoescape is on for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from creatoraudit_mock.dashboard.assets import address
from creatoraudit_mock.dashboard.visit import HOME, PREFIX
from creatoraudit_mock.scorecard.wording import size, span

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render(template: str, values: Mapping[str, Any]) -> bytes:
    """A page as UTF-8."""
    text = _environment().get_template(template).render(values)
    return text.encode("utf-8", "replace")  # a lone surrogate is not worth a page


@cache
def _environment() -> Environment:
    from jinja2 import (  # noqa: PLC0415 - who never looks at the dashboard does not wait for it
        Environment,
        PackageLoader,
        StrictUndefined,
    )

    made = Environment(
        loader=PackageLoader("creatoraudit_mock.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"static": address, "ui": PREFIX, "home": HOME}
    made.filters |= {
        "moment": moment,
        "iso": iso,
        "number": number,
        "size": size,
        "span": span,
        "relative": relative,
        "prose": prose,
        "sentence": sentence,
    }
    return made


def prose(text: str) -> Markup:
    """A sentence with what stands between backticks as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - it comes with Jinja2

    parts = enumerate(text.split("`"))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in parts
    )


def sentence(text: str) -> str:
    """What ends a message elsewhere, as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def moment(when: datetime) -> str:
    """A virtual time for people: `2026-01-05 09:00:00`, UTC."""
    return f"{when.replace(tzinfo=None):%Y-%m-%d %H:%M:%S}"


def iso(when: datetime) -> str:
    """The same for machines."""
    return when.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def number(value: float) -> str:
    """With commas between the thousands."""
    return f"{value:,}"


def relative(when: datetime, now: datetime) -> str:
    """`3 h ago`, `in 2.5 d`, `now`."""
    gap = when - now
    if abs(gap) < timedelta(seconds=1):
        return "now"
    return f"in {span(gap)}" if gap > timedelta() else f"{span(-gap)} ago"
