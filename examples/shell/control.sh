#!/bin/sh
# Drive a running `creatoraudit-mock serve --clock frozen` from a shell: move time, look at the journal.
set -eu

SITE=${1:-http://127.0.0.1:8080}
WORLD=$SITE/_mock/worlds/w1
json() { curl -sS --fail-with-body -H "Content-Type: application/json" "$@"; }
member() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

key=$(json "$WORLD" | member api_key)
account=$(json "$WORLD/resources" | member id)
poll() { json -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $key" "$SITE/v2/accounts/$account" || true; }

echo "it is $(json "$WORLD/clock" | member now), and a poll is answered with $(poll)"
json -d '{"by": "25h"}' "$WORLD/clock/advance" > /dev/null
echo "a day later it is $(json "$WORLD/clock" | member now)"
json -d '{"fault": "status", "code": 503, "times": 1}' "$WORLD/faults" > /dev/null
echo "the service fails: $(poll); and is back: $(poll)"
echo "the journal has $(json "$WORLD/journal.jsonl" | wc -l | tr -d ' ') requests"
