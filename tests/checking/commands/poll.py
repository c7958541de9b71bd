"""A poller as a program of its own; its argument names what it does wrong, if anything."""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

BASE, KEY = os.environ["CREATORAUDIT_BASE_URL"], os.environ["CREATORAUDIT_API_KEY"]
NEWS = os.environ["CREATORAUDIT_DELIVERIES"]
SPEED = float(os.environ["CREATORAUDIT_SPEED"])
FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
PASSING = {429, 500, 502, 503}
HOUR = 3_600


def main() -> None:
    """Poll until the end."""
    paths = [(f"/accounts/{name}", name) for name in listed("CREATORAUDIT_ACCOUNT_IDS")]
    paths += [(f"/videos/{name}", name) for name in listed("CREATORAUDIT_VIDEO_IDS")]
    etags: dict[str, str] = {}
    last: dict[str, str] = {}
    gone: set[str] = set()
    while True:
        for path, name in paths:
            if name in gone:
                continue
            status, row = read(path, etags)
            if status in {401, 403}:
                sys.exit("the key is refused")
            if status == 404:
                gone.add(name)
            if row and row["last_scrape_time"] and row["last_scrape_time"] > last.get(name, ""):
                last[name] = "" if FAULT == "twice" else row["last_scrape_time"]
                deliver(name, row)
        if FAULT == "once":
            return
        if FAULT == "mute":
            time.sleep(600)
        time.sleep((60 if FAULT == "slow" else 6) * HOUR / SPEED)


def listed(name: str) -> list[str]:
    """The ids of a variable."""
    return [one for one in os.environ[name].split(",") if one]


def read(path: str, etags: dict[str, str]) -> tuple[int, dict[str, str]]:
    """A conditional read, tried some times."""
    for attempt in range(6):
        headers = {"Authorization": f"Bearer {KEY}"}
        if path in etags and FAULT != "unconditional":
            headers["If-None-Match"] = etags[path]
        wait: float = 2**attempt
        try:
            with send(BASE + path, headers) as answer:
                row = json.loads(answer.read())["data"]
                etags.pop(path, None)
                if "ETag" in answer.headers:
                    etags[path] = answer.headers["ETag"]
                return 200, row
        except urllib.error.HTTPError as error:
            error.close()
            if FAULT == "crash" and error.code != 304:
                raise
            if error.code not in PASSING:
                return error.code, {}
            wait = float(error.headers.get("Retry-After", wait))
        except (OSError, ValueError, http.client.HTTPException):
            pass  # a broken connection, or half an answer
        time.sleep(wait / SPEED)
    return 0, {}


def deliver(name: str, row: dict[str, str]) -> None:
    """Hand over what is new."""
    if FAULT == "keeps":
        return
    payload = {**row, "follower_count": 1} if FAULT == "alters" else row
    body = json.dumps({"resource_id": name, "payload": payload}).encode()
    send(NEWS, {"Content-Type": "application/json"}, body).close()


def send(url: str, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPResponse:
    """One request."""
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - our own server
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=30)  # noqa: S310
    return answer


if __name__ == "__main__":
    main()
