// SPDX-License-Identifier: Apache-2.0
// From one figure of the plot specification (web/README.md) to an option of ECharts.
import { categoryAxis, font, shown, valueAxis, valuesOf } from "./axes.js";
import { axisTitle, number, withUnit } from "./format.js";
import { map, mapHeight, matrix, matrixHeight, waterfall, waterfallHeight } from "./panels.js";
import { variantStyle } from "./theme.js";

// ---------------------------------------------------------------------------------- drawing

// Limits: a line over the whole plot or over one category, with its text.
function limitSeries(figure, theme, horizontal) {
  const limits = figure.limits ?? [];
  if (limits.length === 0) return [];
  const line = (params, api) => {
    const limit = limits[params.dataIndex];
    const area = params.coordSys;
    const one = shown(limit.category);
    const at = api.coord(horizontal ? [limit.value, limit.category ?? 0] : [limit.category ?? 0, limit.value]);
    const band = one ? api.size([1, 1])[horizontal ? 1 : 0] : 0;
    const across = horizontal ? at[1] : at[0];
    const from = one ? across - 0.46 * band : horizontal ? area.y : area.x;
    const to = one ? across + 0.46 * band : horizontal ? area.y + area.height : area.x + area.width;
    const along = horizontal ? at[0] : at[1];
    if (!Number.isFinite(along)) return null;
    const shape = horizontal ? { x1: along, y1: from, x2: along, y2: to }
      : { x1: from, y1: along, x2: to, y2: along };
    const color = limit.soft ? theme.soft : theme.limit;
    const style = { text: limit.label, fill: color, font: `12px ${font}`, stroke: theme.paper, lineWidth: 3 };
    const text = horizontal
      ? { ...style, x: along + 4, y: from + 2, textVerticalAlign: "top" }
      : { ...style, x: one ? across : to - 4, y: along - 3, textAlign: one ? "center" : "right",
        textVerticalAlign: "bottom", ...(one ? { width: 0.95 * band, overflow: "truncate" } : {}) };
    return {
      type: "group",
      children: [
        { type: "line", shape, style: { stroke: color, lineWidth: 1.5, lineDash: [6, 4] } },
        { type: "text", style: text },
      ],
    };
  };
  return [{
    type: "custom", name: "limits", silent: true, z: 6, renderItem: line, tooltip: { show: false },
    data: limits.map((l) => (horizontal ? [l.value, l.category ?? 0] : [null, l.value])),
    encode: horizontal ? { x: 0 } : { y: 1 }, clip: false,
  }];
}

// Interval between low and high, for series that give them.
function bandSeries(series, style) {
  const points = series.points.filter((p) => shown(p[1]) && shown(p[2]) && shown(p[3]));
  if (points.length < 2) return [];
  const polygon = (params, api) => {
    if (params.dataIndex > 0) return null; // one polygon for the whole series
    const up = points.map((p) => api.coord([p[0], p[3]])), down = points.map((p) => api.coord([p[0], p[2]]));
    return {
      type: "polygon", silent: true, shape: { points: [...up, ...down.reverse()] },
      style: { fill: style.color, opacity: 0.14 },
    };
  };
  return [{
    type: "custom", name: series.name, silent: true, z: 1, renderItem: polygon, clip: true,
    itemStyle: { color: style.color }, tooltip: { show: false },
    data: points.map((p) => [p[0], p[3]]),
  }];
}

function whiskerSeries(series, order, count, overlap, horizontal, theme) {
  const points = series.points.filter((p) => shown(p[2]) && shown(p[3]));
  if (points.length === 0) return [];
  const whisker = (params, api) => {
    const [category, , low, high] = points[params.dataIndex];
    const slots = api.barLayout({ barMaxWidth: 34, barGap: "12%", barCategoryGap: "30%", count: overlap ? 1 : count });
    const slot = slots[overlap ? 0 : order];
    const a = api.coord(horizontal ? [low, category] : [category, low]);
    const b = api.coord(horizontal ? [high, category] : [category, high]);
    const cap = 4, style = { stroke: theme.text, lineWidth: 1.2 };
    const c = (horizontal ? a[1] : a[0]) + slot.offsetCenter;
    const halo = { stroke: theme.paper, lineWidth: 3, opacity: 0.75 }; // seen on a bar of any colour
    const both = (x1, y1, x2, y2) => [halo, style].map((st) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: st }));
    const parts = horizontal
      ? [[a[0], c, b[0], c], [a[0], c - cap, a[0], c + cap], [b[0], c - cap, b[0], c + cap]]
      : [[c, a[1], c, b[1]], [c - cap, a[1], c + cap, a[1]], [c - cap, b[1], c + cap, b[1]]];
    const strokes = parts.map((q) => both(...q));
    return { type: "group", silent: true, children: [...strokes.map((q) => q[0]), ...strokes.map((q) => q[1])] };
  };
  return [{
    type: "custom", name: series.name, silent: true, z: 5, renderItem: whisker, tooltip: { show: false },
    data: points.map((p) => (horizontal ? [p[3], p[0]] : [p[0], p[3]])),
  }];
}

