"""Handles, links, shortcodes and ids: every spelling leads to one item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import World, WorldError
from creatoraudit_mock.simulation import Platform
from creatoraudit_mock.simulation.platforms import post_number
from creatoraudit_mock.world import ValueRefused
from creatoraudit_mock.world.identifiers import PostIdentity, handle, post_identity, shortcode
from effort import effort

IG, TT = Platform.INSTAGRAM, Platform.TIKTOK
CODE, NUMBER = "C1a2B3c4D5e", 3_268_162_102_382_050_910
TIKTOK_ID = 7_301_234_567_890_123_456

FORMS = [
    (IG, CODE, None),
    (IG, f"  {CODE}\n", None),
    (IG, str(NUMBER), None),
    (IG, f"{NUMBER}_528817151", None),
    (IG, f"https://www.instagram.com/p/{CODE}/", None),
    (IG, f"https://www.instagram.com/p/{CODE}", None),
    (IG, f"http://instagram.com/reel/{CODE}/", None),
    (IG, f"https://www.instagram.com/reels/{CODE}/", None),
    (IG, f"https://www.instagram.com/tv/{CODE}/", None),
    (IG, f"https://m.instagram.com/p/{CODE}/", None),
    (IG, f"https://WWW.Instagram.COM/p/{CODE}/", None),
    (IG, f"instagram.com/p/{CODE}", None),
    (IG, f"www.instagram.com/reel/{CODE}?igsh=abc", None),
    (IG, f"https://www.instagram.com/reel/{CODE}/?utm_source=ig_web_copy_link#top", None),
    (IG, f"https://www.instagram.com/nasa/reel/{CODE}/", None),
    (IG, f"https://www.instagram.com//p//{CODE}//", None),
    (TT, str(TIKTOK_ID), None),
    (TT, f"https://www.tiktok.com/@Guest.Chef/video/{TIKTOK_ID}", "guest.chef"),
    (TT, f"https://www.tiktok.com/@guest_chef/photo/{TIKTOK_ID}?lang=en", "guest_chef"),
    (TT, f"https://m.tiktok.com/v/{TIKTOK_ID}.html", None),
    (TT, f"tiktok.com/@a/video/{TIKTOK_ID}/", "a"),
]

REFUSED = [
    *((IG, text) for text in ("AAAAA", "AAAAAAAAAAA", "AAABCD")),
    *((IG, text) for text in ("", " ", "abc", "p/", "a" * 29, "C1a2B3c4D5!", "été12345", "@nasa")),
    (IG, "https://www.instagram.com/nasa/"),
    (IG, "https://www.instagram.com/p/"),
    (IG, "https://www.instagram.com/p/a b c d e/"),
    (IG, "https://www.instagram.com/stories/nasa/3268162102382050910/"),
    (IG, f"https://www.instagram.com.evil.example/p/{CODE}/"),
    (IG, f"https://notinstagram.com/p/{CODE}/"),
    (IG, f"https://evil.example/www.instagram.com/p/{CODE}/"),
    (IG, f"https://www.instagram.com@evil.example/p/{CODE}/"),
    (IG, f"ftp://www.instagram.com/p/{CODE}/"),
    (IG, f"javascript://instagram.com/p/{CODE}/"),
    (IG, "https://[::1/p/x"),
    (IG, f"https://www.tiktok.com/@a/video/{TIKTOK_ID}"),
    *((TT, text) for text in ("", CODE, "123", f"{TIKTOK_ID}_1", f"-{TIKTOK_ID}", "\u0667" * 19)),
    (TT, "https://www.tiktok.com/@nasa"),
    (TT, "https://www.tiktok.com/@nasa/video/abc"),
    (TT, "https://www.tiktok.com/@nasa/video/"),
    (TT, "https://vm.tiktok.com/"),
    (TT, f"https://www.instagram.com/p/{CODE}/"),
]


@pytest.mark.parametrize(("platform", "text", "author"), FORMS)
def test_forms(platform: Platform, text: str, author: str | None) -> None:
    """Each spelling leads to the number of the post, and to its author if the link tells."""
    number = NUMBER if platform is IG else TIKTOK_ID
    assert post_identity(platform, text) == PostIdentity(number, author)


@pytest.mark.parametrize(("platform", "text"), REFUSED)
def test_refused(platform: Platform, text: str) -> None:
    """Profiles, other hosts, the other platform and junk are no posts; the field is named."""
    with pytest.raises(ValueRefused, match=r"^identifier must be an? (Instagram|TikTok) .* or id"):
        post_identity(platform, text)


def test_short_links_are_items_of_their_own() -> None:
    """Only the platform knows where a short link leads: each has a number that it keeps."""
    forms = ["vm.tiktok.com/ZMabc123", "https://vt.tiktok.com/ZMabc123/", "tiktok.com/t/ZMabc123"]
    numbers = {post_identity(TT, form).number for form in forms}
    assert len(numbers) == 1
    assert numbers != {post_identity(TT, "vm.tiktok.com/ZMabc124").number}


@effort(5)
@given(st.integers(0, 2**40 - 1), st.integers(0, 2**20 - 1))
def test_shortcodes_lead_back(profile: int, index: int) -> None:
    """A post's shortcode has eleven characters, and it and the id lead to the same post."""
    number = post_number(profile, index)
    code = shortcode(number)
    assert len(code) == 11
    assert post_identity(IG, code).number == number
    assert post_identity(IG, f"https://www.instagram.com/p/{code}/").number == number
    assert post_identity(IG, str(number)).number == post_identity(TT, str(number)).number


