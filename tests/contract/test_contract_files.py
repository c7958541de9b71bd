"""Dialects in files: what may stand there, and what is told about what may not."""

from pathlib import Path

import pytest

from creatoraudit_mock import Dialect

BAD = [
    ("[dialect", "is not valid TOML: "),
    ("", "a table [dialect] with switches is missing"),
    ("dialect = 3", "a table [dialect] with switches is missing"),
    (
        "[dialekt]\n",
        (
            "dialekt: is no table of a dialect file, nearest: dialect; known: dialect, learned, "
            "seen, strange, open (a scenario goes to --scenario)"
        ),
    ),
    ("[organization]\n", "organization: is no table of a dialect file; known: "),
    (
        "[dialect]\ndelete_statu = 200",
        "unknown dialect switch 'delete_statu', nearest: delete_status; known: malformed_json, ",
    ),
    ("[dialect]\nxyz = 200", "unknown dialect switch 'xyz'; known: "),
    (
        "[dialect]\ndelete_status = 418",
        "dialect switch delete_status must be one of: 204, 200; got 418",
    ),
    (
        "[dialect]\ntimestamps = 'minutes'",
        "dialect switch timestamps must be one of: seconds, microseconds; got 'minutes'",
    ),
    ("[dialect]\ndelete_status = [204]", "must be one of: 204, 200; got [204]"),
    ("[dialect]\ndelete_status = 204.0", "must be one of: 204, 200; got 204.0"),
]


@pytest.mark.parametrize(("text", "complaint"), BAD)
def test_a_bad_file_is_told_what_is_wrong(text: str, complaint: str, tmp_path: Path) -> None:
    """Complaints name the file, the switch, its value, what would do, and the nearest name."""
    file = tmp_path / "dialect.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"dialect\.toml: ") as told:
        Dialect.load(file)
    assert str(told.value).startswith(f"{file}: ")
    assert complaint in str(told.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be read is named with the reason."""
    with pytest.raises(ValueError, match=r"gone\.toml: cannot be read: No such file"):
        Dialect.load(tmp_path / "gone.toml")


def test_a_file_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file in another encoding is refused by name."""
    (tmp_path / "latin.toml").write_bytes(b"[dialect]\n# \xe9\n")
    with pytest.raises(ValueError, match=r"latin\.toml: cannot be read: 'utf-8' codec"):
        Dialect.load(tmp_path / "latin.toml")


def test_what_is_not_named_keeps_its_default(tmp_path: Path) -> None:
    """A file holds as many switches as it likes."""
    (tmp_path / "a.toml").write_text("[dialect]\ndelete_status = 200\nsearch_cap = '25'\n")
    assert Dialect.load(tmp_path / "a.toml") == Dialect(delete_status=200, search_cap=25)
