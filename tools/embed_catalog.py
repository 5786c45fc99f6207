#!/usr/bin/env python3
"""Writes the catalogue as C: one blob per part behind an index sorted by name.

usage: embed_catalog.py CATALOG_DIR OUT.c
Only the bytes are embedded; the program parses a part when a scenario uses it.
"""
import hashlib
import os
import sys


def main():
    root, out = sys.argv[1], sys.argv[2]
    parts = []
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, root)
            if name.endswith(".yaml") and os.sep in key:
                with open(path, "rb") as f:
                    parts.append((key[: -len(".yaml")], f.read()))
    parts.sort(key=lambda p: p[0].encode())
    digest = hashlib.sha256()
    with open(out, "w") as f:
        f.write('// Made by tools/embed_catalog.py from catalog/.\n#include "shoreline/scenario.h"\n\n')
        for i, (key, data) in enumerate(parts):
            digest.update(key.encode() + b"\0" + data + b"\0")
            f.write("static const char part_%d[] = {" % i)
            f.write(",".join(map(str, data + b"\0")))
            f.write("};\n")
        f.write("\nconst sl_blob sl_catalog_blobs[] = {\n")
        for i, (key, data) in enumerate(parts):
            f.write('    {"%s", part_%d, %d},\n' % (key, i, len(data)))
        f.write('    {"", "", 0},\n};\n')
        f.write("const size_t sl_catalog_blob_n = %d;\n" % len(parts))
        f.write('const char sl_catalog_hash[] = "%s";\n' % digest.hexdigest())


main()
