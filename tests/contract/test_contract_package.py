"""The package as its users see it."""

import ast
import sys
from pathlib import Path

import creatoraudit_mock.contract as package

FOLDER = Path(package.__file__).parent
FORBIDDEN = {"asyncio", "random", "socket", "threading", "time"}
OTHERS = {"creatoraudit_mock", "jsonschema_rs", "msgspec"}


def imported(file: Path) -> set[str]:
    """The top-level names of everything that a module imports."""
    tree = ast.parse(file.read_text())
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


def test_the_public_face_is_what_it_says() -> None:
    """`__all__` names what the package imports for its users, and nothing more."""
    own = {
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and type(value) is not type(package)
    }
    assert own == set(package.__all__)


def test_the_contract_knows_no_network_and_no_clock() -> None:
    """Its modules import the standard library, msgspec and jsonschema_rs only."""
    for file in FOLDER.glob("*.py"):
        names = imported(file)
        assert names & FORBIDDEN == set(), file.name
        assert names <= sys.stdlib_module_names | OTHERS, file.name


def test_the_document_is_shipped_in_small_files() -> None:
    """Each part of the document can be read at a sitting."""
    files = [*(FOLDER / "openapi").rglob("*.json")]
    assert len(files) > 20
    assert [file.name for file in files if len(file.read_text().splitlines()) > 500] == []
