// SPDX-License-Identifier: Apache-2.0
// Axes of all kinds of figures, and what they share.
import { axisTitle, logLabel, logTicks, number } from "./format.js";
import { variantStyle } from "./theme.js";

export const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export const shown = (v) => v !== null && v !== undefined && Number.isFinite(v);

export function valuesOf(figure, axis) {
  const at = axis === "x" ? [0] : [1, 2, 3];
  const values = [];
  for (const series of figure.series)
    for (const point of series.points) for (const i of at) if (shown(point[i])) values.push(point[i]);
  if (axis === "y") for (const limit of figure.limits ?? []) values.push(limit.value);
  return values;
}

function logExtent(values, share) {
  const positive = values.filter((v) => v > 0);
  if (positive.length === 0) return [1, 10];
  const low = Math.min(...positive), high = Math.max(...positive);
  const room = Math.max(0.04, share * Math.log10(high / low));
  return [low / 10 ** room, high * 10 ** room];
}

export function baseAxis(spec, theme) {
  return {
    name: axisTitle(spec),
    nameLocation: "middle",
    nameTextStyle: { color: theme.soft, fontSize: 12.5 },
    axisLine: { show: true, lineStyle: { color: theme.line }, onZero: false },
    axisTick: { lineStyle: { color: theme.line } },
    axisLabel: { color: theme.soft, fontSize: 12, hideOverlap: true },
    splitLine: { show: true, lineStyle: { color: theme.grid } },
  };
}

export function valueAxis(spec, values, theme, zero, share = 0.06) {
  const axis = baseAxis(spec, theme);
  if (!spec.log) {
    return {
      ...axis, type: "value", scale: !zero, min: spec.min ?? undefined, max: spec.max ?? undefined,
      ...(spec.min === 0 ? { boundaryGap: [0, "8%"] } : {}),
      axisLabel: { ...axis.axisLabel, formatter: number },
    };
  }
  const extent = logExtent(values, share);
  const low = spec.min ?? extent[0], high = spec.max ?? extent[1];
  const ticks = logTicks(low, high, spec.base);
  return {
    ...axis, type: "log", min: low, max: high,
    axisTick: { ...axis.axisTick, customValues: ticks },
    axisLabel: { ...axis.axisLabel, customValues: ticks, formatter: high / low > 1e5 ? (v) => logLabel(v, true) : (v) => logLabel(v, false) },
  };
}

// Variants as categories carry their marker in their colour.
export function categoryAxis(spec, theme, widest) {
  const axis = baseAxis(spec, theme);
  const longest = 18 + 6.8 * Math.max(...spec.categories.map((c) => c.length));
  const width = longest > widest ? widest : undefined; // break lines only where they are long
  const rich = {};
  (spec.colors ?? []).forEach((index, i) => {
    if (shown(index)) rich[`m${i}`] = { color: variantStyle(theme, index).color, fontSize: 13 };
  });
  const formatter = (name, i) => {
    const index = spec.colors?.[i];
    return shown(index) ? `{m${i}|${variantStyle(theme, index).glyph}} ${name}` : name;
  };
  return {
    ...axis, type: "category", data: spec.categories, splitLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...axis.axisLabel, color: theme.text, interval: 0, hideOverlap: false, rich, formatter,
      ...(width ? { lineHeight: 15 } : {}), width, overflow: width ? "break" : "none" },
  };
}
