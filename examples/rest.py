"""Creates a ticket, shows an error, and lists all tickets page by page, over REST, with only the standard library.

Needs a running service: npx pnpm start."""

import json
import os
import re
import urllib.error
import urllib.request
import uuid

API = os.environ.get("SUPPORT_URL", "http://127.0.0.1:8080") + "/api"


def call(method, url, body=None, **headers):
    """Sends a request and returns headers and body. An error response raises urllib.error.HTTPError."""
    data = None if body is None else json.dumps(body).encode()
    if body is not None:
        headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=30) as response:
        return response.headers, json.load(response)


ticket = {"fullName": "Ana Torres", "email": "ana@example.com", "subject": "Cambio", "message": "¿Puedo cambiarlo?"}
headers, created = call("POST", f"{API}/support_tickets", ticket)

try:
    call("POST", f"{API}/support_tickets", {**ticket, "subject": ""})
except urllib.error.HTTPError as error:
    problem = json.load(error)
    print(f"{problem['status']} {problem['code']}: {problem['detail']}")

url, count = f"{API}/support_tickets?limit=2", 0
while url:
    headers, page = call("GET", url)
    count += len(page)
    following = re.search(r'<([^>]+)>; rel="next"', headers.get("Link", ""))
    url = following and following[1]
print(f"Ticket {created['ticketId']} is one of {count}.")