// What a bar goes on to beyond its value, pale, with its figure above; the value stands inside.
function beyondSeries(figure, s, order, style, theme) {
  const points = s.points.filter((p) => shown(p[1]));
  const pale = (params, api) => {
    const [category, value, end] = points[params.dataIndex];
    const slot = api.barLayout({ barMaxWidth: 34, barGap: "12%", barCategoryGap: "30%", count: figure.series.length })[order];
    const a = api.coord([category, value]), b = api.coord([category, Math.max(end ?? value, value)]);
    const x = a[0] + slot.offset, middle = x + slot.width / 2, base = params.coordSys.y + params.coordSys.height;
    const room = slot.width >= 18;
    const text = (t, y, fill, weight) => ({ type: "text", style: { text: t, x: middle, y, fill, textAlign: "center",
      textVerticalAlign: "bottom", font: `${weight} 11.5px ${font}` } });
    const box = (from, to, opacity) => ({ type: "rect", shape: { x, y: to, width: slot.width, height: from - to },
      style: { fill: style.color, opacity } });
    const children = [box(a[1], b[1], 0.26), box(base, a[1], 1)]; // from the axis up, also a logarithmic one
    if (room) children.push(text(number(Math.max(end ?? value, value)), b[1] - 3, theme.text, 600));
    const inside = number(Number(value.toPrecision(3)));
    if (end > value && base - a[1] > 16 && slot.width > 6 + 6.6 * inside.length)
      children.push(text(inside, base - 3, theme.paper, 400));
    return { type: "group", silent: true, children };
  };
  return { type: "custom", name: s.name, silent: true, z: 4, renderItem: pale, tooltip: { show: false }, clip: false,
    itemStyle: { color: style.color }, data: points.map((p) => [p[0], p[2] ?? p[1]]) };
}

// ------------------------------------------------------------------------------------ kinds

// Sets of points stand a little aside of each other, so that those of one x stay apart; what is
// joined to a set goes with it. In pixels.
function asideOf(figure) {
  const sets = figure.series.filter((s) => s.draw === "points");
  return (s) => {
    const order = sets.findIndex((set) => set.name === (s.joined ?? s.name));
    return order < 0 ? 0 : 7 * (order - (sets.length - 1) / 2);
  };
}

// Thin lines from the points of an open series to those it is joined to.
function stemSeries(figure, s, style, aside) {
  const ends = figure.series.find((other) => other.name === s.joined)?.points ?? [];
  const pairs = s.points.map((p, i) => [p, ends[i]]).filter(([a, b]) => b && shown(a[1]) && shown(b[1]));
  const stem = (params, api) => {
    const [from, to] = pairs[params.dataIndex];
    const a = api.coord([from[0], from[1]]), b = api.coord([to[0], to[1]]);
    return { type: "line", silent: true, shape: { x1: a[0] + aside, y1: a[1], x2: b[0] + aside, y2: b[1] },
      style: { stroke: style.color, lineWidth: 1.6, opacity: 0.5 } };
  };
  return { type: "custom", name: s.joined, silent: true, z: 2, renderItem: stem, tooltip: { show: false },
    data: pairs.map(([a]) => [a[0], a[1]]), itemStyle: { color: style.color } };
}

