#!/usr/bin/env python3
"""Writes a PAM4 waveform to try `shoreline tdecq` on: make_wave.py FILE [--pattern prbs13q|ssprq] ...

Levels of 0.2 to 1 mW (extinction ratio 6.99 dB, OMA -0.97 dBm) through one pole. The patterns are
generated here on their own, from the clauses of IEEE 802.3 that docs/theory/tdecq.md names.
"""
import argparse
import math
import random

GRAY = {(0, 0): 0, (0, 1): 1, (1, 1): 2, (1, 0): 3}


def symbols_of(bits):
    return [GRAY[bits[i], bits[i + 1]] for i in range(0, len(bits) - 1, 2)]


def prbs13q():
    bits = [1] * 13
    for _ in range(2 * 8191):
        bits.append(bits[-1] ^ bits[-2] ^ bits[-12] ^ bits[-13])
    return symbols_of(bits[13:])


def ssprq():
    a = []
    for seed, count in ((0x00000002, 10924), (0x34013FF7, 10922), (0x0CCCCCCC, 10922)):
        past = [seed >> (30 - i) & 1 for i in range(31)]
        for _ in range(count):
            past.append(past[-31] ^ past[-28])
        a += [1 - b for b in past[31:]]
    s = symbols_of(a + a + a[1:] + a[:-1])
    return [3 - x if 16384 <= i < 32768 or i >= 49151 else x for i, x in enumerate(s)]


def noise_pattern():
    draw = random.Random(7)
    return [draw.randrange(4) for _ in range(20000)]


PATTERNS = {"prbs13q": prbs13q, "ssprq": ssprq, "random": noise_pattern}
TIME = {"s": 1, "ns": 1e9, "ps": 1e12}
POWER = {"w": 1, "mw": 1e3, "uw": 1e6, "v": 1}


def parse():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("file")
    p.add_argument("--pattern", choices=PATTERNS, default="prbs13q")
    p.add_argument("--rate", type=float, default=53.125e9, help="symbol rate, Bd")
    p.add_argument("--samples", type=float, default=8, help="per symbol")
    p.add_argument("--symbols", type=float, default=0, help="in the record; one period")
    p.add_argument("--offset", type=int, default=0, help="of the pattern, symbols")
    p.add_argument("--pole", type=float, default=0.5, help="of the transmitter, over the rate; 0: none")
    p.add_argument("--ppm", type=float, default=0, help="of the symbol rate")
    p.add_argument("--noise", type=float, default=0, help="rms, W")
    p.add_argument("--invert", action="store_true")
    p.add_argument("--clip", type=float, default=math.inf, help="largest value, W")
    p.add_argument("--gap", type=int, default=0, help="rows left out in the middle")
    p.add_argument("--time", choices=TIME, default="s")
    p.add_argument("--power", choices=POWER, default="w")
    p.add_argument("--form", choices=("csv", "bare", "single", "instrument"), default="csv")
    return p.parse_args()


def values(o):
    pattern, ui = PATTERNS[o.pattern](), o.samples / (1 + 1e-6 * o.ppm)
    draw, begin, now, level = random.Random(1), 0.6e-3, -33, 0.6e-3  # of the symbol and where it is
    for i in range(-int(32 * ui), int((o.symbols or len(pattern)) * ui + 1e-9)):
        symbol = math.floor(i / ui + 1e-9)
        while now < symbol:
            begin = level + (begin - level) * math.exp(-2 * math.pi * o.pole) if o.pole else level
            now += 1
            level = 0.2e-3 + 0.8e-3 * pattern[(now + o.offset) % len(pattern)] / 3
        past = math.exp(-2 * math.pi * o.pole * (i / ui - now)) if o.pole else 0
        x = level + (begin - level) * past
        if i >= 0:
            yield min((1.2e-3 - x if o.invert else x) + draw.gauss(0, o.noise), o.clip)


def main():
    o = parse()
    step, v = 1 / (o.rate * o.samples), list(values(o))
    with open(o.file, "w", encoding="ascii") as f:
        if o.form == "csv":
            f.write("time_%s,power_%s\n" % (o.time, o.power))
        if o.form == "instrument":
            f.write("File Format, WaveformPattern\nPoints, %d\nXInc, %.12g\nY Units, Watt\nData,\n"
                    % (len(v), step))
        for i, x in enumerate(v):
            if abs(2 * i - len(v)) < o.gap:
                continue
            row = "%.7g" % (x * POWER[o.power])
            if o.form in ("csv", "bare"):
                row = "%.9g,%s" % (i * step * TIME[o.time], row)
            f.write(row + "\n")


main()
