#!/usr/bin/env bash
# One ticket's life over REST: created once however often it is sent, read, changed only as it was read, deleted.
# Needs a running service: npx pnpm start.
set -euo pipefail
api="${SUPPORT_URL:-http://127.0.0.1:8080}/api"
json='Content-Type: application/json'
key="Idempotency-Key: $$-$RANDOM-$(date +%s)"
ticket='{"fullName": "María González", "email": "maria.gonzalez@example.com",
         "subject": "Cannot access my booking", "message": "The page shows an error."}'
answer=$(mktemp) && trap 'rm -f "$answer"' EXIT

call() { curl -sS --fail-with-body "$@"; }
header() { sed -n "s/^$1: \(.*\)\r$/\1/ip" "$answer"; }

# Sent twice under one key, it is created once; the second answer is the first one again.
call -o /dev/null -D "$answer" -H "$json" -H "$key" -d "$ticket" "$api/support_tickets"
location=$(header location)
call -o /dev/null -D "$answer" -H "$json" -H "$key" -d "$ticket" "$api/support_tickets"
[ "$(header location)" = "$location" ] && [ "$(header idempotency-replayed)" = true ]
url="${api%/api}$location"

# Changed only if nobody has changed it since it was read.
call -o /dev/null -D "$answer" "$url"
etag=$(header etag)
call -o /dev/null -X PUT -H "$json" -H "If-Match: $etag" -d "${ticket/%\}/, \"status\": \"RESOLVED\"\}}" "$url"
status=$(curl -sS -o /dev/null -w '%{http_code}' -X PUT -H "$json" -H "If-Match: $etag" -d "$ticket" "$url")
[ "$status" = 412 ]

call -X DELETE "$url"
status=$(curl -sS -o "$answer" -w '%{http_code}' "$url")
echo "$location was created, resolved and deleted. Now it answers $status: $(cat "$answer")"
