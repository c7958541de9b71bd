"""Law 5 on the wire: the same days give the same sums, whatever the dialect makes of them."""

import pytest

from creatoraudit_mock import Dialect, World
from wire import wire

PERIODS = ("7d", "30d", "90d")


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("quiet_days", Dialect.alternatives()["quiet_days"])
@pytest.mark.parametrize("preset_end", Dialect.alternatives()["preset_end"])
def test_sums_agree_everywhere(preset_end: str, quiet_days: str, period: str) -> None:
    """Batches, series, windows, ranking and overview of a preset all speak of the same days."""
    settings = {"preset_end": preset_end, "quiet_days": quiet_days}
    world = World("small", dialect=Dialect.parse(settings))
    with wire(world) as client:
        batches = [
            client.post(f"/{kind}s/metrics", json={f"{kind}_ids": ids, "period": period}).json()
            for kind, ids in (
                ("account", [account.id for account in world.accounts]),
                ("video", [video.id for video in world.videos]),
            )
        ]
        meta = {name: part for name, part in batches[0]["meta"].items() if name != "not_found"}
        dates = {name: meta[name] for name in ("start_date", "end_date")}
        series = client.get(f"/overview/timeseries?period={period}").json()
        window = client.get("/overview/analytics", params=dates).json()
        overview = client.get(f"/overview?period={period}").json()
        top = client.get(f"/creators/top?period={period}").json()
        creators = [
            client.get(f"/creators/{row['id']}/timeseries?period={period}").json()
            for row in top["data"]
        ]
    whole = sum(row["views"] for batch in batches for row in batch["data"].values())
    assert whole > 0
    assert sum(day["views"] for day in series["data"]["series"]) == whole
    assert window["data"]["views"] == overview["data"]["current"]["total_views"] == whole
    assert [row["views"] for row in top["data"]] == [
        sum(day["views"] for day in creator["data"]["series"]) for creator in creators
    ]
    assert series["meta"] == creators[0]["meta"] == meta
    assert {name: top["meta"][name] for name in meta} == meta
