// SPDX-License-Identifier: Apache-2.0
// Figures of several panels, and of cells: waterfalls, break-even maps, matrices of outcomes. Each
// gives its own grids and axes, its height, and the words of its tooltip.
import { baseAxis, categoryAxis, font, shown } from "./axes.js";
import { logLabel, logTicks, number } from "./format.js";
import { variantStyle } from "./theme.js";

const three = (v) => number(Number(v.toPrecision(3)));
const text = (style) => ({ type: "text", silent: true, style: { font: `12px ${font}`, ...style } });

// How many panels stand beside each other, and how wide one is.
function spread(count, width, least) {
  const columns = Math.max(1, Math.min(count, Math.floor(width / least)));
  return { columns, rows: Math.ceil(count / columns), each: width / columns };
}

// --------------------------------------------------------------------------------- waterfall

const lane = 23;
const stretches = [1, 2, 5, 10, 20, 50, 100]; // of the scale of a panel whose bars are short

function waterfallLayout(figure, width) {
  const label = width < 560 ? 84 : 104;
  const s = spread(figure.series.length, width - label, 128);
  return { ...s, label, panel: 30 + lane * figure.steps.length + 52 };
}

// Bars of one panel: where each begins and ends, and its pieces by part.
function runOf(figure, series) {
  let total = 0;
  return figure.steps.map((step, i) => {
    const value = series.points[i];
    const pieces = Array.isArray(value) ? value : [value];
    if (!pieces.some(shown)) return null;
    const amount = pieces.reduce((a, b) => a + (b ?? 0), 0);
    const start = step.sum ? 0 : total;
    total = step.sum ? amount : total + amount;
    return { start, end: start + amount, amount, pieces: Array.isArray(value) ? pieces : null, sum: step.sum };
  });
}

function waterfallSeries(figure, series, theme, panel, most) {
  const run = runOf(figure, series), style = variantStyle(theme, series.color_index);
  const bar = (params, api) => {
    const i = params.dataIndex, r = run[i], height = 15;
    if (!r) return null;
    const x = (v) => api.coord([v, i])[0], y = api.coord([0, i])[1];
    const rect = (from, to, fill) => ({ type: "rect", style: { fill },
      shape: { x: Math.min(x(from), x(to)), y: y - height / 2, width: Math.max(1, Math.abs(x(to) - x(from))), height } });
    const children = [{ type: "rect", style: { fill: "rgba(0,0,0,0)" }, // the whole lane answers the pointer
      shape: { x: params.coordSys.x, y: y - lane / 2, width: params.coordSys.width, height: lane } }];
    if (r.pieces) {
      let at = r.start;
      r.pieces.forEach((p, k) => {
        if (p > 0) children.push(rect(at, at + p, theme.parts[(2 * k + 1) % theme.parts.length]));
        at += p ?? 0;
      });
    } else children.push(rect(r.start, r.end, r.sum ? style.color : theme.parts[8]));
    if (i + 1 < run.length && run[i + 1] && !run[i + 1].sum)
      children.push({ type: "line", silent: true, style: { stroke: theme.soft, lineWidth: 1, opacity: 0.6 },
        shape: { x1: x(r.end), y1: y + height / 2, x2: x(r.end), y2: y + lane - height / 2 } });
    const right = Math.max(x(r.start), x(r.end));
    children.push(text({ text: three(r.amount), x: right + 5, y, textVerticalAlign: "middle",
      fill: r.sum ? theme.text : theme.soft, font: `${r.sum ? 600 : 400} 11.5px ${font}` }));
    return { type: "group", children };
  };
  const title = (params) => text({ x: params.coordSys.x, y: params.coordSys.y - 9, textVerticalAlign: "bottom",
    text: `${style.glyph} ${series.name}${panel.stretch > 1 ? `, scale ×${panel.stretch}` : ""}`, fill: style.color, font: `600 12.5px ${font}`, width: panel.each - 8, overflow: "truncate" });
  const place = { xAxisIndex: panel.index, yAxisIndex: panel.index, type: "custom", clip: false };
  return [
    { ...place, id: `run ${series.name}`, name: series.name, z: 3, renderItem: bar, data: run.map((r, i) => [r?.end ?? 0, i]) },
    { ...place, id: `title ${series.name}`, name: "title", silent: true, z: 4, renderItem: title, tooltip: { show: false }, data: [[most, 0]] },
  ];
}