// Markers without a line: filled ones of a set, or smaller open ones joined to a set, whose name they
// bear, so that the legend hides them together.
function pointSeries(figure, s, style, theme, aside) {
  const open = s.draw === "open";
  const points = {
    type: "scatter", id: s.name, name: s.joined ?? s.name, z: open ? 5 : 4, symbol: open ? s.symbol ?? "circle" : style.symbol,
    symbolSize: open ? (s.symbol === "diamond" ? 10 : 8) : 14, symbolOffset: [aside, 0],
    itemStyle: open ? { color: theme.paper, borderColor: style.color, borderWidth: 1.6, opacity: 1 }
      : { color: style.color, opacity: 1 },
    data: s.points.filter((p) => shown(p[1])).map((p) => [p[0], p[1]]),
  };
  return open ? [stemSeries(figure, s, style, aside), points] : [points];
}

// Points along the lines, in shares of the plot: a label keeps off them.
function alongLines(figure, axes) {
  const steps = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  return figure.series.flatMap((s) => s.points.slice(1).flatMap((p, i) => {
    const a = [unitOf(s.points[i][0], axes.x), unitOf(s.points[i][1], axes.y)];
    const b = [unitOf(p[0], axes.x), unitOf(p[1], axes.y)];
    return steps.map((t) => ({ of: s, at: [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])] }));
  }));
}

const besideLift = 9; // of a text beside its point, so that its own line passes below

// Where the texts at single points of the lines stand; null: none.
function lineLabels(figure, x, y, size) {
  const points = figure.series.flatMap((s) => s.points.flatMap((p, i) =>
    (s.labels?.[i] && shown(p[1]) ? [{ at: p, text: s.labels[i], of: s, i }] : [])));
  if (points.length === 0) return [];
  const axes = { x, y: { ...y, low: 0, high: 1.08 * Math.max(...valuesOf(figure, "y")) } };
  const markers = figure.series.flatMap((s) => s.points.filter((p) => shown(p[1])).map((p) => ({ of: null,
    at: [unitOf(p[0], axes.x), unitOf(p[1], axes.y)] })));
  const sides = labelSides(points, axes, size, [...markers, ...alongLines(figure, axes)], besideLift);
  return points.map((p, k) => ({ ...p, side: sides[k] }));
}

const faint = { symbol: "none", showSymbol: false, z: 2 };

function lineSeries(s, style, theme, labels) {
  const few = s.points.length <= 16, hollow = s.draw === "hollow";
  const line = {
    type: "line", name: s.name, z: 3, data: s.points.map((p, i) => {
      const label = labels.find((l) => l.of === s && l.i === i);
      return label ? { value: [p[0], p[1]], label: { show: true, position: label.side, formatter: label.text,
        offset: label.side === "left" || label.side === "right" ? [0, -besideLift] : [0, 0] } } : [p[0], p[1]];
    }),
    label: { distance: 7, color: theme.text, fontSize: 12.5, textBorderColor: theme.paper, textBorderWidth: 3 },
    symbol: style.symbol, symbolSize: 9, showSymbol: true, connectNulls: false,
    showAllSymbol: few,
    lineStyle: hollow ? { width: 1.8, type: [6, 4], color: style.color } : { width: 2.2, type: style.dash },
    itemStyle: hollow ? { color: theme.paper, borderColor: style.color, borderWidth: 1.6 } : { color: style.color },
    ...(shown(s.mark) ? { symbol: (v, p) => (p.dataIndex === s.mark ? style.symbol : "none"), symbolSize: 15, showAllSymbol: true }
      : few ? {} : { symbol: (v, p) => (p.dataIndex % Math.ceil(s.points.length / 10) ? "none" : style.symbol) }),
  };
  if (s.draw === "faint") Object.assign(line, faint, { lineStyle: { width: 1.6, type: [2, 3], opacity: 0.75 } });
  return [line, ...bandSeries(s, style)];
}

function lines(figure, theme, narrow, width) {
  const aside = asideOf(figure);
  const x = valueAxis(figure.x, valuesOf(figure, "x"), theme, false);
  const y = valueAxis(figure.y, valuesOf(figure, "y"), theme, false);
  const labels = lineLabels(figure, x, y, { width: width - (narrow ? 76 : 98), height: heightOf(figure, width) - 86 });
  const series = figure.series.flatMap((s) => {
    const style = variantStyle(theme, s.color_index);
    const marks = s.draw === "points" || s.draw === "open";
    return marks ? pointSeries(figure, s, style, theme, aside(s)) : lineSeries(s, style, theme, labels);
  });
  return {
    xAxis: x, yAxis: y,
    series: [...series, ...limitSeries(figure, theme, false)],
    legendNames: legendSeries(figure).map((s) => s.name),
  };
}

