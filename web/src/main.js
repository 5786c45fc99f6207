// SPDX-License-Identifier: Apache-2.0
// Draws the figures of a report, and lets the reader choose light or dark. Everything that the
// report says is in its HTML already: without script the tables stay as they are.
import { init } from "./charts.js";
import { heightOf, optionOf } from "./figures.js";
import { axisTitle, number } from "./format.js";
import { themes } from "./theme.js";

const drawn = []; // {figure, box, chart}
let printing = false;

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen === "dark";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function currentTheme() {
  return isDark() && !printing ? themes.dark : themes.light;
}

function element(tag, className, text) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

// Figures with panels or cells have their table in the page already.
const tabled = new Set(["map", "matrix", "waterfall"]);

// The figure's numbers as a table: for readers who do not see the drawing, and for copying.
function dataTable(figure) {
  const details = element("details", "data");
  details.append(element("summary", "", "Data"));
  const box = element("div", "tablebox"), table = element("table"), head = element("tr");
  const intervals = figure.series.some((s) => s.points.some((p) => p.length > 3));
  const titles = ["", axisTitle(figure.x), axisTitle(figure.y), ...(intervals ? ["low", "high"] : figure.beyond ? [figure.beyond] : [])];
  for (const t of titles) head.append(element("th", "", t));
  table.append(head);
  for (const series of figure.series)
    for (const p of series.points) {
      const row = element("tr"), name = element("th", "", series.name);
      name.scope = "row";
      row.append(name, element("td", figure.x.categories ? "text" : "", figure.x.categories ? figure.x.categories[p[0]] : number(p[0])));
      row.append(element("td", "", number(p[1])));
      if (figure.beyond) row.append(element("td", "", number(p[2])));
      if (intervals) row.append(element("td", "", number(p[2])), element("td", "", number(p[3])));
      table.append(row);
    }
  box.append(table);
  details.append(box);
  return details;
}

function place(figure) {
  const slots = [...document.querySelectorAll("[data-figure]")];
  const slot = slots.find((s) => s.dataset.figure === figure.id) ?? document.getElementById("sl-figures");
  if (!slot) return null;
  const outer = element("figure", "figure"), box = element("div", "plot");
  const caption = element("figcaption", "", figure.title);
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", [figure.title, figure.note].filter(Boolean).join(". "));
  outer.id = `figure-${figure.id}`;
  outer.append(caption, box);
  if (figure.note) outer.append(element("p", "note", figure.note));
  if (!tabled.has(figure.kind)) outer.append(dataTable(figure));
  slot.append(outer);
  return box;
}

function draw(entry) {
  const width = entry.box.clientWidth;
  if (width < 40) return; // hidden: the observer calls again
  const option = optionOf(entry.figure, currentTheme(), width);
  if (!option) return;
  entry.chart?.dispose();
  entry.box.style.height = `${heightOf(entry.figure, width)}px`;
  entry.chart = init(entry.box, null, { renderer: "canvas" });
  entry.chart.setOption(option);
  entry.width = width;
}

function drawAll() {
  drawn.forEach(draw);
}

function addToggle() {
  const host = document.getElementById("sl-tools") ?? document.querySelector("header");
  if (!host) return;
  const button = element("button", "theme-toggle");
  button.type = "button";
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("sl-theme", document.documentElement.dataset.theme);
    } catch { /* a file's storage may be refused: then the choice lasts as long as the page */ }
    label();
    drawAll();
  });
  label();
  host.append(button);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { label(); drawAll(); });
}

function recallTheme() {
  try {
    const chosen = localStorage.getItem("sl-theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch { /* see above */ }
}

function watch() {
  // in the next frame: drawing sets heights, which the observer must not see within its own round
  const observer = new ResizeObserver(() => requestAnimationFrame(() => {
    for (const entry of drawn) if (entry.box.clientWidth !== entry.width) draw(entry);
  }));
  drawn.forEach((entry) => observer.observe(entry.box));
  window.addEventListener("beforeprint", () => { printing = true; drawAll(); });
  window.addEventListener("afterprint", () => { printing = false; drawAll(); });
}

function start() {
  recallTheme();
  addToggle();
  const source = document.getElementById("sl-data");
  if (!source) return;
  for (const figure of JSON.parse(source.textContent).figures ?? []) {
    const box = place(figure);
    if (box) drawn.push({ figure, box, chart: null, width: 0 });
  }
  drawAll();
  watch();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
