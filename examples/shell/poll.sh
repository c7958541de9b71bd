#!/bin/sh
# Follow one account with curl alone.
#
#     creatoraudit-mock run -- examples/shell/poll.sh [DAYS] [ACCOUNT_ID]
#
# It reads the account with conditional requests, asks for metrics once it has been refreshed, obeys
# Retry-After, and comes back when the next refresh is due: counted from last_scrape_time, on the
# clock of the API's Date header. Against the real API it runs as it stands; where there is a control
# interface it moves the virtual clock instead of sleeping.
set -eu

WAITING=30   # seconds until another look for the first refresh; longer each time
OVERDUE=900  # and while a refresh is late
MARGIN=60    # seconds that a refresh is given after it is due
ATTEMPTS=8

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
tag=$folder/tag body=$folder/body heads=$folder/heads account=$folder/account

# The parts of an answer: a member of its JSON, a header, and a moment in seconds since 1970.
member() { grep -o "\"$1\":[^,}]*" "$2" | head -n 1 | cut -d : -f 2- | tr -d '"'; }
header() { sed -n "s/^$1: *//Ip" "$heads" | tail -n 1 | tr -d '\r'; }
seconds() { date -u -d "$1" +%s 2> /dev/null || date -ju -f "$2" "$1" +%s; }
moment() { seconds "$(printf %.19s "$1" | tr T ' ')" '%Y-%m-%d %H:%M:%S'; }
now() { seconds "$(header date)" '%a, %d %b %Y %H:%M:%S GMT'; }

pause() {
    if [ -z "${CREATORAUDIT_CONTROL_URL:-}" ]; then
        sleep "$(awk "BEGIN { printf \"%.3f\", $1 / ${CREATORAUDIT_SPEED:-1} }")"
        return
    fi
    curl -sS --fail -o /dev/null -H 'Content-Type: application/json' \
        -d "{\"by\": \"${1}s\"}" "$CREATORAUDIT_CONTROL_URL/clock/advance"
}

# Send a request and print its status; while the service asks for patience, wait and send it again.
request() {
    path=$1
    shift
    attempt=1
    while [ "$attempt" -le "$ATTEMPTS" ]; do
        : > "$heads"
        status=$(curl -sS -o "$body" -D "$heads" -w '%{http_code}' \
            -H "Authorization: Bearer $CREATORAUDIT_API_KEY" "$@" "$CREATORAUDIT_BASE_URL$path") || status=000
        case $status in
            200 | 304) echo "$status"; return ;;
            000 | 429 | 500 | 502 | 503) ;;
            *) echo "$path: $(cat "$body")" >&2; return 1 ;;
        esac
        told=$(header retry-after)
        pause "${told:-$((1 << attempt))}"
        attempt=$((attempt + 1))
    done
    echo "$path: failed $ATTEMPTS times" >&2
    return 1
}

# Read the account, if it has changed since the last time.
look() {
    set -- "/accounts/$id"
    if [ -s "$tag" ]; then set -- "$@" -H "If-None-Match: $(cat "$tag")"; fi
    status=$(request "$@")
    if [ "$status" = 200 ]; then
        header etag > "$tag"
        cp "$body" "$account"
    fi
}

report() {
    status=$(request /accounts/metrics -H 'Content-Type: application/json' \
        -d "{\"account_ids\": [\"$id\"], \"period\": \"7d\"}")
    echo "$refresh  $(member username "$account")  +$(member views "$body") views in 7 days"
}

# How long until the account is worth another look.
wait_for() {
    if [ "$refresh" = null ]; then echo "$patience"; return; fi
    due=$(($(moment "$refresh") + $(member scrape_interval_hours "$account") * 3600))
    left=$((due - $(now)))
    if [ "$left" -gt 0 ]; then echo $((left + MARGIN)); else echo "$OVERDUE"; fi
}

days=${1:-7}
id=${2:-}
if [ -z "$id" ]; then
    status=$(request '/accounts?limit=1')
    id=$(member id "$body")
fi
seen=null
patience=$WAITING
end=
while :; do
    look
    end=${end:-$(($(now) + days * 86400))}
    if [ "$(now)" -ge "$end" ]; then exit 0; fi
    if [ "$(member is_unavailable "$account")" = true ]; then
        echo "the platform has the account no more"
        exit 0
    fi
    refresh=$(member last_scrape_time "$account")
    if [ "$refresh" != "$seen" ]; then
        report
        seen=$refresh
    fi
    pause "$(wait_for)"
    patience=$((patience * 2 < OVERDUE ? patience * 2 : OVERDUE))
done