// A value as a share of its axis.
function unitOf(v, axis) {
  const [a, b, c] = axis.type === "log" ? [v, axis.min, axis.max].map(Math.log10) : [v, axis.low, axis.high];
  return (c - b) === 0 ? 0.5 : (a - b) / (c - b);
}

const pixelOf = (p, axes, size) => ({
  x: unitOf(p.at[0], axes.x) * size.width, y: (1 - unitOf(p.at[1], axes.y)) * size.height });

// Places of the points' labels: the first of the four sides where a label meets the fewest markers,
// labels that were placed before and obstacles ({of: series, at: shares of the plot}); null for one
// that is optional and meets any. Rough text widths do; a text may have several lines.
function labelSides(points, axes, size, obstacles = [], lift = 0) {
  const spots = points.map((p) => ({
    ...pixelOf(p, axes, size),
    w: 7.2 * Math.max(...p.text.split("\n").map((line) => line.length)), h: 16 * p.text.split("\n").length }));
  const box = (x, y, w, h) => ({ x0: x - w / 2, x1: x + w / 2, y0: y - h / 2, y1: y + h / 2 });
  const meets = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
  const taken = spots.map((s) => box(s.x, s.y, 14, 14));
  const walls = obstacles.map((o) => ({ of: o.of, ...box(o.at[0] * size.width, (1 - o.at[1]) * size.height, 6, 6) }));
  return spots.map((s, i) => {
    const away = 10 + s.h / 2;
    const sides = {
      top: box(s.x, s.y - away, s.w, s.h), bottom: box(s.x, s.y + away, s.w, s.h),
      right: box(s.x + 14 + s.w / 2, s.y - lift, s.w, s.h), left: box(s.x - 14 - s.w / 2, s.y - lift, s.w, s.h),
    };
    // beside its point a text may touch its own line
    const own = (w, name) => w.of === points[i].of && name !== "top" && name !== "bottom";
    const faults = (name) => {
      const b = sides[name];
      const outside = b.x0 < -12 || b.x1 > size.width + 20 || b.y0 < -12 || b.y1 > size.height + 8;
      return taken.filter((t) => meets(b, t)).length + (outside ? 9 : 0)
        + walls.filter((w) => meets(b, w) && !own(w, name)).length;
    };
    const counts = Object.fromEntries(Object.keys(sides).map((name) => [name, faults(name)]));
    const side = Object.keys(sides).reduce((a, b) => (counts[b] < counts[a] ? b : a));
    if (points[i].optional && counts[side] > 0) return null;
    taken.push(sides[side]);
    return side;
  });
}

const together = 14; // pixels: markers nearer than this lie on each other

// Points that lie on each other share one text, a line for each with its marker.
function pointGroups(points, axes, size) {
  const groups = [];
  for (const p of points) {
    const at = pixelOf(p, axes, size);
    const near = (q) => Math.hypot(pixelOf(q, axes, size).x - at.x, pixelOf(q, axes, size).y - at.y) < together;
    const group = groups.find((g) => g.members.some(near));
    if (group) group.members.push(p);
    else groups.push({ at: p.at, members: [p] });
  }
  for (const g of groups)
    g.text = g.members.length === 1 ? g.members[0].text : g.members.map((p) => `${p.style.glyph} ${p.text}`).join("\n");
  return groups;
}

// Every point by itself: alarms are named first, others where there is room.
function alarmFirst(points, alarm) {
  const named = points.map((p) => ({ at: p.at, members: [p], text: p.text, optional: !alarm(p.at) }));
  return [...named.filter((g) => !g.optional), ...named.filter((g) => g.optional)];
}

// The label of a group's first point; its others have none.
function groupLabel(group, point, side) {
  if (group.members[0] !== point || !side || !point.text) return { show: false };
  if (group.members.length === 1) return { formatter: point.text, position: side };
  const rich = Object.fromEntries(group.members.map((p, i) => [`m${i}`, { color: p.style.color, fontSize: 13 }]));
  const line = (p, i) => `{m${i}|${p.style.glyph}} ${p.text}`;
  return { formatter: group.members.map(line).join("\n"), position: side, rich, lineHeight: 16,
    align: side === "left" ? "right" : side === "right" ? "left" : "center" };
}

