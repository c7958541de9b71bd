// Follow all accounts of an organization from Node 18 or newer, with nothing but fetch.
//
//     creatoraudit-mock run -- node examples/node/poll.mjs [DAYS]
//
// It reads the accounts with conditional requests, asks for metrics only of what has been
// refreshed, in one batch, obeys Retry-After, and comes back when the next refresh is due: counted
// from last_scrape_time, on the clock of the API's Date header. Against the real API it runs as it
// stands; where there is a control interface it moves the virtual clock instead of sleeping.

import { setTimeout as sleep } from "node:timers/promises";

const base = process.env.CREATORAUDIT_BASE_URL;
const key = process.env.CREATORAUDIT_API_KEY;
const control = process.env.CREATORAUDIT_CONTROL_URL;
const speed = Number(process.env.CREATORAUDIT_SPEED ?? 1); // of virtual time, if it is
const days = Number(process.argv[2] ?? 7);

const WAITING = 30; // seconds until another look for a first refresh; longer each time
const OVERDUE = 900; // and while a refresh is late
const MARGIN = 60; // seconds that a refresh is given after it is due
const BATCH = 200; // accounts in one request for metrics
const ATTEMPTS = 8;
const PASSING = new Set([429, 500, 502, 503]);

const kept = new Map(); // path -> what it answered last, with its ETag
const seen = new Map(); // account id -> the last_scrape_time that was reported
let patience = WAITING;
let now = 0; // seconds since 1970, by the API's clock

async function pause(seconds) {
  if (!control) return sleep((seconds / speed) * 1000);
  const body = JSON.stringify({ by: `${seconds.toFixed(3)}s` });
  const headers = { "Content-Type": "application/json" };
  const moved = await fetch(`${control}/clock/advance`, { method: "POST", headers, body });
  if (!moved.ok) throw new Error((await moved.json()).detail);
}

/** Send a request; while the service asks for patience, wait and send it again. */
async function send(path, options = {}) {
  const headers = { Authorization: `Bearer ${key}`, "User-Agent": "poll.mjs", ...options.headers };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(base + path, { ...options, headers }).catch((error) => error);
    if (response instanceof Response) {
      now = Date.parse(response.headers.get("date")) / 1000;
      if (response.ok || response.status === 304) return response;
      if (!PASSING.has(response.status)) throw new Error(`${path}: ${await response.text()}`);
    }
    if (attempt === ATTEMPTS) throw new Error(`${path}: failed ${ATTEMPTS} times`);
    const told = response instanceof Response && response.headers.get("retry-after");
    await pause(told ? Number(told) : Math.min(2 ** attempt, 300) * (0.5 + Math.random()));
  }
}

/** A page of accounts; only fetched if it has changed. */
async function page(path) {
  const before = kept.get(path);
  const response = await send(path, { headers: before ? { "If-None-Match": before.etag } : {} });
  if (response.status === 304) return before.body;
  const body = await response.json();
  kept.set(path, { etag: response.headers.get("etag"), body });
  return body;
}

async function accounts() {
  const found = [];
  let cursor = "";
  do {
    const { data, pagination } = await page(`/accounts?limit=100${cursor}`);
    found.push(...data);
    cursor = pagination.has_next ? `&cursor=${encodeURIComponent(pagination.next_cursor)}` : null;
  } while (cursor !== null);
  return found;
}

/** What each of the accounts gained in the last seven days. */
async function gains(ids) {
  const body = JSON.stringify({ account_ids: ids, period: "7d" });
  const headers = { "Content-Type": "application/json" };
  const response = await send("/accounts/metrics", { method: "POST", headers, body });
  return (await response.json()).data;
}

async function report(fresh) {
  for (let first = 0; first < fresh.length; first += BATCH) {
    const some = fresh.slice(first, first + BATCH);
    const metrics = await gains(some.map((account) => account.id));
    for (const account of some) {
      const views = metrics[account.id]?.views ?? "?";
      console.log(`${account.last_scrape_time}  ${account.username}  +${views} views in 7 days`);
      seen.set(account.id, account.last_scrape_time);
    }
  }
}

/** Seconds until an account is worth another look. */
function wait(account) {
  if (account.last_scrape_time === null) return patience;
  const due = Date.parse(account.last_scrape_time) / 1000 + account.scrape_interval_hours * 3600;
  return due > now ? due - now + MARGIN : OVERDUE;
}

let end = Infinity;
do {
  const all = await accounts();
  if (end === Infinity) end = now + days * 86_400;
  await report(all.filter((one) => one.last_scrape_time && one.last_scrape_time !== seen.get(one.id)));
  const followed = all.filter((one) => one.is_active && !one.is_unavailable);
  await pause(Math.min(...followed.map(wait), 86_400));
  const waiting = followed.some((one) => one.last_scrape_time === null);
  patience = waiting ? Math.min(patience * 2, OVERDUE) : WAITING;
} while (now < end);
