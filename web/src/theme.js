// SPDX-License-Identifier: Apache-2.0
// Colours and markers. A variant keeps its index, hence its colour, marker and dash, in every
// figure and table. The eight hues differ in lightness too and were chosen for the common forms
// of colour blindness; every one has a contrast of 3:1 or more on its background.
// Parts of a stack: as many as a step has causes, no two of them alike.
// report.css repeats the variants' colours for the tables (.v0 .. .v7): keep them equal.

const star = "path://M0,-10L2.9,-3.1L10,-3.1L4.4,1.6L6.2,8.6L0,4.4L-6.2,8.6L-4.4,1.6L-10,-3.1L-2.9,-3.1Z";
const cross = "path://M-3,-9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z";
const down = "path://M-9,-7H9L0,9Z";
const hexagon = "path://M0,-9L8,-4.5V4.5L0,9L-8,4.5V-4.5Z";

export const markers = [
  { symbol: "circle", glyph: "●", dash: "solid" },
  { symbol: "rect", glyph: "■", dash: [7, 3] },
  { symbol: "triangle", glyph: "▲", dash: [2, 3] },
  { symbol: "diamond", glyph: "◆", dash: [8, 3, 2, 3] },
  { symbol: down, glyph: "▼", dash: [12, 4] },
  { symbol: star, glyph: "★", dash: [4, 2] },
  { symbol: cross, glyph: "✚", dash: [10, 3, 2, 3, 2, 3] },
  { symbol: hexagon, glyph: "⬢", dash: [1, 2] },
];

export const themes = {
  light: {
    variants: ["#1f6fb2", "#c4501b", "#0a8a6a", "#b0417f", "#94680a", "#23879f", "#6a4fb3", "#5d6570"],
    parts: ["#bcd2e8", "#8fb2d3", "#ead9b8", "#d3b887", "#c3dfd0", "#92c0a9", "#e8cadb", "#c79db8", "#d9d9d6",
      "#a79fdc", "#f2b8a2", "#d98a6f", "#dfe08a", "#b6ba4c"],
    text: "#1c2127", soft: "#59626d", line: "#c9ced4", grid: "#e7eaed", paper: "#ffffff",
    limit: "#a01c2c", tip: "#ffffff",
    outcomes: { PASS: "#d3e9de", FAIL: "#f1c4c2", UNKNOWN: "#ece9df" }, outcomeTexts: { PASS: "#0a5a45", FAIL: "#8a1020", UNKNOWN: "#59626d" },
  },
  dark: {
    variants: ["#6db3f2", "#f08a5d", "#45c9a5", "#e58bbf", "#dcb04c", "#6fd3ec", "#b09cf0", "#aab3bf"],
    parts: ["#33506f", "#466d95", "#65522f", "#83693a", "#31584a", "#467c66", "#624156", "#805a72", "#4c4f55",
      "#5f55a8", "#7a3d2d", "#a35a41", "#5d621c", "#7c8227"],
    text: "#e6e8eb", soft: "#a3abb5", line: "#4a525c", grid: "#2a3038", paper: "#15181c",
    limit: "#ff8f98", tip: "#20252b",
    outcomes: { PASS: "#1f4638", FAIL: "#6a2830", UNKNOWN: "#34383f" }, outcomeTexts: { PASS: "#8fe3c4", FAIL: "#ffb3b8", UNKNOWN: "#a3abb5" },
  },
};

export function variantStyle(theme, index) {
  const i = ((index % markers.length) + markers.length) % markers.length;
  return { color: theme.variants[i], ...markers[i] };
}