// The line where y is x, and what lies below it shaded in the colour of limits.
function diagonalSeries(figure, theme, x, y) {
  const shape = (params, api) => {
    const from = Math.max(x.min, y.min), to = Math.min(x.max, y.max);
    const corners = [[from, from], [to, to], [x.max, to], [x.max, y.min], [from, y.min]].map((p) => api.coord(p));
    const [[x1, y1], [x2, y2]] = corners, turn = Math.atan2(y1 - y2, x2 - x1);
    return { type: "group", silent: true, children: [
      { type: "polygon", shape: { points: corners }, style: { fill: theme.limit, opacity: 0.06 } },
      { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: theme.limit, lineWidth: 1.4 } },
      { type: "text", x: x1 + 8 * Math.cos(turn), y: y1 - 8 * Math.sin(turn), rotation: turn,
        style: { text: figure.diagonal, fill: theme.limit, font: `12px ${font}`, textVerticalAlign: "bottom", y: -3 } },
    ] };
  };
  return { type: "custom", name: "diagonal", silent: true, z: 1, renderItem: shape, tooltip: { show: false }, data: [[x.min, y.min]], clip: true };
}

function scatter(figure, theme, narrow, width) {
  const xValues = valuesOf(figure, "x"), yValues = valuesOf(figure, "y");
  const x = valueAxis(figure.x, xValues, theme, false, 0.12), y = valueAxis(figure.y, yValues, theme, false, 0.12);
  const ends = (axis, values) => ({ ...axis, low: axis.min ?? Math.min(...values), high: axis.max ?? Math.max(...values) });
  const axes = { x: ends(x, xValues), y: ends(y, yValues) };
  const size = { width: width - (narrow ? 76 : 98), height: heightOf(figure, width) - 62 };
  const points = figure.series.flatMap((s) => s.points.map((p, i) => ({
    of: s, at: p, text: s.labels?.[i] ?? s.name, style: variantStyle(theme, s.color_index) })));
  const alarm = (at) => figure.diagonal && at[1] < at[0];
  const groups = figure.diagonal ? alarmFirst(points, alarm) : pointGroups(points, axes, size);
  const sides = labelSides(groups, axes, size);
  const labelOf = (point) => {
    const i = groups.findIndex((g) => g.members.includes(point));
    return groupLabel(groups[i], point, sides[i]);
  };
  const alarmOf = (at) => (alarm(at) ? { itemStyle: { color: theme.limit } } : {});
  const alarmText = (at) => (alarm(at) ? { color: theme.limit } : {});
  const series = figure.series.map((s) => {
    const style = variantStyle(theme, s.color_index);
    return {
      type: "scatter", name: s.name, z: 4, symbol: style.symbol, symbolSize: 13,
      itemStyle: { color: style.color, opacity: 1 },
      data: points.filter((p) => p.of === s).map((p) => ({ value: [p.at[0], p.at[1]], ...alarmOf(p.at), label: { ...labelOf(p), ...alarmText(p.at) } })),
      label: { show: true, distance: 6, color: theme.text, fontSize: 12.5,
        textBorderColor: theme.paper, textBorderWidth: 3 },
    };
  });
  const front = figure.front ?? [];
  if (front.length > 0)
    series.push({
      type: "line", name: "front", silent: true, z: 2, data: front, symbol: "none", step: "end",
      lineStyle: { color: theme.soft, width: 1.3, type: [4, 4] }, itemStyle: { color: theme.soft },
      tooltip: { show: false },
    });
  if (figure.diagonal) series.push(diagonalSeries(figure, theme, x, y));
  return { xAxis: x, yAxis: y, series: [...series, ...limitSeries(figure, theme, false)],
    legendNames: figure.diagonal ? figure.series.map((s) => s.name) : [] };
}

// Series that never share a category (one bar per variant) take the same place.
function sharesNoCategory(figure) {
  const seen = new Set();
  for (const s of figure.series)
    for (const p of s.points) {
      if (seen.has(p[0])) return false;
      seen.add(p[0]);
    }
  return true;
}

// The value stands inside a long bar, so that no whisker runs through it, and behind a short one.
function horizontalBar(p, longest, theme) {
  const inside = p[1] > 0.15 * longest;
  const behind = Math.max(p[3] ?? 0, p[1] ?? 0) > (p[1] ?? 0) ? 14 : 5;
  return { value: [p[1], p[0]], label: inside ? { position: "insideLeft", color: theme.paper } : { distance: behind } };
}

