"""Who may look: the guard of the control interface, and a way in for people who have the token."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.refusals import Refused

TOKEN = "open-sesame"
SIGN_IN = "/_mock/ui/sign-in"


@pytest.fixture(scope="module")
def guarded() -> Iterator[MockServer]:
    """A server that demands a token, with one world."""
    with MockServer(control_token=TOKEN) as running:
        running.add(World("small"))
        yield running


@pytest.fixture
def visitor(guarded: MockServer) -> Iterator[httpx.Client]:
    """A browser that has not signed in."""
    url = guarded.control_url.removesuffix("/_mock")
    with httpx.Client(base_url=url, trust_env=False) as client:
        yield client


def signed_in(visitor: httpx.Client, back: str = "") -> httpx.Response:
    """Sign in with the right token."""
    return visitor.post(SIGN_IN, data={"token": TOKEN, "back": back})


# -- other sites


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
def test_other_sites(site: httpx.Client, base: str, world: World, headers: dict[str, str]) -> None:
    """Neither pages nor forms are for other sites, and names that were made to lead here."""
    before = world.recording()
    page = site.get(base, headers=headers)
    form = site.post(f"{base}/clock/advance", data={"by": "1h"}, headers=headers)
    file = site.get("/_mock/ui/static/icon.svg", headers=headers)

    assert [page.status_code, form.status_code, file.status_code] == [403, 403, 403]
    assert world.recording() == before
    assert world.scenario.description not in page.text


@pytest.mark.parametrize("said", ["cross-site", "same-site"])
def test_what_the_browser_says(site: httpx.Client, base: str, world: World, said: str) -> None:
    """A form that a browser says is of another site is refused; links from there are followed."""
    before = world.recording()
    headers = {"sec-fetch-site": said}
    form = site.post(f"{base}/clock/advance", data={"by": "1h"}, headers=headers)
    control = site.post(f"/_mock/worlds/{base.rpartition('/')[2]}/clock/next", headers=headers)

    assert [form.status_code, control.status_code] == [403, 403]
    assert f"Sec-Fetch-Site is '{said}'" in unescape(form.text)
    assert world.recording() == before
    assert site.get(base, headers=headers).status_code == 200


def test_its_own_forms(site: httpx.Client, base: str) -> None:
    """What browsers say of the dashboard's own forms lets them in."""
    headers = {"origin": str(site.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}

    assert site.post(f"{base}/clock/next", headers=headers).status_code == 303


def test_frames(site: httpx.Client) -> None:
    """No other page may frame the dashboard, to have its buttons pressed unawares."""
    headers = site.get("/_mock/").headers

    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


# -- the token


@pytest.mark.parametrize("path", ["/_mock/", "/_mock/ui/w1", "/_mock/ui/w1/journal", "/_mock/ui/x"])
def test_the_way_in(visitor: httpx.Client, path: str) -> None:
    """Whoever has not signed in gets the form for the token, wherever they wanted to go."""
    answer = visitor.get(path)

    assert answer.status_code == 401
    assert f'action="{SIGN_IN}"' in answer.text
    assert f'name="back" value="{path}"' in answer.text
    assert "small" not in answer.text


def test_signing_in(visitor: httpx.Client) -> None:
    """The right token leads to the page that was wanted, with a cookie that scripts cannot read."""
    answer = signed_in(visitor, "/_mock/ui/w1/journal?status=304")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/_mock/ui/w1/journal?status=304"
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/_mock"))
    assert TOKEN not in cookie
    assert cookie.startswith(f"creatoraudit_mock_{visitor.base_url.port}=")
    assert visitor.get("/_mock/ui/w1").status_code == 200


def test_what_the_cookie_opens(visitor: httpx.Client) -> None:
    """With the cookie forms work, and so does the stream of events that pages listen to."""
    signed_in(visitor)
    form = visitor.post("/_mock/ui/w1/clock/advance", data={"by": "1h"})
    events = visitor.get("/_mock/worlds/w1/events", params={"follow": "false", "since": "start"})

    assert form.status_code == 303
    assert events.status_code == 200
    assert "event: clock" in events.text


@pytest.mark.parametrize(("form", "said"), [({"token": "wrong"}, "wrong"), ({}, "missing")])
def test_the_wrong_token(visitor: httpx.Client, form: dict[str, str], said: str) -> None:
    """A wrong token gets no cookie, and the form again."""
    answer = visitor.post(SIGN_IN, data={**form, "back": "/_mock/ui/w1"})

    assert answer.status_code == 401
    assert f"The control token is {said}." in answer.text
    assert 'value="/_mock/ui/w1"' in answer.text
    assert "set-cookie" not in answer.headers


def test_signing_out(visitor: httpx.Client) -> None:
    """Whoever signs out has to sign in again."""
    signed_in(visitor)
    assert "Sign out" in visitor.get("/_mock/").text
    visitor.post("/_mock/ui/sign-out")

    assert visitor.get("/_mock/").status_code == 401


@pytest.mark.parametrize("value", ["", "x", TOKEN, "0" * 64, '"', "\xe9"])
def test_cookies_that_somebody_made_up(visitor: httpx.Client, value: str) -> None:
    """Only whoever knows the token can make the cookie."""
    sent = f"creatoraudit_mock_{visitor.base_url.port}={value}".encode("latin-1")
    raw = {b"cookie": sent}

    assert visitor.get("/_mock/", headers=raw).status_code == 401
    assert visitor.get("/_mock/worlds", headers=raw).status_code == 401


def test_cookies_of_others(visitor: httpx.Client) -> None:
    """What other programs on this machine have set does not get in the way."""
    cookie = signed_in(visitor).headers["set-cookie"].partition(";")[0]
    visitor.cookies.clear()
    headers = {"cookie": f'odd={{"a": [1, "x"]}}; =; creatoraudit_mock_1=x; {cookie}; z'}

    assert visitor.get("/_mock/", headers=headers).status_code == 200


def test_forms_without_the_cookie(visitor: httpx.Client, guarded: MockServer) -> None:
    """A form of somebody who has not signed in does nothing."""
    world = guarded._registry.world("w1")
    before = world.recording()

    assert visitor.post("/_mock/ui/w1/clock/next").status_code == 401
    assert world.recording() == before


def test_programs_may_look_too(visitor: httpx.Client) -> None:
    """The token in a header opens pages as it opens everything else."""
    headers = {"authorization": f"Bearer {TOKEN}"}

    assert visitor.get("/_mock/ui/w1", headers=headers).status_code == 200


def test_where_no_token_is_asked_for(site: httpx.Client) -> None:
    """On a server without a token signing in is a way home."""
    answer = site.post(SIGN_IN, data={"token": "any"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/_mock/")
    assert site.get(SIGN_IN).headers["location"] == "/_mock/"


def test_other_machines_need_a_token() -> None:
    """Where others can reach the address, there is nothing to see or sign in to without a token."""
    scope = {"server": ("10.0.0.1", 80), "scheme": "http", "method": "GET"}

    with pytest.raises(Refused, match="--control-token"):
        Access().check_way(scope, {"host": "10.0.0.1"})


def test_over_tls() -> None:
    """Where the connection is encrypted, the cookie is for encrypted ones only."""
    from creatoraudit_mock.control.sessions import is_signed_in, signing_in  # noqa: PLC0415

    cookie = signing_in(TOKEN, "mock.example", "https")
    assert cookie.endswith("; Secure")
    headers = {"host": "mock.example", "cookie": cookie.partition(";")[0]}
    assert is_signed_in(TOKEN, headers)
    assert not is_signed_in("another", headers)


def test_no_control() -> None:
    """A server without a control interface has no dashboard."""
    with MockServer(control=False) as server:
        server.add(World())
        url = server.base_url.replace("/v2", "/_mock/")
        assert httpx.get(url, trust_env=False).json()["code"] == "NOT_FOUND"
