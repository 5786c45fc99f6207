#!/usr/bin/env python3
"""Words of scenarios for the fuzzer, from the JSON Schema on stdin."""
import json
import sys

words = set()


def walk(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "properties":
                words.update(k + ": " for k in value)
            if key == "enum":
                words.update(str(v) for v in value)
            if key == "default":
                words.add(str(value))
            walk(value)
    elif isinstance(node, list):
        for value in node:
            walk(value)


walk(json.load(sys.stdin))
words.update(["{", "}", "[", "]", ", ", "\n  ", "&a ", "*a", "use: ./x.yaml", "extends: "])
words.update([" Gb/s", " mm", " um", " dB", " dBm", " mA", " mW", " W/A", " pJ/bit", " degC", " %"])
for word in sorted(words):
    if 0 < len(word) < 60:
        print('"' + "".join(c if c.isalnum() or c in " :/.-+%" else "\\x%02x" % ord(c)
                            for c in word if ord(c) < 128) + '"')