function bars(figure, theme, narrow) {
  const longest = Math.max(...figure.series.flatMap((s) => s.points.map((p) => p[1] ?? 0)));
  const horizontal = Boolean(figure.horizontal), overlap = sharesNoCategory(figure);
  const series = figure.series.flatMap((s, order) => {
    const style = variantStyle(theme, s.color_index);
    return [
      {
        type: "bar", name: s.name, z: 3, barMaxWidth: 34, barGap: overlap ? "-100%" : "12%", barCategoryGap: "30%",
        itemStyle: { color: style.color, borderRadius: 1, opacity: figure.beyond ? 0 : 1 },
        data: s.points.map((p) => (horizontal ? horizontalBar(p, longest, theme) : [p[0], p[1]])),
        label: { show: !figure.beyond && (horizontal || (!narrow && figure.series.length <= 4)), color: theme.soft, fontSize: 11.5,
          position: horizontal ? "right" : "insideBottom", ...(horizontal ? {} : { color: theme.paper }),
          formatter: (p) => number(p.value[horizontal ? 0 : 1]) },
      },
      ...whiskerSeries(s, order, figure.series.length, overlap, horizontal, theme),
      ...(figure.beyond ? [beyondSeries(figure, s, order, style, theme)] : []),
    ];
  });
  const names = categoryAxis(figure.x, theme, horizontal ? (narrow ? 96 : 150) : undefined);
  const values = valueAxis(figure.y, valuesOf(figure, "y"), theme, figure.y.min === undefined);
  return {
    xAxis: horizontal ? values : names,
    yAxis: horizontal ? { ...names, inverse: true } : values,
    series: [...series, ...limitSeries(figure, theme, horizontal)],
    legendNames: overlap ? [] : figure.series.map((s) => s.name),
  };
}

// Stacked parts (rows are variants): the parts have tints of their own, so that a variant's colour
// keeps one meaning.
function stack(figure, theme, narrow) {
  const totals = figure.x.categories.map((_, row) => figure.series.reduce(
    (sum, s) => sum + s.points.filter((p) => p[0] === row && shown(p[1])).reduce((a, p) => a + p[1], 0), 0));
  const widest = Math.max(...totals);
  const series = figure.series.map((s, i) => ({
    type: "bar", name: s.name, stack: "all", barMaxWidth: 30, z: 3,
    itemStyle: { color: theme.parts[(s.color_index ?? i) % theme.parts.length], borderColor: theme.paper, borderWidth: 1 },
    data: s.points.map((p) => [p[1], p[0]]),
    label: { show: true, color: theme.text, fontSize: 11.5,
      formatter: (p) => (p.value[0] >= (narrow ? 0.16 : 0.055) * widest ? number(p.value[0]) : "") },
  }));
  const total = (params, api) => {
    const row = params.dataIndex, at = api.coord([totals[row], row]);
    const text = { text: number(totals[row]), x: at[0] + 6, y: at[1], fill: theme.text,
      font: `600 12.5px ${font}`, textVerticalAlign: "middle" };
    return { type: "text", silent: true, style: text };
  };
  series.push({ type: "custom", name: "total", silent: true, z: 5, renderItem: total, clip: false,
    tooltip: { show: false }, data: totals.map((t, row) => [t, row]) });
  const values = valueAxis(figure.y, totals, theme, true);
  return {
    xAxis: values,
    yAxis: { ...categoryAxis(figure.x, theme, narrow ? 96 : 150), inverse: true },
    series: [...series, ...limitSeries(figure, theme, true)],
    legendNames: figure.series.map((s) => s.name), legendIcon: "roundRect",
  };
}

