// Drive a running `creatoraudit-mock serve` from Node 18 or newer, with nothing but fetch:
// a world of one's own, its clock, a program that polls, and what the journal says of it.

const site = process.argv[2] ?? "http://127.0.0.1:8080";

async function control(method, path, body) {
  const response = await fetch(`${site}/_mock${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.status === 204 ? null : response.json();
}

// The program under test would be here; this one polls an account and minds ETags.
let etag;
async function poll(world, id) {
  const headers = { Authorization: `Bearer ${world.api_key}` };
  if (etag) headers["If-None-Match"] = etag;
  const response = await fetch(`${world.base_url}/accounts/${id}`, { headers });
  etag = response.headers.get("etag") ?? etag;
  return response.status;
}

const world = await control("POST", "/worlds", { scenario: "small", seed: 7 });
const [account] = await control("GET", `/worlds/${world.id}/resources`);
for (let day = 0; day < 3; day += 1) {
  console.log((await control("GET", `/worlds/${world.id}/clock`)).now, await poll(world, account.id), await poll(world, account.id));
  await control("POST", `/worlds/${world.id}/clock/advance`, { by: "1d" });
}
const journal = await control("GET", `/worlds/${world.id}/journal?status=304`);
console.log(`${journal.total} requests, ${journal.entries.length} of them answered with 304`);
await control("DELETE", `/worlds/${world.id}`);
