// SPDX-License-Identifier: Apache-2.0
// Writes a page with invented figures of every kind, to look at the report's style and script:
//   node tests/web/make_sample.mjs [DIST_DIR] [OUTPUT]
// The page has the same frame and content policy as a report.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.argv[2] ?? join(here, "../../web/dist");
const output = process.argv[3] ?? join(here, "sample.html");

const variants = ["copper (AEC)", "pluggable", "LPO", "NPO", "CPO", "VCSEL engine"];
const glyphs = ["●", "■", "▲", "◆", "▼", "★"];
const span = (a, b, n) => Array.from({ length: n }, (_, i) => a * (b / a) ** (i / (n - 1)));

const parts = [
  ["host SerDes", [6, 5.5, 5.8, 4.2, 1.6, 0.9]], ["module DSP", [9.5, 7.8, 0, 0, 0, 0]],
  ["driver", [0, 2.1, 2.2, 2.0, 0.6, 1.2]], ["laser", [0, 1.8, 1.9, 1.7, 1.6, 0.5]],
  ["TIA", [0, 0.9, 1.0, 0.9, 0.6, 0.5]], ["ring tuning", [0, 0, 0, 0, 0.35, 0]], ["DC/DC, control", [1.2, 1.6, 0.9, 0.7, 0.5, 0.3]],
];
const total = variants.map((_, i) => parts.reduce((sum, p) => sum + p[1][i], 0));
const density = [0.12, 0.13, 0.16, 0.45, 1.1, 0.8];
const all = (make) => variants.map((name, i) => ({ name, variant: name, color_index: i, ...make(i) }));

const figures = [
  {
    id: "energy", title: "Where the energy goes", kind: "stack",
    x: { label: "variant", categories: variants, colors: [0, 1, 2, 3, 4, 5] },
    y: { label: "energy per bit, both ends, laser included", unit: "pJ/bit" },
    series: parts.map(([name, v]) => ({ name, points: v.map((e, i) => [i, e]) })),
    note: "Electrical power at the board's supply over the rate delivered.",
  },
  {
    id: "margin", title: "Margin against length", kind: "lines",
    x: { label: "length", unit: "m", log: true }, y: { label: "link margin", unit: "dB" },
    series: all((i) => ({
      points: span(0.5, [7, 500, 500, 300, 500, 60][i], 24).map((l) => {
        const m = [6 - 1.6 * l, 4.2 - 0.0006 * l, 2.6 - 0.0009 * l, 3.1 - 0.001 * l, 3.8 - 0.0008 * l, 3.4 - 0.05 * l][i];
        return i === 2 ? [l, m, m - 1.1, m + 0.9] : [l, m];
      }),
    })),
    limits: [{ label: "required 1 dB", value: 1 }],
    note: "Band: 5th to 95th percentile, shown where parts vary most.",
  },
  {
    id: "ber", title: "Errors against the laser's temperature", kind: "lines",
    x: { label: "laser junction", unit: "°C" }, y: { label: "bit error ratio before FEC", log: true },
    series: all((i) => ({
      points: i === 0 ? [] : span(25, 110, 18).map((t) => [t, 0.4 / (0.4 + 10 ** (9 - 0.5 * i - ((t - 20) / (88 - 5 * i)) ** 3 * 4))]),
    })).slice(1),
    limits: [{ label: "KP4 limit 2.4×10⁻⁴", value: 2.4e-4 }],
  },
  {
    id: "temperature", title: "Temperatures", kind: "bars",
    x: { label: "", categories: ["ASIC junction", "engine", "laser"] }, y: { label: "temperature", unit: "°C", min: 20 },
    series: all((i) => ({
      points: [[0, 88 + i, 85 + i, 93 + i], [1, [52, 61, 58, 66, 79, 74][i], [50, 58, 55, 62, 74, 70][i], [55, 65, 62, 70, 85, 79][i]],
        ...(i === 0 ? [] : [[2, [0, 66, 64, 70, 51, 81][i], [0, 62, 60, 66, 48, 76][i], [0, 70, 69, 75, 55, 87][i]]])],
    })),
    limits: [{ label: "105 °C", value: 105, category: 0 }, { label: "90 °C", value: 90, category: 1 }, { label: "85 °C", value: 85, category: 2 }],
  },
  {
    id: "pareto", title: "Shoreline density against energy", kind: "scatter",
    x: { label: "energy per bit", unit: "pJ/bit", log: true }, y: { label: "density", unit: "Tb/s/mm", log: true },
    series: all((i) => ({ points: [[total[i], density[i]]] })),
    front: [[total[5], density[5]], [total[4], density[4]]],
    note: "The best is at the upper left; the dashed line joins the variants that no other one beats on both.",
  },
  {
    id: "tornado", title: "What moves the cost per Gb/s of CPO", kind: "tornado", base: 0.62,
    x: { label: "input", categories: ["engine yield 82 … 95 %", "laser wall-plug efficiency 8 … 16 %", "coupling loss 1.2 … 2.6 dB", "energy price 0.06 … 0.14 USD/kWh", "spares 2 … 6 %"] },
    y: { label: "cost per delivered Gb/s", unit: "USD" },
    series: [
      { name: "input low", points: [[0, 0.74], [1, 0.69], [2, 0.575], [3, 0.59], [4, 0.605]] },
      { name: "input high", points: [[0, 0.57], [1, 0.58], [2, 0.665], [3, 0.655], [4, 0.63]] },
    ],
  },
  {
    id: "best", title: "Probability of being the best", kind: "bars", horizontal: true,
    x: { label: "", categories: variants, colors: [0, 1, 2, 3, 4, 5] }, y: { label: "probability", min: 0, max: 1 },
    series: all((i) => ({ points: [[i, [0, 0.02, 0.09, 0.05, 0.61, 0.23][i]]] })),
  },
];