export function waterfall(figure, theme, narrow, width, top) {
  const layout = waterfallLayout(figure, width);
  const farthest = (s) => Math.max(...runOf(figure, s).map((r) => (r ? Math.max(r.start, r.end) : 0)));
  const all = Math.max(...figure.series.map(farthest));
  const grid = [], xAxis = [], yAxis = [], series = [];
  figure.series.forEach((s, index) => {
    const column = index % layout.columns, row = Math.floor(index / layout.columns);
    const stretch = stretches.findLast((k) => farthest(s) * k <= all) ?? 1, most = all / stretch;
    grid.push({ left: layout.label + column * layout.each, width: layout.each - 46, top: top + row * layout.panel + 26,
      height: lane * figure.steps.length });
    const x = baseAxis({ label: figure.x.unit }, theme), y = categoryAxis({ categories: figure.steps.map((t) => t.name) }, theme);
    xAxis.push({ ...x, gridIndex: index, type: "value", min: 0, max: most, splitNumber: layout.each < 230 ? 2 : 3, nameGap: 24,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { ...x.splitLine, showMaxLine: false },
      axisLabel: { ...x.axisLabel, fontSize: 11, formatter: number, showMaxLabel: false } });
    yAxis.push({ ...y, gridIndex: index, inverse: true, axisLine: { show: true, lineStyle: { color: theme.line } },
      axisLabel: { ...y.axisLabel, show: column === 0, fontSize: 12 } });
    series.push(...waterfallSeries(figure, s, theme, { index, stretch, each: layout.each }, most));
  });
  // what the legend shows: series without data, one for each tint that occurs
  const used = figure.parts.filter((_, k) => figure.series.some((s) => s.points.some((p) => Array.isArray(p) && p[k] > 0)));
  for (const name of used) series.push({ type: "custom", name, renderItem: () => null, data: [], xAxisIndex: 0, yAxisIndex: 0,
    itemStyle: { color: theme.parts[(2 * figure.parts.indexOf(name) + 1) % theme.parts.length] } });
  const tooltip = (p) => {
    const s = figure.series.find((t) => t.name === p.seriesName), i = p.dataIndex, r = s && runOf(figure, s)[i];
    if (!r) return "";
    const pieces = (r.pieces ?? []).flatMap((v, k) => (v ? [`■ ${figure.parts[k]}: ${three(v)} ${figure.x.unit}`] : []));
    return [`${s.name}, ${figure.steps[i].name}: ${three(r.amount)} ${figure.x.unit}`, ...pieces].join("\n");
  };
  return { grid, xAxis, yAxis, series, legendNames: used, legendIcon: "roundRect", tooltip };
}

export const waterfallHeight = (figure, width) => {
  const layout = waterfallLayout(figure, width);
  return layout.rows * layout.panel + 30;
};

// ---------------------------------------------------------------------------------- the map

const mapLeast = 300, mapPanel = { left: 62, right: 18, top: 30, bottom: 58 };

function mapLayout(figure, width) {
  const s = spread(figure.panels.length, width, mapLeast);
  const inside = Math.min(s.each - mapPanel.left - mapPanel.right, 560);
  const height = Math.round(Math.max(220, Math.min(360, 0.86 * inside)));
  return { ...s, inside, height, panel: mapPanel.top + height + mapPanel.bottom };
}

const edges = (values) => {
  const half = Math.sqrt(values[1] / values[0]);
  return [values[0] / half, values[values.length - 1] * half];
};

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const mixed = (color, paper, share) => color.map((c, i) => Math.round(share * c + (1 - share) * paper[i]));

// How far a variant is ahead in a cell (negative: behind), in the logarithm of what it costs.
function ahead(panel, cell, variant) {
  const lead = Math.log1p(panel.lead[cell] ?? 0);
  if (panel.best[cell] === variant) return lead;
  return panel.second[cell] === variant ? -lead : -lead - 0.05;
}

