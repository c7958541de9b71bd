"""Templates beside the code that fills them: everything that they show is escaped."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def rendered(package: str, template: str, /, **values: Any) -> str:
    """A template of a package's folder `pages`, filled."""
    return _environment(package).get_template(template).render(values)


@cache
def asset(package: str, name: str) -> str:
    """A file of a package's folder `pages`, as it is."""
    return (resources.files(package) / "pages" / name).read_text(encoding="utf-8")


@cache
def _environment(package: str) -> Environment:
    # Not before something is drawn: whoever draws nothing does not pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader(package, "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
