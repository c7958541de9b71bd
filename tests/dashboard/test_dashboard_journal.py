"""The journal's pages: filters, paging, requests as curl, and whose fault they were."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import unescape

import httpx
import pytest

from creatoraudit_mock import MockServer, World, score
from creatoraudit_mock.dashboard.curl import curl
from creatoraudit_mock.dashboard.grades import Grades
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.server import LiveWorld
from markup import Markup

BASH, CURL = shutil.which("bash"), shutil.which("curl")
needs_curl = pytest.mark.skipif(not (BASH and CURL), reason="bash or curl is not installed")


def rows(site: httpx.Client, url: str) -> list[int]:
    """The indices of the requests on a page of the journal, as they stand there."""
    links = Markup(site.get(url).text).values("href")
    return [int(found[1]) for one in links if (found := re.search(r"/journal/(\d+)$", one))]


@pytest.fixture
def busy(server: MockServer) -> tuple[World, str]:
    """A world with 130 requests, every tenth of which is for a path that is not there."""
    world = World("small")
    with world.client() as client:
        for n in range(130):
            client.get(f"/nowhere?n={n}" if n % 10 == 0 else f"/accounts?limit={n % 50 + 1}")
    server.add(world)
    return world, f"/_mock/ui/{server.world_id(world)}/journal"


def test_paging(site: httpx.Client, busy: tuple[World, str]) -> None:
    """Older pages follow newer ones without a gap, and there is a way back."""
    _, url = busy
    seen, at = [], url
    while True:
        seen += rows(site, at)
        older = re.search(r'href="([^"]+)" rel="next"', site.get(at).text)
        if older is None:
            break
        at = url + unescape(older[1])
    assert seen == list(range(129, -1, -1))

    newer = re.search(r'href="([^"]+)" rel="prev"', site.get(at).text)
    assert newer is not None
    assert rows(site, url + unescape(newer[1])) == list(range(79, 29, -1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=404", range(120, -1, -10)),
        ("status=4xx", range(120, -1, -10)),
        ("status=4XX&path=n=12", [120]),
        ("path=nowhere&before=50", range(40, -1, -10)),
        ("path=nowhere&after=90", range(120, 90, -10)),
        ("path=%3Fn%3D0", [0]),
        ("status=500", []),
        ("status=&path=&before=3", [2, 1, 0]),
    ],
)
def test_filters(
    site: httpx.Client, busy: tuple[World, str], query: str, expected: range | list[int]
) -> None:
    """Conditions hold together, and across pages."""
    assert rows(site, f"{busy[1]}?{query}") == list(expected)


def test_empty_states(site: httpx.Client, busy: tuple[World, str], server: MockServer) -> None:
    """Where there is nothing, a page says why, and what to do."""
    fresh = World()
    server.add(fresh)
    page = site.get(f"/_mock/ui/{server.world_id(fresh)}/journal").text

    assert "The journal is empty." in page
    assert "None of 130 requests is like that." in site.get(f"{busy[1]}?status=500").text


def test_findings_lead_to_requests(site: httpx.Client, busy: tuple[World, str]) -> None:
    """Each finding leads to requests that it blames and to its rule, and each of them back."""
    world, url = busy
    finding = score(world).findings[0]
    page = site.get(url.replace("/journal", "/findings")).text
    links = Markup(page).values("href")
    assert finding.message in unescape(page)
    assert f"{url}/{finding.entries[0]}" in links
    assert f"/_mock/ui/rules/{finding.code}" in links
    assert f"{url}?rule={finding.code}" in links

    assert finding.message in unescape(site.get(f"{url}/{finding.entries[0]}").text)
    assert set(rows(site, f"{url}?rule={finding.code}")) <= set(finding.entries)


def test_a_request(site: httpx.Client, busy: tuple[World, str]) -> None:
    """The page of a request has its decisions in order, both messages, and what it nearly was."""
    world, url = busy
    entry = world.journal[120]
    text = unescape(site.get(f"{url}/120").text)
    places = [text.index(f"<li>{line}</li>") for line in entry.trace]

    assert places == sorted(places)
    assert all(line in text for line in entry.near_misses())
    assert all(f"<dd>{value}</dd>" in text for _, value in entry.response_headers)
    assert '"code": "NOT_FOUND"' in text


def test_long_bodies(server: MockServer, site: httpx.Client) -> None:
    """Of a body that is too long for a browser the beginning is shown, and how much is left."""
    world = World("small")
    with world.client() as client:
        client.post("/accounts", content=b"x" * 50_000)
    server.add(world)
    page = site.get(f"/_mock/ui/{server.world_id(world)}/journal/0").text

    assert f"{'x' * 20_000}\n… 30,000 more characters" in page


def test_the_key_does_not_leak(site: httpx.Client, busy: tuple[World, str]) -> None:
    """No page of the journal has the secret of the key in it, but the name of a variable."""
    world, url = busy
    page = site.get(f"{url}/7").text

    assert world.api_key not in page
    assert world.api_key not in site.get(url).text
    assert "$CREATORAUDIT_API_KEY" in page


@needs_curl
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/accounts?limit=2&sort=-added_at", None),
        ("GET", "/accounts?q=it's%20%22odd%22%20$HOME%20`x`", None),
        ("HEAD", "/accounts", None),
        ("DELETE", "/accounts/nobody", None),
        ("POST", "/accounts", b'{"platform": "instagram", "username": "it\'s $HOME"}'),
        ("POST", "/accounts", b"@/etc/hostname"),
        ("PATCH", "/accounts/nobody", b'\xff\x00\\"%d'),
        ("POST", "/accounts", b""),
    ],
)
def test_curl_sends_it_again(
    live: LiveWorld, world: World, method: str, path: str, body: bytes | None
) -> None:
    """The line for a shell makes the same request once more."""
    headers = {"authorization": f"Bearer {live.api_key}", "x-odd": 'it\'s "$HOME" `x`; \\'}
    headers["content-type"] = "application/json"
    httpx.request(method, live.base_url + path, content=body, headers=headers, trust_env=False)
    first = world.journal[-1]
    line = curl(first, live.base_url.removesuffix("/v2"))
    environment = {**os.environ, "CREATORAUDIT_API_KEY": live.api_key, "no_proxy": "*"}
    subprocess.run(  # noqa: S603 - our own line
        [str(BASH), "-euc", line], env=environment, check=True, capture_output=True, timeout=30
    )
    second = world.journal[-1]

    assert second.index == first.index + 1
    assert parts(second) == parts(first)


def parts(entry: Entry) -> tuple[object, ...]:
    """What has to be the same of two requests."""
    own = {"connection", "accept-encoding", "content-length"}
    headers = {name: value for name, value in entry.request_headers if name not in own}
    return entry.method, entry.target, headers, entry.request_body, entry.status


def test_graded_once() -> None:
    """A world is graded again when a request has come, and not before."""
    world, grades = World("small"), Grades()
    first = grades.of(world)
    world.clock.advance("1h")
    assert grades.of(world) is first

    with world.client() as client:
        client.get("/nowhere")
    second = grades.of(world)
    assert (first.requests, second.requests) == (0, 1)
    assert [finding.code for finding in second.blamed[0]] == ["CA702"]