// The best variant at a place between the cells' middles, and how far it is ahead: bilinear.
function bestBetween(figure, panel, u, v) {
  const nx = figure.columns.length, ny = figure.rows.length;
  const x = Math.min(Math.max(u, 0), nx - 1), y = Math.min(Math.max(v, 0), ny - 1);
  const x0 = Math.min(Math.floor(x), nx - 2), y0 = Math.min(Math.floor(y), ny - 2), a = x - x0, b = y - y0;
  const at = [y0 * nx + x0, y0 * nx + x0 + 1, (y0 + 1) * nx + x0, (y0 + 1) * nx + x0 + 1];
  const weight = [(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b];
  // all four alike: a region of ties, not the line between two regions
  const tie = at.every((c) => panel.best[c] >= 0 && (panel.lead[c] ?? 1) < figure.tie);
  let best = { variant: -1, lead: -Infinity, tie };
  for (const cell of at) {
    const variant = panel.best[cell];
    if (variant < 0 || variant === best.variant) continue;
    const lead = at.reduce((sum, c, i) => sum + weight[i] * ahead(panel, c, variant), 0);
    if (lead > best.lead) best = { variant, lead, tie };
  }
  return best;
}

const deepest = Math.log(1.25); // a lead of a quarter has the full colour

// Regions in the variants' colours, deeper where the next one is further behind, with the line where
// the first two tie; rows downwards from the largest value.
function paint(figure, panel, theme, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  const paper = rgb(theme.paper), line = rgb(theme.text), neutral = rgb(theme.soft);
  const colors = new Map(figure.series.map((s) => [s.color_index, rgb(variantStyle(theme, s.color_index).color)]));
  const owner = new Int16Array(width * height);
  const put = (k, color) => { [...color, 255].forEach((c, i) => { image.data[4 * k + i] = c; }); };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5) / width) * figure.columns.length - 0.5;
      const v = (1 - (y + 0.5) / height) * figure.rows.length - 0.5;
      const best = bestBetween(figure, panel, u, v), k = y * width + x;
      owner[k] = best.tie ? -2 : best.variant;
      const color = best.tie ? neutral : colors.get(best.variant);
      put(k, color ? mixed(color, paper, best.tie ? 0.25 : 0.3 + 0.5 * Math.min(1, best.lead / deepest)) : paper);
    }
  const reach = Math.max(1, Math.round(width / 420));
  for (let y = 0; y < height - reach; y++)
    for (let x = 0; x < width - reach; x++) {
      const k = y * width + x;
      if (owner[k] !== owner[k + reach] || owner[k] !== owner[k + reach * width]) put(k, line);
    }
  context.putImageData(image, 0, 0);
  return canvas;
}

// Where a region's name stands: in its widest row near its middle, off the row of the cross; nothing
// for slivers.
function nameSpots(figure, panel) {
  const nx = figure.columns.length, ny = figure.rows.length, spots = [];
  const cross = figure.rows.findIndex((v) => v >= figure.nominal[1]);
  for (const s of figure.series) {
    const cells = panel.best.flatMap((b, k) => (b === s.color_index && (panel.lead[k] ?? 0) >= figure.tie ? [k] : []));
    if (cells.length < 0.02 * nx * ny) continue;
    const middle = cells.reduce((sum, k) => sum + Math.floor(k / nx), 0) / cells.length;
    let spot = { length: 0 };
    for (let y = 0; y < ny; y++)
      for (let x = 0, from = 0; x <= nx; x++) {
        if (x < nx && panel.best[y * nx + x] === s.color_index) continue;
        const length = x - from - 0.35 * Math.abs(y - middle) - (Math.abs(y - cross) < 6 ? 9 : 0);
        if (x > from && length > spot.length) spot = { length, cells: x - from, x: (from + x - 1) / 2, y };
        from = x + 1;
      }
    if (spot.cells) spots.push({ ...spot, series: s });
  }
  return spots;
}