@effort(5)
@given(st.from_regex(r"[B-Za-z0-9_-][A-Za-z0-9_-]{10}", fullmatch=True))
def test_shortcodes_are_numbers_in_base_64(code: str) -> None:
    """No two shortcodes of the usual length stand for one number."""
    number = post_identity(IG, code).number
    assert shortcode(number) == code


@effort(5)
@given(st.sampled_from(Platform), st.text(max_size=40) | st.from_regex(r"https?://.*tok.com/.*"))
def test_any_text_is_an_identity_or_refused(platform: Platform, text: str) -> None:
    """Nothing else can come of an identifier, whatever it is."""
    try:
        assert post_identity(platform, text).number >= 0
    except ValueRefused as error:
        assert error.field == "identifier"  # noqa: PT017 - either outcome is fine


@pytest.mark.parametrize("name", ["NASA", "@nasa", "@Nasa", "nasa"])
def test_handles_have_one_form(name: str) -> None:
    """Case and one leading @ do not matter."""
    assert handle(name) == "nasa"


def test_one_item_is_tracked_once_however_it_is_spelled() -> None:
    """Another spelling of what is tracked already is a conflict; the other platform is not."""
    world = World()
    world.track_account("instagram", "@NASA")
    with pytest.raises(WorldError, match="instagram account nasa is already tracked"):
        world.track_account("instagram", "nasa")
    world.track_account("tiktok", "nasa")
    world.track_video("instagram", CODE)
    with pytest.raises(WorldError, match=f"instagram video {NUMBER} is already tracked"):
        world.track_video("instagram", f"https://www.instagram.com/reel/{CODE}/")


def test_a_post_of_a_feed_can_be_tracked_by_what_the_feed_shows() -> None:
    """The id and shortcode of a collected post lead to that very post, with its author."""
    world = World()
    account = world.track_account("instagram", "nasa")
    world.clock.advance("2d")
    org, now = world.organization, world.clock.instant
    shown = org.show_posts(org.account(account.id), now)[-1].fields
    video = world.track_video("instagram", shown["shortcode"])
    world.scrape_now(account)
    world.scrape_now(video)
    again = org.show_posts(org.account(account.id), now)[-1].fields
    for field in ("external_id", "create_time", "view_count", "like_count", "description"):
        assert video.fields[field] == again[field]
    assert (video.account_id, video.account_username) == (account.id, "nasa")
