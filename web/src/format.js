// SPDX-License-Identifier: Apache-2.0
// Numbers and axes as text.

const superscript = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

export function powerOfTen(exponent) {
  return "10" + String(exponent).split("").map((c) => superscript[c]).join("");
}

// Whole numbers as they are, else four significant digits; powers of ten below 1e-3 and from 1e6 on.
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value).replace("-", "−");
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(4))).replace("-", "−");
  let exponent = Math.floor(Math.log10(size));
  let digits = Number((value / 10 ** exponent).toPrecision(3));
  if (Math.abs(digits) >= 10) { digits /= 10; exponent += 1; } // 9.9996 rounds up
  const times = digits === 1 ? "" : String(digits).replace("-", "−") + "×";
  return times + powerOfTen(exponent);
}

export function axisTitle(axis) {
  if (!axis) return "";
  return axis.unit ? `${axis.label} (${axis.unit})` : axis.label ?? "";
}

export function withUnit(value, axis) {
  return axis && axis.unit ? `${number(value)} ${axis.unit}` : number(value);
}

// Powers of two, every second or third of them where there are many.
function binaryTicks(low, high) {
  const first = Math.ceil(Math.log2(low) - 1e-9), last = Math.floor(Math.log2(high) + 1e-9);
  const stride = Math.ceil((last - first + 1) / 12), ticks = [];
  for (let e = last; e >= first; e -= stride) ticks.unshift(2 ** e);
  return ticks;
}

// Ticks of a logarithmic axis: decades, or 1-2-5 when there are few of them or asked for; base 2:
// its powers.
export function logTicks(low, high, base) {
  if (base === 2) return binaryTicks(low, high);
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const steps = last - first <= 2 || base === "1-2-5" ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil((last - first) / 8));
  const ticks = [];
  for (let e = first; e <= last; e += stride)
    for (const s of steps) {
      const tick = Number(`${s}e${e}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  return ticks;
}

export function logLabel(value, powers) {
  const exponent = Math.round(Math.log10(value));
  const decade = Math.abs(Math.log10(value) - exponent) < 1e-9;
  return decade && (powers || exponent < -3 || exponent > 4) ? powerOfTen(exponent) : number(value);
}