function mapSeries(figure, panel, index, theme, ratio) {
  const nx = figure.columns.length, ny = figure.rows.length;
  const [left, right] = edges(figure.columns), [low, high] = edges(figure.rows);
  const place = { xAxisIndex: index, yAxisIndex: index, type: "custom" };
  const hidden = { tooltip: { show: false }, silent: true };
  const ground = (params) => {
    const { x, y, width, height } = params.coordSys;
    const image = paint(figure, panel, theme, Math.round(ratio * width), Math.round(ratio * height));
    return { type: "image", silent: true, style: { image, x, y, width, height } };
  };
  const cell = (params, api) => {
    const { x, y, width, height } = params.coordSys, k = params.dataIndex;
    return { type: "rect", style: { fill: "rgba(0,0,0,0)" }, shape: { x: x + ((k % nx) * width) / nx,
      y: y + height - ((Math.floor(k / nx) + 1) * height) / ny, width: width / nx, height: height / ny } };
  };
  const above = (params) => {
    const { x, y, width, height } = params.coordSys;
    const names = nameSpots(figure, panel).map((spot) => {
      const words = `${variantStyle(theme, spot.series.color_index).glyph} ${spot.series.name}`;
      const room = (spot.cells * width) / nx;
      return text({ text: 7.2 * words.length + 6 > room ? words.slice(0, 1) : words, fill: theme.text, stroke: theme.paper, lineWidth: 3,
        font: `600 12.5px ${font}`, textAlign: "center", textVerticalAlign: "middle",
        x: x + ((spot.x + 0.5) * width) / nx, y: y + height - ((spot.y + 0.5) * height) / ny });
    });
    const share = (v, from, to) => Math.log(v / from) / Math.log(to / from);
    const at = { x: x + share(figure.nominal[0], left, right) * width, y: y + height - share(figure.nominal[1], low, high) * height };
    const stroke = (style) => [[1, 1], [1, -1]].map(([a, b]) => ({ type: "line", silent: true, style,
      shape: { x1: at.x - 6 * a, y1: at.y - 6 * b, x2: at.x + 6 * a, y2: at.y + 6 * b } }));
    const title = text({ text: panel.name, x, y: y - 8, textVerticalAlign: "bottom", fill: theme.text, font: `600 12.5px ${font}` });
    return { type: "group", silent: true, children: [...stroke({ stroke: theme.paper, lineWidth: 5 }),
      ...stroke({ stroke: theme.text, lineWidth: 2.2 }), ...names, title] };
  };
  return [
    { ...place, ...hidden, id: `ground ${index}`, name: "ground", z: 1, renderItem: ground, data: [[left, low]], clip: true },
    { ...place, id: `cells ${index}`, name: `cells ${index}`, z: 3, renderItem: cell, emphasis: { disabled: true },
      data: panel.best.map((_, k) => [figure.columns[k % nx], figure.rows[Math.floor(k / nx)]]) },
    { ...place, ...hidden, id: `names ${index}`, name: "names", z: 5, renderItem: above, data: [[left, low]], clip: false },
  ];
}