// Bars from the base value to the result at the low and at the high end of an input.
function tornado(figure, theme, narrow) {
  const base = figure.base ?? 0;
  const series = figure.series.map((s, i) => {
    const color = theme.parts[i === 0 ? 1 : 3];
    const rect = (params, api) => {
      const [row, value] = s.points[params.dataIndex];
      const a = api.coord([base, row]), b = api.coord([value, row]);
      const height = Math.min(22, 0.62 * api.size([0, 1])[1]);
      const right = b[0] >= a[0];
      return {
        type: "group",
        children: [
          { type: "rect", shape: { x: Math.min(a[0], b[0]), y: a[1] - height / 2, width: Math.abs(b[0] - a[0]), height },
            style: { fill: color } },
          { type: "text", style: { text: s.labels?.[params.dataIndex] ?? number(value), x: b[0] + (right ? 5 : -5), y: a[1],
            textAlign: right ? "left" : "right", textVerticalAlign: "middle", fill: theme.soft, font: `11.5px ${font}` } },
        ],
      };
    };
    return { type: "custom", name: s.name, z: 3, renderItem: rect, itemStyle: { color }, clip: false,
      data: s.points.map((p) => [p[1], p[0]]) };
  });
  const values = [base, ...valuesOf(figure, "y")];
  const low = Math.min(...values), high = Math.max(...values), room = 0.14 * (high - low || 1);
  const axis = valueAxis(figure.y, values, theme, false);
  if (!figure.y.log) Object.assign(axis, { min: figure.y.min ?? low - room, max: figure.y.max ?? high + room });
  axis.axisLabel = { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false };
  const middle = (params, api) => {
    const x = api.coord([base, 0])[0], area = params.coordSys;
    return { type: "line", silent: true, shape: { x1: x, y1: area.y, x2: x, y2: area.y + area.height },
      style: { stroke: theme.text, lineWidth: 1.2 } };
  };
  series.push({ type: "custom", name: "base", silent: true, z: 4, renderItem: middle, tooltip: { show: false },
    data: [[base, 0]] });
  return {
    xAxis: axis,
    yAxis: { ...categoryAxis(figure.x, theme, narrow ? 110 : 230), inverse: true },
    series, legendNames: figure.series.map((s) => s.name), legendIcon: "roundRect",
  };
}

const kinds = { lines, scatter, bars, stack, tornado };

// Those with panels or cells of their own: they place their grids themselves.
const panelled = { map, matrix, waterfall };
const panelHeights = { map: mapHeight, matrix: matrixHeight, waterfall: waterfallHeight };

// ---------------------------------------------------------------------------------- tooltip

// Text only, drawn on the canvas: no markup, hence nothing that a content policy would refuse.
function tooltipText(figure, params) {
  const rows = Array.isArray(params) ? params : [params];
  const flipped = figure.kind === "stack" || figure.kind === "tornado" || figure.horizontal;
  const out = [];
  for (const row of rows) {
    const series = figure.series.find((s) => s.name === row.seriesId) ?? figure.series.find((s) => s.name === row.seriesName);
    const value = row.value?.value ?? row.value;
    if (!series || !Array.isArray(value)) continue;
    const x = flipped ? value[1] : value[0], y = flipped ? value[0] : value[1];
    if (out.length === 0)
      out.push(figure.x.categories ? figure.x.categories[x] : `${figure.x.label}: ${withUnit(x, figure.x)}`);
    const point = series.points.find((p) => p[0] === x && p[1] === y);
    const range = figure.beyond && point ? `, ${figure.beyond}: ${number(point[2])}` : point && shown(point[2]) && shown(point[3]) ? ` (${number(point[2])} … ${number(point[3])})` : "";
    const glyph = figure.kind === "stack" || figure.kind === "tornado" ? "■" : variantStyle({ variants: [] }, series.color_index).glyph;
    const detail = series.details?.[series.points.indexOf(point)];
    out.push(`${glyph} ${series.name}: ${withUnit(y, figure.y)}${range}${detail ? `, ${detail}` : ""}`);
  }
  return out.join("\n");
}

// Sets of points among lines: the pointer then asks for a point, not for all at one x.
// Open points belong to the set that they are joined to.
const hasPoints = (figure) => figure.series.some((s) => s.draw === "points");
const legendSeries = (figure) => figure.series.filter((s) => s.draw !== "open");

const dashes = "path://M0,4H4V6H0ZM6,4H10V6H6ZM12,4H16V6H12Z";

function legendOf(figure, theme, parts) {
  if (parts.legendNames.length < (parts.grid ? 1 : 2)) return undefined;
  const find = (name) => figure.series.find((s) => s.name === name);
  const icon = (name) => {
    if (parts.legendIcon) return parts.legendIcon;
    return find(name).draw === "faint" ? dashes : variantStyle(theme, find(name).color_index).symbol;
  };
  const item = (name) => ({ name, icon: icon(name), lineStyle: { width: 0 },
    ...(figure.beyond ? { itemStyle: { opacity: 1 } } : {}),
    ...(find(name)?.draw === "hollow" ? { itemStyle: { color: theme.paper, borderWidth: 1.6,
      borderColor: variantStyle(theme, find(name).color_index).color } } : {}) });
  return {
    top: 0, left: 0, type: "plain", itemGap: 18, itemWidth: 12, itemHeight: 12,
    textStyle: { color: theme.text, fontSize: 12.5 }, inactiveColor: theme.line,
    data: parts.legendNames.map(item),
  };
}

