"""What a recorded file must not hold, and that it is looked for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from creatoraudit_mock import World
from creatoraudit_mock.service import Caller, Key
from creatoraudit_mock.service.recorder import (
    Indiscreet,
    Observed,
    Pseudonyms,
    Recorded,
    Wishes,
    check_discreet,
    record,
)


def in_process(world: World, wishes: Wishes | None = None) -> tuple[Recorded, Key]:
    """A world recorded without a socket."""
    key = Key(world.api_key)
    with Caller(world.base_url, key, transport=world.transport()) as caller:
        return record(caller, key, wishes), key


def originals(world: World) -> Iterator[str]:
    """Every id, user name, identifier and text of a world."""
    with world.client() as client:
        for path in ("/accounts", "/videos", "/creators", "/account-videos"):
            for row in client.get(path, params={"limit": 200}).json()["data"]:
                names = ("id", "username", "name", "external_id", "shortcode", "category")
                yield from (str(row[name]) for name in names if row.get(name))
                yield from (row.get("metadata") or {}).values()


@pytest.mark.parametrize("scenario", ["small", "flaky", "agency"])
def test_no_original_is_in_the_file(scenario: str) -> None:
    """Neither key nor ids, user names, identifiers, creators, categories or labels are there."""
    world = World(scenario, seed=6)
    made, _ = in_process(world)
    text = made.text.casefold()
    found = [one for one in originals(world) if f'"{one.casefold()}"' in text]
    assert found == []
    assert not [one for one in originals(world) if len(one) > 8 and one.casefold() in text]
    assert world.api_key not in made.text


def smuggled(text: str, where: str, what: str) -> str:
    """A file with one more table that holds something."""
    return f'{text}\n[[videos]]\nplatform = "tiktok"\nadded = "0s"\n{where} = {what}\n'


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("category", '"ada.lin"'),
        ("category", '"by Ada.Lin, of course"'),
        ("category", '"see https://tiktok.com/@adalin/"'),
        ("category", '"the Ada Lin channel"'),
        ("category", '"travel"'),
        ("category", '"id-7301234567890123456!"'),
        ("metadata", '{ note = "ask adalin" }'),
        ("metadata", '{ "ada.lin" = "x" }'),
        ("metadata", '{ platform = "ada.lin" }'),
    ],
)
def test_a_smuggled_original_is_found(where: str, what: str) -> None:
    """A handle, a name, an identifier or a text, whole or within another, stops the writing."""
    made, key = in_process(World("small", seed=6))
    with pytest.raises(Indiscreet, match=rf"videos\[4\]\.{where}") as caught:
        check_discreet(smuggled(made.text, where, what), made.observed, key, Wishes())
    assert what.strip('"') not in str(caught.value)


def test_a_key_is_found_anywhere() -> None:
    """Even in a comment, and even if names may stay."""
    made, key = in_process(World("small", seed=6))
    secret = key.authorization.removeprefix("Bearer ")
    with pytest.raises(Indiscreet, match="the API key"):
        check_discreet(f"# {secret}\n{made.text}", made.observed, key, Wishes(names=True))


def test_a_recorder_that_forgets_a_pseudonym_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If the tables let a user name through, recording fails instead of telling it."""
    monkeypatch.setattr(Pseudonyms, "handle", lambda _self, name: name)
    with pytest.raises(Indiscreet, match="username"):
        in_process(World("small", seed=6))


def test_handles_that_are_words_of_the_format_are_no_alarm() -> None:
    """Profiles called instagram, video or 24 can be recorded."""
    world = World("empty", seed=6)
    for name in ("instagram", "video", "24", "accounts", "d", "user"):
        world.track_account("instagram", name)
    world.clock.advance("1d")
    world.track_video("tiktok", "https://www.tiktok.com/@video/video/7301234567890123456")
    made, _ = in_process(world)
    assert made.text.count("username") == 6


def test_texts_are_kept_when_asked_for() -> None:
    """Categories and labels stay with `texts`; user names do not."""
    world = World("empty", seed=6)
    world.track_account("instagram", "adalin", category="travel", metadata={"team": "north"})
    made, _ = in_process(world, Wishes(texts=True))
    assert 'category = "travel"' in made.text
    assert 'team = "north"' in made.text
    assert "adalin" not in made.text


def test_texts_that_hold_a_name_stop_the_writing() -> None:
    """Keeping texts does not let a handle through that stands in one of them."""
    world = World("empty", seed=6)
    world.track_account("instagram", "nasa", metadata={"who": "nasa"})
    with pytest.raises(Indiscreet, match="leave --texts out"):
        in_process(world, Wishes(texts=True))


def test_names_are_kept_when_asked_for() -> None:
    """With `names` the file has user names, identifiers and texts as they are."""
    made, _ = in_process(World("small", seed=6), Wishes(names=True))
    for original in ("adalin", "Ada Lin", "travel", "7301234567890123456"):
        assert original in made.text


def test_what_was_observed_is_needed_to_look_for_it() -> None:
    """The check goes by what was read: with nothing read there is nothing to find."""
    made, key = in_process(World("small", seed=6), Wishes(names=True))
    nothing = msgspec.structs.replace(
        made.observed, accounts=[], videos=[], creators=[], posts=[], organization_id=None
    )
    assert isinstance(nothing, Observed)
    check_discreet(made.text, nothing, key, Wishes())
    with pytest.raises(Indiscreet):
        check_discreet(made.text, made.observed, key, Wishes())