export function map(figure, theme, narrow, width, top) {
  const layout = mapLayout(figure, width), grid = [], xAxis = [], yAxis = [], series = [];
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const axis = (spec, values, index, gap) => {
    const base = baseAxis(spec, theme), [min, max] = edges(values);
    const ticks = logTicks(min, max, max / min <= 1001 ? "1-2-5" : undefined);
    const label = (v) => logLabel(v, false);
    return { ...base, gridIndex: index, type: "log", min, max, nameGap: gap, splitLine: { show: false },
      axisTick: { ...base.axisTick, customValues: ticks }, axisLabel: { ...base.axisLabel, customValues: ticks, formatter: label } };
  };
  figure.panels.forEach((panel, index) => {
    const column = index % layout.columns, row = Math.floor(index / layout.columns);
    grid.push({ left: column * layout.each + mapPanel.left, width: layout.inside, height: layout.height,
      top: top + row * layout.panel + mapPanel.top });
    xAxis.push(axis(figure.x, figure.columns, index, 28));
    yAxis.push(axis({ ...figure.y, ...(column === 0 ? {} : { label: "", unit: "" }) }, figure.rows, index, 42));
    series.push(...mapSeries(figure, panel, index, theme, ratio));
  });
  for (const s of figure.series) // for the legend
    series.push({ type: "custom", name: s.name, renderItem: () => null, data: [], xAxisIndex: 0, yAxisIndex: 0,
      itemStyle: { color: variantStyle(theme, s.color_index).color } });
  const nameOf = (variant) => figure.series.find((s) => s.color_index === variant)?.name;
  const glyph = (variant) => variantStyle(theme, variant).glyph;
  const tooltip = (p) => {
    const panel = figure.panels[Number(p.seriesName.slice(6))], k = p.dataIndex;
    const head = `${number(p.value[0])} ${figure.x.unit}, repair ×${three(p.value[1])}`;
    if (!panel || panel.best[k] < 0) return head;
    const best = `${glyph(panel.best[k])} ${nameOf(panel.best[k])}: ${three(panel.values[k])} ${figure.value}`;
    if (panel.second[k] < 0) return `${head}\n${best}`;
    return `${head}\n${best}\n${glyph(panel.second[k])} ${nameOf(panel.second[k])}: ${three(100 * panel.lead[k])} % more`;
  };
  return { grid, xAxis, yAxis, series, legendNames: figure.series.map((s) => s.name), tooltip };
}

export const mapHeight = (figure, width) => {
  const layout = mapLayout(figure, width);
  return layout.rows * layout.panel + 16;
};

// ---------------------------------------------------------------------------------- outcomes

const outcomeGlyphs = { PASS: "✓", FAIL: "✗", UNKNOWN: "?" };
const matrixRow = 25;

export function matrix(figure, theme, narrow, width, top) {
  const rows = figure.y.categories.length;
  const left = Math.min(width < 700 ? 150 : 330, 16 + 6.6 * Math.max(...figure.y.categories.map((c) => c.length)));
  const cells = figure.series.flatMap((s) => s.points.map((p) => ({ ...p, x: s.color_index, name: s.name })));
  const at = figure.x.colors;
  const cell = (params, api) => {
    const c = cells[params.dataIndex], [w, h] = api.size([1, 1]), [x, y] = api.coord([at.indexOf(c.x), c.y]);
    const words = w > 96 ? `${outcomeGlyphs[c.outcome]}  ${c.text}`.trimEnd() : outcomeGlyphs[c.outcome];
    return { type: "group", children: [
      { type: "rect", style: { fill: theme.outcomes[c.outcome] }, shape: { x: x - w / 2 + 1, y: y - h / 2 + 1, width: w - 2, height: h - 2, r: 2 } },
      text({ text: words, x, y, fill: theme.outcomeTexts[c.outcome], textAlign: "center", textVerticalAlign: "middle",
        font: `${c.outcome === "FAIL" ? 600 : 400} 12px ${font}`, width: w - 8, overflow: "truncate" }),
    ] };
  };
  const x = categoryAxis(figure.x, theme, narrow ? 60 : undefined), y = categoryAxis(figure.y, theme);
  const plain = { axisLine: { show: false }, splitLine: { show: false } };
  return {
    grid: { left, right: 4, top: top + 34, height: matrixRow * rows },
    xAxis: { ...x, ...plain, position: "top", name: "", axisLabel: { ...x.axisLabel, fontSize: 12.5 } },
    yAxis: { ...y, ...plain, inverse: true, axisLabel: { ...y.axisLabel, width: left - 10, overflow: "truncate" } },
    series: [{ type: "custom", name: "cells", z: 3, renderItem: cell, clip: false, data: cells.map((c) => [at.indexOf(c.x), c.y]) }],
    legendNames: [],
    tooltip: (p) => {
      const c = cells[p.dataIndex];
      return `${c.name}: ${figure.y.categories[c.y]}\n${outcomeGlyphs[c.outcome]} ${c.outcome}\n${c.detail}`;
    },
  };
}

export const matrixHeight = (figure) => 44 + matrixRow * figure.y.categories.length;