// Rows that the legend needs at a width, by the length of its words.
function legendRows(names, width) {
  let rows = 1, used = 0;
  for (const name of names) {
    const item = 36 + 7.2 * name.length;
    if (used > 0 && used + item > width) { rows += 1; used = 0; }
    used += item;
  }
  return rows;
}

// What the legend of panels may name, to know its rows before it is drawn.
const panelLegend = (figure) => figure.parts ?? (figure.kind === "map" ? figure.series.map((s) => s.name) : []);

export function heightOf(figure, width) {
  if (panelHeights[figure.kind]) return panelHeights[figure.kind](figure, width) + 24 * legendRows(panelLegend(figure), width);
  const rows = figure.kind === "scatter" && !figure.diagonal ? 1 : legendRows(legendSeries(figure).map((s) => s.name), width);
  const lanes = figure.x.categories?.length ?? 0;
  if (figure.kind === "stack" || figure.horizontal) return 78 + 24 * rows + 44 * lanes;
  if (figure.kind === "tornado") return 86 + 24 * rows + (width < 560 ? 52 : 33) * lanes;
  const crowded = hasPoints(figure) || figure.diagonal || (figure.kind === "lines" && figure.series.some((s) => s.labels)) ? 80 : 0;
  return (width < 560 ? 320 : 380) + crowded + 24 * (rows - 1);
}

function panelOption(figure, theme, width) {
  const top = panelLegend(figure).length ? 8 + 24 * legendRows(panelLegend(figure), width) : 0;
  const parts = panelled[figure.kind](figure, theme, width < 560, width, top);
  return {
    animation: false, textStyle: { fontFamily: font, color: theme.text }, backgroundColor: "transparent",
    legend: legendOf(figure, theme, parts),
    tooltip: { ...tooltipBox(theme), trigger: "item", formatter: parts.tooltip },
    grid: parts.grid, xAxis: parts.xAxis, yAxis: parts.yAxis, series: parts.series,
  };
}

const tooltipBox = (theme) => ({
  renderMode: "richText", confine: true, backgroundColor: theme.tip, borderColor: theme.line, borderWidth: 1,
  textStyle: { color: theme.text, fontSize: 12.5, fontFamily: font },
});

export function optionOf(figure, theme, width) {
  if (panelled[figure.kind]) return panelOption(figure, theme, width);
  const kind = kinds[figure.kind];
  if (!kind) return null;
  const narrow = width < 560;
  const parts = kind(figure, theme, narrow, width);
  const legend = legendOf(figure, theme, parts);
  const rows = legend ? legendRows(parts.legendNames, width) : 0;
  const horizontal = parts.yAxis.type === "category";
  parts.xAxis.nameGap = 30;
  if (!horizontal) Object.assign(parts.yAxis, { nameGap: narrow ? 46 : 54 });
  else parts.yAxis.name = "";
  return {
    animation: false,
    textStyle: { fontFamily: font, color: theme.text },
    backgroundColor: "transparent",
    legend,
    tooltip: {
      trigger: figure.kind === "scatter" || figure.kind === "tornado" || hasPoints(figure) ? "item" : "axis",
      ...tooltipBox(theme),
      axisPointer: { type: figure.kind === "lines" ? "line" : "shadow", lineStyle: { color: theme.line },
        shadowStyle: { color: theme.text, opacity: 0.05 } },
      formatter: (params) => tooltipText(figure, params),
    },
    grid: {
      left: horizontal ? 8 : narrow ? 62 : 72, right: figure.kind === "stack" || figure.horizontal ? 56 : narrow ? 14 : 26,
      top: 12 + 24 * rows, bottom: horizontal ? 44 : axisTitle(figure.x) ? 50 : 30,
      ...(horizontal ? { outerBoundsMode: "same", outerBoundsContain: "axisLabel" } : {}),
    },
    xAxis: parts.xAxis, yAxis: parts.yAxis, series: parts.series,
  };
}
