// What pages gain by script: they follow the world, and forms change them in place.
// Without it everything is there all the same, a page at a time.
"use strict";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
root.classList.add("scripted");

// -- parts of the page that follow the world

// As they came from the server, whatever scripts have made of them since.
const served = new Map();
for (const part of document.querySelectorAll("[data-live]")) served.set(part.id, part.outerHTML);

/** Take over every live part of a newer version of this page that differs. */
function adopt(fresh) {
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = byId(part.id);
    if (!old || served.get(part.id) === part.outerHTML || isInUse(old)) continue;
    served.set(part.id, part.outerHTML);
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    const scrolled = [...old.querySelectorAll("[tabindex]")].map((box) => box.scrollLeft);
    const taken = document.importNode(part, true);
    old.replaceWith(taken);
    [...taken.querySelectorAll("[tabindex]")].forEach((box, n) => { box.scrollLeft = scrolled[n] ?? 0; });
    if (focused) byId(focused)?.focus();
  }
  dispatchEvent(new Event("timeline")); // its script looks for figures that are new
  anchorClock();
}

/** Whether somebody writes into a part, or has selected some of it: then it stays for now. */
function isInUse(part) {
  const active = document.activeElement;
  const selection = getSelection();
  const isSelected = selection && !selection.isCollapsed && selection.containsNode(part, true);
  return isSelected || (part.contains(active) && active.matches("input, select, textarea, .timeline *"));
}

async function parsed(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

let isLoading = false;
let isDue = false;
let soonest = 0;
let timer = 0;

/** Look again soon; a page that is slow to make is asked for less often. */
function refresh(delay = 0) {
  if (isLoading) { isDue = true; return; }
  if (timer) return;
  timer = setTimeout(load, Math.max(delay, soonest - performance.now(), 60));
}

async function load() {
  timer = 0;
  isLoading = true;
  isDue = false;
  const began = performance.now();
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (response.ok) adopt(await parsed(response));
  } catch { /* the server is away; the stream of events tells when it is back */ }
  soonest = performance.now() + Math.max(400, 4 * (performance.now() - began));
  isLoading = false;
  if (isDue) refresh();
}

// -- events of the world

let events = null;

function listen() {
  const url = document.body.dataset.events;
  if (!url || events || document.hidden) return;
  events = new EventSource(url);
  events.onopen = () => { liveness(true); refresh(); };
  events.onerror = () => {
    liveness(false);
    if (events.readyState === EventSource.CLOSED) { events = null; refresh(); }
  };
  for (const kind of ["request", "scrape", "command"]) events.addEventListener(kind, () => refresh());
  // A clock that runs by itself is told each second, and shown without asking.
  events.addEventListener("clock", () => refresh(Number(byId("now")?.dataset.speed) ? 2000 : 0));
}

function liveness(isLive) {
  const shown = byId("liveness");
  shown.hidden = false;
  shown.textContent = isLive ? "live" : "connection lost";
  shown.classList.toggle("lost", !isLive);
}

// Browsers open few connections to a server at once: a page that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { events?.close(); events = null; } else listen();
});

// -- the clock

let anchored = { at: 0, real: 0, speed: 0 };

function anchorClock() {
  const face = byId("now");
  if (!face) return;
  anchored = { at: Date.parse(face.dateTime), real: performance.now(), speed: Number(face.dataset.speed) };
}

function tick() {
  const face = byId("now");
  if (!face || !anchored.speed) return;
  const at = anchored.at + (performance.now() - anchored.real) * anchored.speed;
  if (at < 253402300800000) face.textContent = new Date(at).toISOString().slice(0, 19).replace("T", " ");
}

// -- forms

/** Do what a form does, and stay on the page. */
async function send(form, button) {
  button?.setAttribute("aria-busy", "true");
  isLoading = true; // what the form does is told by events, too; its answer has it all
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.action, { method: "POST", body });
    const answered = await parsed(response);
    if (!byId("notice") || !answered.getElementById("notice") || !response.url) return form.submit();
    document.activeElement?.matches("input, select") && document.activeElement.blur();
    adopt(answered);
    if (response.ok) done(form); else byId("notice").scrollIntoView({ block: "center" });
  } catch {
    liveness(false);
  } finally {
    button?.removeAttribute("aria-busy");
    isLoading = false;
    if (isDue) refresh(400);
  }
}

function done(form) {
  const now = byId("now");
  byId("said").textContent = `${form.dataset.done} ${now ? `It is ${now.textContent}.` : ""}`;
  if (form.matches("[data-reset]")) form.reset();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  send(form, event.submitter);
});

// Another kind of fault has other settings.
document.addEventListener("change", async (event) => {
  const form = event.target.closest("form[data-kinds]");
  if (!form) return;
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  const page = await parsed(await fetch(url));
  const fresh = page.getElementById("fault-form");
  if (!fresh) return;
  byId("fault-form").replaceWith(document.importNode(fresh, true));
  url.hash = "";
  history.replaceState(null, "", url);
});

// -- copying

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    const label = button.firstChild;
    label.data = (await copied(byId(button.dataset.copy))) ? "Copied" : "Selected";
    setTimeout(() => { label.data = "Copy"; }, 1500);
  }
  const open = document.querySelector(".switcher[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".switcher[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

/** Browsers let pages copy only where nobody can listen in; elsewhere the text is selected. */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

anchorClock();
setInterval(tick, 100);
listen();