const style = readFileSync(join(dist, "report.css"), "utf8");
const script = readFileSync(join(dist, "report.js"), "utf8");
const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
const data = JSON.stringify({ schema: 1, figures }).replaceAll("<", "\\u003c");

const heads = variants.map((v, i) => `<th scope="col"><span class="mark v${i}">${glyphs[i]}</span> ${v}</th>`).join("");
const row = (name, unit, values, best, spread) => `<tr><th scope="row">${name} <span class="unit">${unit}</span></th>${values
  .map((v, i) => `<td${i === best ? ' class="best"' : ""}>${v}${spread ? ` <span class="spread">±${spread[i]}</span>` : ""}</td>`).join("")}</tr>`;
const slot = (id) => `<div data-figure="${id}"></div>`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gpu-pod: shoreline</title>
<style>${style}</style>
</head>
<body>
<header><div class="brand">shoreline 0.1.0</div><div id="sl-tools"></div></header>
<main>
<h1>Which interconnect for gpu-pod?</h1>
<p class="verdict"><strong>CPO</strong> has the lowest cost per delivered Gb/s with probability 0.61; the VCSEL engine is next with 0.23.
Copper does not reach 30 m.</p>
<p class="soft">Invented numbers: this page shows the style of a report, not a result.</p>
<div class="tablebox" tabindex="0" role="region" aria-label="Comparison">
<table>
<thead><tr><th scope="col">at 1.6 Tb/s over 30 m</th>${heads}</tr></thead>
<tbody>
<tr class="group"><th scope="row">Link</th>${variants.map(() => "<td></td>").join("")}</tr>
${row("margin", "dB", ["<span class=\"no\">−42</span>", "4.18", "2.57", "3.07", "3.78", "1.90"], 1, ["0.2", "0.4", "1.0", "0.6", "0.5", "0.7"])}
${row("BER before FEC", "", ["–", "3.1×10⁻⁸", "2.2×10⁻⁶", "8.0×10⁻⁷", "4.1×10⁻⁷", "5.5×10⁻⁶"], 1)}
<tr class="group"><th scope="row">Energy and density</th>${variants.map(() => "<td></td>").join("")}</tr>
${row("energy", "pJ/bit", total.map((t) => t.toFixed(1)), 5, ["0.6", "1.1", "0.9", "0.8", "0.5", "0.3"])}
${row("density", "Tb/s/mm", density, 4)}
<tr class="group"><th scope="row">Service</th>${variants.map(() => "<td></td>").join("")}</tr>
${row("feasible", "", ['<span class="no">no: reach</span>', "yes", "yes", "yes", "yes", "yes"])}
${row("cost per Gb/s", "USD", ["–", "0.91", "0.78", "0.72", "0.62", "0.66"], 4)}
</tbody>
</table>
</div>
${slot("best")}
<h2>Energy</h2>${slot("energy")}${slot("pareto")}
<h2>Link</h2>${slot("margin")}${slot("ber")}
<h2>Package</h2>${slot("temperature")}
<h2>What the verdict rests on</h2>${slot("tornado")}
<div id="sl-figures"></div>
</main>
<footer>seed 1 · scenario 4c1f09e2 · catalogue 77ab21d0 · tier estimate. Charts: Apache ECharts (Apache-2.0).</footer>
<script type="application/json" id="sl-data">${data}</script>
<script>${script}</script>
</body>
</html>
`;
writeFileSync(output, page);
