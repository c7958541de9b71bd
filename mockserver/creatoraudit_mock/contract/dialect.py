"""The dialect: one switch for each question that the API's documentation leaves open.

The defaults are today's best guess. A poller that is right under every dialect is right against
the service, whatever the answer turns out to be.
"""

from typing import Final, Literal

from creatoraudit_mock.contract.switches import Switches, switch


class Dialect(Switches):
    """Answers to what the documentation leaves open; every field is one switch.

    Raises:
        ValueError: a switch was given a value that is not among its alternatives.
    """

    # -- what is refused, and how

    malformed_json: Literal[400, 422] = switch(
        400,
        topic="Errors",
        ground="hinted",
        why="The table of errors has a row for malformed requests, and a body that is no JSON is "
        "the only one; frameworks that parse and validate in one step answer 422 instead.",
    )
    error_fields: Literal["bare", "located", "brackets"] = switch(
        "bare",
        topic="Errors",
        ground="hinted",
        why="The one example names a top-level member as it is. How a member of a list or a query "
        "parameter is named is open: a dotted path (`video_ids.3`, `limit`), one that begins with "
        "the location (`body.video_ids.3`, `query.limit`), or brackets (`video_ids[3]`, `limit`).",
    )
    instance: Literal["path", "template"] = switch(
        "path",
        topic="Errors",
        ground="disagreeing",
        why="`instance` is described as the path of the request, but an example prints the "
        "template with its braces. The mock takes the braces for a placeholder.",
    )
    wrong_method: Literal[405, 404] = switch(
        405,
        topic="Errors",
        why="405 is not in the table of errors. HTTP asks for it, with `Allow`; a service that "
        "hides its routes answers 404 as for an unknown path.",
    )
    malformed_id: Literal[422, 404] = switch(
        422,
        topic="Update a creator",
        ground="hinted",
        why="Path parameters are typed as UUIDs, so what is none fails validation; a service that "
        "looks up whatever text it is given finds nothing and answers 404, even to a UUID in "
        "capitals.",
    )
    scope_check: Literal["before-body", "after-body"] = switch(
        "before-body",
        topic="Authentication",
        why="No page orders the checks. Refusing a key before reading what it sent is cheap and "
        "tells a stranger nothing; a framework may validate body and parameters first.",
    )
    disabled_key: Literal[403, 401] = switch(
        403,
        topic="Authentication",
        ground="disagreeing",
        why="Three pages give 403 for an inactive key; the FAQ's answer about 401 tells readers "
        "to check that the key is active.",
    )
    deleted_key: Literal[401, 403] = switch(
        401,
        topic="Security",
        why="A deleted key no longer resolves to anything, so it should read as unknown; a "
        "service that only marks keys may treat it as inactive.",
    )
    challenge: Literal["present", "absent"] = switch(
        "present",
        topic="Authentication",
        why="HTTP requires `WWW-Authenticate` on a 401 (RFC 9110 section 11.6.1), yet no page "
        "shows it, and many services leave it out.",
    )
    batch_scope: Literal["read", "write"] = switch(
        "read",
        topic="Batch analytics",
        ground="hinted",
        why="Batch reads are POSTs that change nothing, and the agents' page says that reads work "
        "with any valid key; a gate that goes by the method would ask for `write`.",
    )
    unknown_parameters: Literal["ignore", "refuse"] = switch(
        "ignore",
        topic="Filtering and sorting",
        why="Most services overlook query parameters that they do not know. A strict one refuses "
        "them, which brings a client's typing errors to light.",
    )
    json_types: Literal["exact", "suffix"] = switch(
        "exact",
        topic="Introduction",
        ground="hinted",
        why="Writes must be `application/json`; whether `application/*+json` counts as JSON too "
        "is not said.",
    )
    problem_accept: Literal["refuse", "accept"] = switch(
        "refuse",
        topic="Introduction",
        why="`Accept: application/problem+json` alone cannot be met by a success. A lenient gate "
        "takes it for JSON.",
    )

    # -- requests, replies and caches

    inbound_request_id: Literal["adopt", "ignore"] = switch(
        "adopt",
        topic="Introduction",
        ground="hinted",
        why="The service is said to echo request ids. Whether it takes the client's own or only "
        "repeats in the body what it put in the header is open.",
    )
    timestamps: Literal["seconds", "microseconds"] = switch(
        "seconds",
        topic="Introduction",
        ground="hinted",
        why="All examples show whole seconds; live values may carry fractions.",
    )
    not_modified: Literal["counts", "free"] = switch(
        "counts",
        topic="Rate limits",
        why="Limits are on requests, and a 304 answers one. That an unchanged resource costs "
        "almost nothing may be about bandwidth only, or about the limit too.",
    )
    validator_comparison: Literal["weak", "strong"] = switch(
        "weak",
        topic="Best practices",
        why="HTTP has `If-None-Match` compared weakly (RFC 9110 section 13.1.2), so a tag that a "
        "proxy has marked `W/` still matches. A service that compares texts answers 200.",
    )
    etag_coverage: Literal["all", "resources"] = switch(
        "all",
        topic="Best practices",
        ground="hinted",
        why="GET responses are said to carry a strong ETag, and single resources are the example. "
        "Whether lists, figures, search and the rest are included is not said. If only an "
        "account, a video or a creator read by its id is tagged, all others answer in full.",
    )
    cache_control: Literal["revalidate", "no-store", "absent"] = switch(
        "revalidate",
        topic="Best practices",
        why="Revalidation is the documented model, which is what `private, no-cache` asks caches "
        "for. No page shows the header: it may be missing, or forbid storing altogether.",
    )
    deprecation: Literal["absent", "announced"] = switch(
        "absent",
        topic="Versioning",
        ground="hinted",
        why="/meta has members that are null until a version is being retired. Switched on, they "
        "hold dates, and responses to a key carry `Deprecation` (RFC 9745) and `Sunset` (RFC "
        "8594). The version is deprecated from the world's first day on, and goes 180 days later.",
    )

    # -- rate limits and retries

    rate_window: Literal["aligned", "from-first"] = switch(
        "aligned",
        topic="Rate limits",
        ground="hinted",
        why="A reset time in the headers means a window with an end. It may begin at round "
        "instants for everybody or with a key's first request.",
    )
    retry_after: Literal["present", "absent", "fraction"] = switch(
        "present",
        topic="Rate limits",
        ground="hinted",
        why="Clients are told to honour Retry-After when present, so a 429 may come without. The "
        "sample client reads it as a decimal number; HTTP allows whole seconds only.",
    )
    idempotency_conflict: Literal["replay", 409, 422] = switch(
        "replay",
        topic="Create a creator",
        why="The keys are called best-effort, so another body under a known key probably gets the "
        "first result; stricter services refuse it.",
    )
    idempotency_scope: Literal["operation", "key"] = switch(
        "operation",
        topic="Create a creator",
        why="Whether one Idempotency-Key means the same on /accounts and on /creators is open. If "
        "it is looked up once for everything that an API key sends, another create under it "
        "counts as another body.",
    )
    idempotent_status: Literal[201, 200] = switch(
        201,
        topic="Create a creator",
        why="A retry returns the original resource. With the original status, or with 200, since "
        "nothing was created this time?",
    )
    idempotent_errors: Literal["forgotten", "kept"] = switch(
        "forgotten",
        topic="Create a creator",
        why="Only creates are spoken of. If the refusals that a well-formed request meets are kept "
        "too (duplicate, quota, unknown creator), a mended one under the same key is answered by "
        "the old refusal.",
    )
    idempotent_marker: Literal["absent", "present"] = switch(
        "absent",
        topic="Create a creator",
        why="No page names a header by which a replayed answer could be told from a first one; "
        "other services send `Idempotent-Replayed: true`.",
    )

    # -- collections

    limit_out_of_range: Literal["refuse", "clamp"] = switch(
        "refuse",
        topic="Pagination",
        ground="hinted",
        why="The schema states a range, so a page size beyond it should fail validation; search "
        "is known to give less than it was asked for, and a service may take every size to the "
        "nearest bound.",
    )
    tampered_cursor: Literal[422, 400] = switch(
        422,
        topic="Pagination",
        ground="hinted",
        why="A cursor under another filter or sort gives 422. One that was altered, made up or "
        "issued to another organization may be treated alike, or count as malformed.",
    )
    cursor_lifetime: Literal["endless", "10m"] = switch(
        "endless",
        topic="Pagination",
        why="No page gives cursors an end. Where they have one, a slow walk has to begin anew "
        "(422), and a page that has a cursor changes with time, its ETag too.",
    )
    limit_under_cursor: Literal["free", "bound"] = switch(
        "free",
        topic="Pagination",
        ground="hinted",
        why="A cursor is bound to filter and sort; the sentence does not name the page size. A "
        "service may bind that as well (422).",
    )
    full_last_page: Literal["ends", "continues"] = switch(
        "ends",
        topic="Pagination",
        ground="hinted",
        why="`has_next` should be false on the last page. A service that does not look one row "
        "ahead says true when that page is exactly full, and an empty page follows.",
    )
    unrequested_total: Literal["absent", "null"] = switch(
        "absent",
        topic="Pagination",
        ground="disagreeing",
        why="`total_count` is included only when asked for; the TypeScript example allows both a "
        "missing and a null one.",
    )
    filters_echo: Literal["order_by", "sort", "supplied"] = switch(
        "order_by",
        topic="Filtering and sorting",
        ground="hinted",
        why="`filters` echoes active filter and sort, and the only example shows a filter. The "
        "sort may be spelled in either of its two ways, or be left out unless it was sent.",
    )
    null_order: Literal["last", "largest"] = switch(
        "last",
        topic="Filtering and sorting",
        why="Accounts without a refresh have no `last_scrape_time` to sort by. They may always "
        "come last, or count as largest, as in PostgreSQL: first when descending.",
    )
    bad_legacy_sort: Literal["refuse", "ignore"] = switch(
        "refuse",
        topic="Filtering and sorting",
        why="The newer parameters are validated as enums. A legacy `sort` by an unknown key may "
        "be refused alike, or quietly give the default order.",
    )
    search_cap: Literal[10, 25, 5] = switch(
        10,
        topic="Search",
        ground="hinted",
        why="Each section has a maximum of its own. A note tells of a client that asked for 25 "
        "and got 10; the real maxima are not given.",
    )

    # -- tracking

    early_data: Literal["absent", "profile"] = switch(
        "absent",
        topic="Data freshness",
        ground="hinted",
        why="Data begins to appear within seconds, and a non-null `last_scrape_time` says that it "
        "is complete. Until then what a profile says of itself, its name and followers say, may "
        "show as it was when tracking became active; the counters of its posts are 0 either way.",
    )
    longest_interval: Literal[168, 720, 24] = switch(
        168,
        topic="Track a video",
        why="The allowed range of `scrape_interval_hours` lies in a part that could not be read. "
        "A week is a lenient maximum; a plan may allow a month, or a day.",
    )
    resume: Literal["at-once", "next-interval"] = switch(
        "at-once",
        topic="Creators (dashboard)",
        why="Resuming collects again. What is overdue may be refreshed at once, or intervals may "
        "be counted anew, so that the first refresh comes a whole one after the resumption.",
    )
    resume_cascade: Literal["all", "paused-with-it"] = switch(
        "all",
        topic="Concepts",
        why="Resuming a creator resumes its accounts. Whether that includes those that had been "
        "paused one by one, before or meanwhile, is open.",
    )
    link_to_paused: Literal["leave", "pause"] = switch(
        "leave",
        topic="Link an account to a creator",
        why="Pausing a creator pauses its accounts. Whether an account that is linked later is "
        "paused as well is open; one that is told to be active in the same request is not.",
    )
    delete_status: Literal[204, 200] = switch(
        204,
        topic="Migration",
        why="No page states what a deletion answers: nothing, or the item as it last was.",
    )
    deleted_creator: Literal["unlinks", 409] = switch(
        "unlinks",
        topic="Migration",
        why="A creator is only a grouping, so its accounts should survive it; a service may "
        "refuse to delete one that still has accounts.",
    )
    duplicate: Literal[409, 200] = switch(
        409,
        topic="Errors",
        ground="hinted",
        why="409 covers duplicates, and the FAQ lists them as a topic. That tracking the same "
        "account or video again is one follows from neither: it may return what is there.",
    )
    existing_id: Literal["absent", "present"] = switch(
        "absent",
        topic="Errors",
        why="What a 409 adds to the usual members is not said. The id of what stands in the way "
        "would save clients a search.",
    )
    known_post: Literal["separate", 409] = switch(
        "separate",
        topic="Concepts",
        why="Videos and account videos are separate kinds, so a post that an account's feed has "
        "brought in may be tracked as a video too; a service may call it a duplicate.",
    )
    missing_profile: Literal["unavailable", 422, 502] = switch(
        "unavailable",
        topic="Track an account",
        ground="hinted",
        why="An account is registered immediately and collected in the background, so a profile "
        "that does not exist shows only later; a service that looks first refuses it (422), or "
        "passes on the platform's failure (502).",
    )
    readded_id: Literal["new", "same"] = switch(
        "new",
        topic="Concepts",
        why="Nothing is promised about what was deleted. Tracked again, an account or video may "
        "begin anew, or come back under its old id: with new settings, but with its date of "
        "addition, its last values, and a history that has a gap like that of a pause.",
    )
    quota_counts: Literal["all", "active"] = switch(
        "all",
        topic="Limits and quotas",
        ground="hinted",
        why="The quota caps the number of accounts that an organization tracks. Whether paused "
        "ones count is open; if not, resuming one is checked too.",
    )
    quota_or_duplicate: Literal[409, 403] = switch(
        409,
        topic="Limits and quotas",
        why="With a full quota, a duplicate needs no room, so 409 tells more; a service that "
        "counts first answers 403.",
    )

    # -- figures

    preset_end: Literal["today", "yesterday"] = switch(
        "today",
        topic="Batch analytics",
        ground="hinted",
        why="`30d` spans 30 days. They may end with today, which is incomplete, or with the last "
        "complete day. The look-backs of deltas always end now.",
    )
    dates_with_preset: Literal["ignore", "refuse"] = switch(
        "ignore",
        topic="Filtering and sorting",
        why="Dates belong to `custom`. Beside a preset they may be overlooked or refused (422).",
    )
    longest_span: Literal[366, 3660, 90] = switch(
        366,
        topic="Batch analytics",
        why="No page bounds a custom range. A year and a day is lenient; ten years, or the 90 "
        "days of the longest preset, are as plausible.",
    )
    future_end: Literal["allow", "refuse"] = switch(
        "allow",
        topic="Batch analytics",
        why="A range that ends after today has no data there. It may be taken as far as it has "
        "come, or be refused (422).",
    )
    quiet_days: Literal["zero", "omitted"] = switch(
        "zero",
        topic="Data freshness",
        why="A day without any gain may have a row of zeros in a series, or no row; clients must "
        "not assume a number of points.",
    )
    short_history: Literal["partial", "zero"] = switch(
        "partial",
        topic="Batch video deltas",
        why="A look-back beyond the first snapshot may give the change since then, or zero, as "
        "there is nothing to compare with. Windows of metrics are sums of days either way.",
    )
    engagement_rate: Literal["percentage", "ratio"] = switch(
        "percentage",
        topic="Glossary",
        ground="disagreeing",
        why="Glossary, platforms and concepts speak of a percentage; the dashboard's page prints "
        "the bare ratio.",
    )
    change_from_nothing: Literal["hundred", "zero", "null"] = switch(
        "hundred",
        topic="Overview",
        ground="hinted",
        why="A change in percent from zero has no value. The schema's default is 0, charts like "
        "100 (and 0 from zero to zero), and null is honest.",
    )
    batch_size: Literal[200, 100] = switch(
        200,
        topic="Limits and quotas",
        ground="hinted",
        why="`video_ids` may have 1 to 200 entries; the bounds of the two other batches are not "
        "given and taken to be the same.",
    )
    total_counts: Literal["same", "cross-posted"] = switch(
        "same",
        topic="List tracked videos",
        why="Videos show `total_views` beside `view_count` without a definition. They may be "
        "equal, or add what an Instagram post brought where it was cross-posted.",
    )


BEST_GUESS: Final = Dialect()
"""What holds unless somebody chooses otherwise."""
