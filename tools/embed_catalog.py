#!/usr/bin/env python3
"""Writes the catalogue and the examples as C: one blob per file behind an index sorted by name.

usage: embed_catalog.py CATALOG_DIR EXAMPLES_DIR OUT.c
Only the bytes are embedded; the program parses a part when a scenario uses it.
"""
import hashlib
import io
import os
import sys


def read(root, prefix, top):
    found = []
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, root).replace(os.sep, "/")
            if name.endswith(".yaml") and (top or "/" in key):
                with open(path, "rb") as f:
                    found.append((prefix + key[: -len(".yaml")], f.read()))
    return sorted(found, key=lambda p: p[0].encode())


def write(f, symbol, blobs):
    for i, (_, data) in enumerate(blobs):
        f.write("static const char %s_%d[] = {" % (symbol, i))
        f.write(",".join(str(b if b < 128 else b - 256) for b in data + b"\0"))
        f.write("};\n")
    f.write("\nconst sl_blob %s[] = {\n" % symbol)
    for i, (key, data) in enumerate(blobs):
        f.write('    {"%s", %s_%d, %d},\n' % (key, symbol, i, len(data)))
    f.write('    {"", "", 0},\n};\n')
    f.write("const size_t %s_n = %d;\n\n" % (symbol[:-1], len(blobs)))


def update(out, text):
    """Leaves the file alone when nothing has changed, so that nothing is built anew."""
    if os.path.exists(out):
        with open(out) as f:
            if f.read() == text:
                return
    with open(out, "w") as f:
        f.write(text)


def main():
    catalog, examples, out = sys.argv[1:4]
    parts = read(catalog, "", False)
    digest = hashlib.sha256()
    for key, data in parts:
        digest.update(key.encode() + b"\0" + data + b"\0")
    f = io.StringIO()
    f.write("// Made by tools/embed_catalog.py from catalog/ and examples/.\n")
    f.write('#include "shoreline/scenario.h"\n\n')
    write(f, "sl_catalog_blobs", parts)
    write(f, "sl_example_blobs", read(examples, "example/", True))
    f.write('const char sl_catalog_hash[] = "%s";\n' % digest.hexdigest())
    update(out, f.getvalue())


main()
