"""What is shipped: the wheel and the source distribution."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import creatoraudit_mock

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "creatoraudit_mock": ROOT / "mockserver",
    "creatoraudit_scenarios": ROOT / "fixtures",
    "pytest_creatoraudit": ROOT / "pytest_plugin",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source distribution of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(  # noqa: S603 - our own interpreter and build backend
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


def _sources() -> set[str]:
    return {
        str(path.relative_to(root))
        for package, root in PACKAGES.items()
        for path in (root / package).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }


def test_wheel_contents(built: Path) -> None:
    """The wheel holds every file of the three packages, and besides them only metadata."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert names == _sources()


def test_wheel_entry_points(built: Path) -> None:
    """The wheel declares the command and the pytest plugin."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith("entry_points.txt"))
        text = wheel.read(name).decode()

    assert "creatoraudit-mock = creatoraudit_mock.cli:main" in text
    assert "creatoraudit = pytest_creatoraudit.plugin" in text


def test_sdist_contents(built: Path) -> None:
    """The source distribution has the packages, the licence and what the README shows."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    wanted = {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "examples/python/poll.py"}
    assert wanted <= names
    assert "mockserver/creatoraudit_mock/contract/openapi/openapi.json" in names


def test_source_roots_are_clean() -> None:
    """Each source root holds one package and nothing else, so nothing strange is importable."""
    for package, root in PACKAGES.items():
        found = {path.name for path in root.iterdir() if path.name != "__pycache__"}
        assert found == {package}


def test_version_is_stated_once_in_truth() -> None:
    """The package and its metadata agree on the version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == creatoraudit_mock.__version__
