// Zoom, pan and ask the figures of a page. Everything they show is there without this script.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const ANSWERS = ["given", "unchanged", "limited", "refused", "failed"];
  const NEAR = 9; // pixels between a pointer and what it means
  const KEYS = {
    ArrowLeft: (f) => f.pan(-0.2), ArrowRight: (f) => f.pan(0.2),
    "+": (f) => f.zoom(0.5), "=": (f) => f.zoom(0.5), "-": (f) => f.zoom(2), _: (f) => f.zoom(2),
    0: (f) => f.look(0, f.data.last), Home: (f) => f.look(0, f.data.last),
    n: (f) => f.step(1), p: (f) => f.step(-1), b: (f) => f.step(1, true), Escape: (f) => f.choose(-1),
  };

  // -- values

  const running = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
  const two = (number) => String(number).padStart(2, "0");

  // The first place in ordered numbers that holds `value` or more.
  function place(numbers, value) {
    let low = 0, high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
  }

  function make(tag, fields = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(fields)) {
      if (name in made) made[name] = value; else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // -- one figure

  class Figure {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(root.querySelector(".timeline-data").textContent);
      this.view = root.querySelector(".timeline-view");
      this.axis = root.querySelector(".timeline-ticks");
      [this.low, this.high] = this.data.window;
      this.chosen = -1;
      this.read();
      this.addTools();
      this.listen();
      this.resize();
    }

    // What is in the data, by lane and kind.
    read() {
      const { requests: [index, at, ...others], notes, lanes } = this.data;
      this.index = running(index);
      this.at = running(at);
      [this.lane, this.asked, this.answered, this.numbers] = others;
      this.blamed = new Map();
      notes.forEach(([, , level, entries], number) => running(entries).forEach((entry) => {
        if (!this.blamed.has(entry)) this.blamed.set(entry, []);
        this.blamed.get(entry).push(number);
      }));
      this.lanes = new Map();
      for (const element of this.root.querySelectorAll(".timeline-lane")) {
        const told = lanes[element.dataset.lane];
        const marks = { refresh: running(told.refresh), miss: running(told.miss) };
        const svg = element.querySelector("svg");
        const lane = { element, svg, told, marks, requests: [], at: [], paths: new Map() };
        for (const path of svg.querySelectorAll("path[class]")) lane.paths.set(path.classList[0], path);
        lane.flags = [...svg.querySelectorAll("a[data-finding]")];
        this.lanes.set(Number(element.dataset.lane), lane);
      }
      this.at.forEach((instant, number) => this.sort(instant, number));
    }

    sort(instant, number) {
      const lane = this.lanes.get(this.lane[number]);
      const [, answer, , faults] = this.data.texts[this.answered[number]];
      const levels = (this.blamed.get(this.index[number]) ?? []).map((one) => this.data.notes[one][2]);
      const blame = levels.includes("error") ? "error" : levels[0];
      lane.requests.push(number);
      lane.at.push(instant);
      for (const kind of [answer, faults.length && "fault", blame]) {
        if (kind) (lane.marks[kind] ??= []).push(instant);
      }
    }

    addTools() {
      const tool = (label, title, act) =>
        make("button", { type: "button", title, textContent: label, onclick: () => act(this) });
      this.span = make("output", { className: "timeline-span" });
      const tools = make("div", { className: "timeline-tools", role: "toolbar" },
        tool("Zoom in", "key +", KEYS["+"]), tool("Zoom out", "key -", KEYS["-"]),
        tool("Whole run", "key 0", KEYS[0]), tool("Previous request", "key p", KEYS.p),
        tool("Next request", "key n", KEYS.n), tool("Next blamed", "key b", KEYS.b), this.span);
      tools.setAttribute("aria-label", "The picture");
      this.card = make("div", { className: "timeline-card", hidden: true });
      this.card.setAttribute("role", "status");
      this.view.before(tools);
      this.view.after(this.card);
      this.cursor = document.createElementNS(SVG, "path");
      this.cursor.setAttribute("class", "cursor");
      this.root.classList.add("lively");
      const keys = [["+", "-", "zoom"], ["←", "→", "pan"], ["0", "whole run"], ["n", "p", "requests"], ["b", "blamed"]];
      this.card.after(make("p", { className: "timeline-help" }, "In the picture: ",
        ...keys.flatMap((one) => [...one.slice(0, -1).flatMap((key) => [make("kbd", { textContent: key }), " "]), `${one.at(-1)}  `])));
      const { total } = this.data;
      if (this.at.length < total) {
        this.card.after(make("p", { className: "timeline-thinned", textContent:
          `${this.at.length} of ${total} requests are shown: with all of them the page would be too large.` }));
      }
    }

    // -- where we are

    look(low, high) {
      const { last } = this.data;
      const least = Math.min(20, last), width = Math.min(Math.max(high - low, least), last);
      this.low = Math.min(Math.max(low, 0), last - width);
      this.high = this.low + width;
      this.later();
    }

    pan(share) {
      const by = (this.high - this.low) * share;
      this.look(this.low + by, this.high + by);
    }

    zoom(factor, centre = this.centre()) {
      this.look(centre - (centre - this.low) * factor, centre + (this.high - centre) * factor);
    }

    // Zooming by keys goes to what is chosen, if it can be seen.
    centre() {
      const at = this.at[this.chosen];
      return at >= this.low && at <= this.high ? at : (this.low + this.high) / 2;
    }

    x(at) {
      const inner = this.width - 2 * this.data.margin;
      return Math.floor(this.data.margin + ((at - this.low) * inner) / Math.max(this.high - this.low, 1e-9));
    }

    instant(x) {
      const inner = this.width - 2 * this.data.margin;
      return this.low + ((x - this.data.margin) * (this.high - this.low)) / inner;
    }

    // -- drawing

    later() {
      this.frame ??= requestAnimationFrame(() => { this.frame = null; this.draw(); });
    }

    resize() {
      if (!this.view.clientWidth) return; // folded away
      const beside = getComputedStyle(this.axis.previousElementSibling);
      const taken = beside.display === "none" ? 0 : this.axis.previousElementSibling.offsetWidth;
      this.width = Math.max(this.view.clientWidth - taken, 200);
      this.axis.setAttribute("width", this.width);
      for (const { svg } of this.lanes.values()) svg.setAttribute("width", this.width);
      this.draw();
    }

    draw() {
      const ticks = this.drawAxis();
      const grid = ticks.map((x) => `M${x} 0v${this.data.height}`).join("");
      for (const lane of this.lanes.values()) this.drawLane(lane, grid);
      this.drawCursor();
      this.span.textContent = `${this.time(this.low)} to ${this.time(this.high)}`;
    }

    drawAxis() {
      const { steps, apart, unit, start } = this.data, from = start + this.low * unit, to = start + this.high * unit;
      const least = ((to - from) * apart) / this.width;
      const step = steps.find((one) => one >= least) ?? steps.at(-1);
      const places = [], labels = [];
      let told = "";
      for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
        const x = this.x((at - start) / unit), [label, below] = words(at / 1000, step / 1000);
        places.push(x);
        if (below !== told) labels.push(this.label(x, 12, below, "day"));
        labels.push(this.label(x, 26, label));
        told = below;
      }
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", places.map((x) => `M${x} 31v5`).join(""));
      this.axis.replaceChildren(path, ...labels);
      return places;
    }

    label(x, y, text, name) {
      const made = document.createElementNS(SVG, "text");
      made.setAttribute("x", x);
      made.setAttribute("y", y);
      if (name) made.setAttribute("class", name);
      made.textContent = text;
      return made;
    }

    drawLane(lane, grid) {
      lane.paths.get("grid").setAttribute("d", grid);
      for (const [kind, [y, shape]] of Object.entries(this.data.marks)) {
        if (lane.marks[kind]?.length) this.set(lane, kind, this.marks(lane.marks[kind], y, shape));
      }
      if (lane.told.lags.length) this.set(lane, "lag", this.lags(lane.told.lags));
      for (const [kind, pairs] of Object.entries(lane.told.spans)) this.set(lane, kind, this.boxes(pairs));
      for (const flag of lane.flags) this.drawFlag(flag);
    }

    // A figure of a part of the run has no paths for what lies outside.
    set(lane, kind, d) {
      let path = lane.paths.get(kind);
      if (!path) {
        path = lane.svg.appendChild(document.createElementNS(SVG, "path"));
        path.setAttribute("class", kind);
        lane.paths.set(kind, path);
      }
      path.setAttribute("d", d);
    }

    // One mark for each pixel at most: no more can be seen.
    marks(at, y, shape) {
      let path = "", before = -Infinity;
      for (let n = place(at, this.low); n < at.length && at[n] <= this.high; n++) {
        const x = this.x(at[n]);
        if (x !== before) path += `M${(before = x)} ${y}${shape}`;
      }
      return path;
    }

    lags(pairs) {
      let path = "";
      for (let n = 0; n < pairs.length; n += 2) {
        if (pairs[n + 1] >= this.low && pairs[n] <= this.high) {
          const [low, high] = this.ends(pairs, n);
          const begins = pairs[n] >= this.low ? `${this.data.lag}v3` : this.data.lag + 3;
          path += `M${low} ${begins}H${high}${pairs[n + 1] <= this.high ? "v9" : ""}`;
        }
      }
      return path;
    }

    boxes(pairs) {
      let path = "";
      for (let n = 0; n < pairs.length; n += 2) {
        if (pairs[n + 1] >= this.low && pairs[n] <= this.high) {
          const [low, high] = this.ends(pairs, n);
          path += `M${low} 0H${Math.max(high, low + 1)}V${this.data.height}H${low}z`;
        }
      }
      return path;
    }

    ends(pairs, n) {
      return [this.x(Math.max(pairs[n], this.low)), this.x(Math.min(pairs[n + 1], this.high))];
    }

    drawFlag(flag) {
      const [, , , [entry]] = this.data.notes[flag.dataset.finding - 1];
      const n = place(this.index, entry), at = this.at[n];
      const seen = this.index[n] === entry && at >= this.low && at <= this.high;
      flag.style.display = seen ? "" : "none";
      flag.firstElementChild.setAttribute("d", `M${this.x(at)} 44m-7 0h14v12h-14z`);
    }

    drawCursor() {
      const at = this.at[this.chosen];
      if (!(at >= this.low && at <= this.high)) { this.cursor.remove(); return; }
      const x = this.x(at);
      this.cursor.setAttribute("d", `M${x} 0v${this.data.height}M${x - 8} 24h16v22h-16z`);
      this.lanes.get(this.lane[this.chosen]).svg.append(this.cursor);
    }

    // -- one request

    choose(number) {
      this.chosen = number;
      this.card.hidden = number < 0;
      if (number >= 0) this.card.replaceChildren(...this.told(number));
      this.later();
    }

    // To the next or previous request, or the next one that is blamed, and there.
    step(by, blamed = false) {
      let number = this.chosen;
      if (number < 0) number = by > 0 ? place(this.at, this.low) - 1 : place(this.at, this.high);
      do number += by; while (blamed && number < this.at.length && !this.blamed.has(this.index[number]));
      if (number >= 0 && number < this.at.length) this.visit(number);
    }

    visit(number) {
      const at = this.at[number], half = (this.high - this.low) / 2;
      if (at < this.low || at > this.high) this.look(at - half, at + half);
      this.choose(number);
      this.lanes.get(this.lane[number]).element.scrollIntoView({ block: "nearest" });
    }

    visitEntry(entry) {
      const number = place(this.index, entry);
      if (this.index[number] !== entry) return false;
      this.visit(number);
      return true;
    }

    told(number) {
      const { texts, notes } = this.data;
      const [status, answer, client, faults, delay, lost, pieces] = texts[this.answered[number]];
      const figures = this.numbers[number].split(" ");
      const trace = texts[pieces].map((piece, n) => piece + (n < texts[pieces].length - 1 ? figures[n] : "")).join("").split("\n");
      const extra = [...faults.map((name) => `fault: ${name}`)];
      if (delay) extra.push(`the answer took ${delay / 1e6} s`);
      if (lost) extra.push("the client did not get the whole answer");
      const links = (this.blamed.get(this.index[number]) ?? []).map((one) =>
        make("a", { href: `#${this.root.id}-finding-${one + 1}`, textContent: `${notes[one][0]} ${notes[one][1]}` }));
      // A page may say where requests have pages of their own.
      const pages = this.root.closest("[data-requests]")?.dataset.requests;
      const name = pages ? make("a", { href: pages + this.index[number] }) : make("b");
      name.textContent = `#${this.index[number]}`;
      return [
        make("p", {}, name, " ", make("code", { textContent: texts[this.asked[number]] }), " → ",
          make("b", { className: `said-${answer}`, textContent: status })),
        make("p", { className: "dim", textContent: `${this.time(this.at[number])}, ${texts[client]}${this.others(number)}` }),
        make("ol", {}, ...[...trace, ...extra].map((line) => make("li", { textContent: line }))),
        ...(links.length ? [make("p", {}, "Blamed by ", ...links.flatMap((link, n) => (n ? [", ", link] : [link])))] : []),
      ];
    }

    // How many more stand at the same instant in the same lane.
    others(number) {
      const lane = this.lanes.get(this.lane[number]), at = this.at[number];
      const count = place(lane.at, at + 1e-9) - place(lane.at, at);
      return count > 1 ? `, one of ${count} at this instant` : "";
    }

    nearest(lane, x) {
      const low = this.instant(x - NEAR), high = this.instant(x + NEAR), middle = this.instant(x);
      let best = -1;
      for (let n = place(lane.at, low); n < lane.at.length && lane.at[n] <= high; n++) {
        if (best < 0 || Math.abs(lane.at[n] - middle) < Math.abs(lane.at[best] - middle)) best = n;
      }
      return best < 0 ? -1 : lane.requests[best];
    }

    time(at) {
      const micros = Math.round(this.data.start + at * this.data.unit);
      const seconds = Math.floor(micros / 1e6), part = String(micros % 1e6).padStart(6, "0").replace(/0+$/, "");
      return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ") + (part ? `.${part}` : "");
    }

    // -- hands

    listen() {
      this.view.addEventListener("keydown", (event) => this.pressed(event));
      this.view.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
      for (const lane of this.lanes.values()) this.listenTo(lane);
      this.pointers = new Map();
      new ResizeObserver(() => this.resize()).observe(this.view);
    }

    listenTo(lane) {
      const { svg } = lane, ends = (event) => this.pointers.delete(event.pointerId);
      svg.addEventListener("pointerdown", (event) => {
        this.pointers.set(event.pointerId, event.clientX);
        this.dragged = 0;
      });
      svg.addEventListener("pointermove", (event) => this.moved(event, lane));
      svg.addEventListener("pointerup", (event) => {
        ends(event);
        if (Math.abs(this.dragged) < 4) this.choose(this.nearest(lane, this.spot(event)));
      });
      svg.addEventListener("pointercancel", ends);
      svg.addEventListener("dblclick", (event) => this.zoom(0.5, this.instant(this.spot(event))));
    }

    spot(event) {
      return event.clientX - this.axis.getBoundingClientRect().left;
    }

    pressed(event) {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act(this);
    }

    wheeled(event) {
      if (event.ctrlKey || event.metaKey) this.zoom(Math.exp(event.deltaY / 300), this.instant(this.spot(event)));
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX / this.width);
      else return;
      event.preventDefault();
    }

    moved(event, lane) {
      const before = this.pointers.get(event.pointerId);
      if (before === undefined) { this.hover(this.nearest(lane, this.spot(event))); return; }
      const [one, other] = this.pointers.keys();
      if (this.pointers.size === 2) this.pinch(event, event.pointerId === one ? other : one);
      else this.pan((before - event.clientX) / this.width);
      this.dragged += event.clientX - before;
      this.pointers.set(event.pointerId, event.clientX);
      if (Math.abs(this.dragged) >= 4) event.currentTarget.setPointerCapture(event.pointerId);
    }

    pinch(event, other) {
      const fixed = this.pointers.get(other), before = this.pointers.get(event.pointerId);
      const left = this.axis.getBoundingClientRect().left;
      const factor = Math.abs(before - fixed) / Math.max(Math.abs(event.clientX - fixed), 1);
      this.zoom(factor, this.instant(fixed - left));
    }

    hover(number) {
      if (number >= 0 && number !== this.chosen) this.choose(number);
    }
  }

  // A tick's label, and what stands above it where it is new; as in `scale.py`.
  function words(millis, step) {
    const at = new Date(millis), day = `${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}`;
    if (step >= 86400e3) return [day, String(at.getUTCFullYear())];
    const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    return [step < 60e3 ? `${clock}:${two(at.getUTCSeconds())}` : clock, day];
  }

  // -- the page

  const figures = new Map();
  const follow = (hash) => {
    const [, name, entry] = /^#(.+)-request-(\d+)$/.exec(hash) ?? [];
    return Boolean(figures.get(name)?.visitEntry(Number(entry)));
  };

  function begin() {
    for (const root of document.querySelectorAll("figure.timeline:not(.lively)")) {
      if (root.querySelector(".timeline-data")) figures.set(root.id, new Figure(root));
    }
    follow(location.hash);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='-request-']");
    if (link && follow(link.hash)) {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      figures.get(/^#(.+)-request-/.exec(link.hash)[1]).view.focus({ preventScroll: true });
    }
  });
  addEventListener("timeline", begin); // dispatched by a page that has put new figures in place
  begin();
})();
