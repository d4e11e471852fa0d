#!/usr/bin/env bash
# Creates, reads, updates and deletes a ticket over REST, with an idempotency key and a version.
# Needs a running service: npx pnpm start.
set -euo pipefail
api="${SUPPORT_URL:-http://127.0.0.1:8080}/api"
json='Content-Type: application/json'
key="Idempotency-Key: $$-$RANDOM-$(date +%s)"
ticket='{"fullName": "María González", "email": "maria.gonzalez@example.com",
         "subject": "Cannot access my booking", "message": "The page shows an error."}'
response=$(mktemp) && trap 'rm -f "$response"' EXIT

call() { curl -sS --fail-with-body "$@"; }
header() { sed -n "s/^$1: \(.*\)\r$/\1/ip" "$response"; }

# Two requests with the same key create one ticket. The second response repeats the first.
call -o /dev/null -D "$response" -H "$json" -H "$key" -d "$ticket" "$api/support_tickets"
location=$(header location)
call -o /dev/null -D "$response" -H "$json" -H "$key" -d "$ticket" "$api/support_tickets"
[ "$(header location)" = "$location" ] && [ "$(header idempotency-replayed)" = true ]
url="${api%/api}$location"

# The update succeeds only if the ticket was not changed since it was read.
call -o /dev/null -D "$response" "$url"
etag=$(header etag)
call -o /dev/null -X PUT -H "$json" -H "If-Match: $etag" -d "${ticket/%\}/, \"status\": \"RESOLVED\"\}}" "$url"
status=$(curl -sS -o /dev/null -w '%{http_code}' -X PUT -H "$json" -H "If-Match: $etag" -d "$ticket" "$url")
[ "$status" = 412 ]

call -X DELETE "$url"
status=$(curl -sS -o "$response" -w '%{http_code}' "$url")
echo "$location was created, resolved and deleted. A read now returns $status: $(cat "$response")"
