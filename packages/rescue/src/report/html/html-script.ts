/**
 * What the page adds where scripts run: details of single segments under the pointer or the arrow keys,
 * tables that can be sorted, files filtered by name. Text enters the page as text only.
 */
export const pageScript = `"use strict";
(() => {
const by = (id) => document.getElementById(id);
const make = (name, text, css) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (css) element.className = css;
  return element;
};
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});

const source = by("map-data");
if (source) {
  const map = JSON.parse(source.textContent);
  const { perTrack, segments } = map;
  const count = segments.length;
  const details = new Map(map.details.map((one) => [one[0], one]));
  const bad = new Map(map.bad);
  const odd = [];
  for (let i = 0; i < count; i++) if (!".-x".includes(segments[i])) odd.push(i);
  const plot = by("plot");
  const cursor = by("cursor");
  const panel = by("panel");
  const columns = plot.querySelector("svg").viewBox.baseVal.width;
  const cell = 1 / map.perCell;
  const trackOf = (segment) => Math.floor(segment / perTrack);
  const placeOf = (segment) => {
    const at = segment % perTrack;
    return trackOf(segment) % 2 ? perTrack - 1 - at : at;
  };
  const segmentAt = (track, place) => track * perTrack + (track % 2 ? perTrack - 1 - place : place);

  const title = make("p");
  const strip = make("div", undefined, "sectors");
  const words = make("p", undefined, "words");
  const nav = make("nav");
  nav.setAttribute("aria-label", "Damaged segments");
  const back = make("button", "\\u2190 damaged");
  const forth = make("button", "damaged \\u2192");
  back.type = forth.type = "button";
  back.setAttribute("aria-label", "previous damaged segment");
  forth.setAttribute("aria-label", "next damaged segment");
  strip.setAttribute("aria-hidden", "true");
  nav.append(back, forth);
  panel.append(title, nav, words, strip);
  for (let i = 0; i < 32; i++) strip.append(make("i"));
  panel.hidden = false;

  const list = (bits) => {
    const out = [];
    for (let i = 0; i < 32; i++) {
      if (!((bits >>> i) & 1)) continue;
      let end = i;
      while (end < 31 && (bits >>> (end + 1)) & 1) end++;
      out.push(end > i ? i + "\\u2013" + end : String(i));
      i = end;
    }
    return out.join(", ");
  };
  const describe = (segment) => {
    const state = segments[segment];
    const [, corrected = 0, unreadable = 0, silent = 0, lost = 0] = details.get(segment) ?? [];
    const unused = bad.get(segment) ?? 0;
    const track = trackOf(segment);
    const places = ["track " + track + (track % 2 ? ", backwards" : ", forwards")];
    if (map.headers.includes(segment)) places.push("header");
    if (segment === map.table) places.push("volume table");
    for (const [index, first, last, label] of map.volumes)
      if (segment >= first && segment <= last) places.push("volume " + index + (label ? " \\u201c" + label + "\\u201d" : ""));
    const sectors = [["unreadable", unreadable], ["corrected", corrected], ["wrong without notice", silent], ["lost", lost], ["bad sector map", unused]]
      .filter(([, bits]) => bits !== 0)
      .map(([word, bits]) => word + ": " + list(bits));
    return { state, corrected, lost, unused, places, sectors };
  };
  const show = (segment) => {
    const { state, corrected, lost, unused, places, sectors } = describe(segment);
    const empty = state === "-" || state === "x";
    title.replaceChildren(make("b", "Segment " + segment + ": " + map.names[state]), " \\u00b7 " + places.join(" \\u00b7 "));
    words.textContent = sectors.length > 0 ? "Sectors " + sectors.join("; ") : empty ? "" : "All sectors read.";
    [...strip.children].forEach((box, i) => {
      const has = (bits) => (bits >>> i) & 1;
      box.className = has(unused) ? "b" : state === "d" || has(lost) ? "L" : empty ? "n" : has(corrected) ? "c" : "";
    });
    cursor.setAttribute("x", String(placeOf(segment) * cell));
    cursor.setAttribute("y", String(trackOf(segment) * 20));
    cursor.setAttribute("width", String(cell));
    cursor.setAttribute("visibility", "visible");
  };

  let at = odd[0] ?? 0;
  const go = (segment) => {
    at = Math.max(0, Math.min(count - 1, segment));
    show(at);
    const { state, places, sectors } = describe(at);
    plot.setAttribute("aria-valuenow", String(at));
    plot.setAttribute("aria-valuetext", [at + ", " + map.names[state], ...places, ...sectors].join("; "));
    back.disabled = !(odd[0] < at);
    forth.disabled = !(odd[odd.length - 1] > at);
  };
  const travel = (segment) => {
    go(segment);
    cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const nextOdd = () => odd.find((one) => one > at) ?? at;
  const lastOdd = () => odd.findLast((one) => one < at) ?? at;
  plot.tabIndex = 0;
  plot.setAttribute("role", "slider");
  plot.setAttribute("aria-label", "Segment. Arrow keys move along and across the tracks, page keys to damaged segments");
  plot.setAttribute("aria-valuemin", "0");
  plot.setAttribute("aria-valuemax", String(count - 1));
  go(at);

  plot.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const track = trackOf(at);
    const place = placeOf(at);
    const moves = {
      ArrowLeft: () => segmentAt(track, Math.max(0, place - 1)),
      ArrowRight: () => segmentAt(track, Math.min(perTrack - 1, place + 1)),
      ArrowUp: () => segmentAt(Math.max(0, track - 1), place),
      ArrowDown: () => segmentAt(Math.min(map.tracks - 1, track + 1), place),
      Home: () => segmentAt(track, 0),
      End: () => segmentAt(track, perTrack - 1),
      PageUp: lastOdd,
      PageDown: nextOdd,
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    travel(move());
  });
  const under = (event) => {
    const box = plot.getBoundingClientRect();
    const clamp = (value, most) => Math.max(0, Math.min(most, Math.floor(value)));
    const track = clamp(((event.clientY - box.top) / box.height) * map.tracks, map.tracks - 1);
    const place = clamp((((event.clientX - box.left) / box.width) * columns) / cell, perTrack - 1);
    return segmentAt(track, place);
  };
  plot.addEventListener("pointermove", (event) => show(under(event)));
  plot.addEventListener("pointerleave", () => show(at));
  plot.addEventListener("click", (event) => go(under(event)));
  back.addEventListener("click", () => travel(lastOdd()));
  forth.addEventListener("click", () => travel(nextOdd()));
}

const rows = [...document.querySelectorAll(".entries tbody tr")];
const filter = by("name-filter");
if (filter) {
  const state = by("filter-state");
  const damaged = by("only-damaged");
  filter.parentElement.hidden = false;
  const apply = () => {
    const wanted = filter.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.cells[0].dataset.sort.toLowerCase().includes(wanted);
      row.classList.toggle("filtered", !fits);
      if (fits && !(damaged.checked && "whole" in row.dataset)) shown++;
    }
    state.textContent = wanted || damaged.checked ? shown + " of " + rows.length + " shown" : "";
  };
  filter.addEventListener("input", apply);
  damaged.addEventListener("change", apply);
}

for (const table of document.querySelectorAll(".entries"))
  table.querySelectorAll("th").forEach((th, column) => {
    if (column === 4) return;
    const button = make("button", th.textContent);
    button.type = "button";
    th.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = th.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("th")) other.removeAttribute("aria-sort");
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = column === 1 || column === 3;
      const key = (row) => row.cells[column].dataset.sort;
      const order = numeric ? (a, b) => key(a) - key(b) : (a, b) => key(a).localeCompare(key(b), undefined, { numeric: true });
      const body = table.tBodies[0];
      const sorted = [...body.rows].sort(order);
      body.append(...(down ? sorted.reverse() : sorted));
    });
  });
})();
`;

/** Of {@link pageScript}, as the page's Content-Security-Policy names it. */
export const pageScriptHash = "sha256-sQJUtlp2SuJSKv+SFZxPnMtAbHJpVXjfINqnLxpeZn4=";
