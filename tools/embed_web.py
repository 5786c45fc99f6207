#!/usr/bin/env python3
"""Writes the report page's script and style as C, each with its SHA-256 for the page's policy.

usage: embed_web.py WEB_DIR WORK_DIR OUT.c
Runs WEB_DIR/build.sh. Where that fails (no node, no npm, no network) the page goes without charts:
the script is empty, and the reason is kept for the report to show. Never fails for that.
"""
import base64
import hashlib
import os
import subprocess
import sys


def build(web, work):
    """The bundle's (css, js, reason); js empty and reason set where there is no bundle."""
    command = ["sh", os.path.join(web, "build.sh"), work]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        with open(os.path.join(work, "report.css"), "rb") as css:
            with open(os.path.join(work, "report.js"), "rb") as js:
                return css.read(), js.read(), ""
    lines = done.stderr.strip().splitlines() or ["web/build.sh failed"]
    print(lines[-1], file=sys.stderr)
    with open(os.path.join(web, "src", "report.css"), "rb") as css:
        return css.read(), b"", lines[-1]


def array(out, name, data):
    out.write("const char %s[] = {" % name)
    for i in range(0, len(data), 1000):
        out.write(",".join(map(str, (b - 256 if b > 127 else b for b in data[i:i + 1000]))) + ",\n")
    out.write("0};\n")


def digest(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def main():
    web, work, target = sys.argv[1:4]
    os.makedirs(work, exist_ok=True)
    css, js, reason = build(web, work)
    with open(target, "w") as out:
        out.write('// Made by tools/embed_web.py from web/.\n#include "report/web_assets.h"\n\n')
        array(out, "sl_web_css", css)
        array(out, "sl_web_js", js)
        array(out, "sl_web_missing_reason", reason.encode())
        out.write('const char sl_web_css_sha256[] = "%s";\n' % digest(css))
        out.write('const char sl_web_js_sha256[] = "%s";\n' % digest(js))
        out.write("const size_t sl_web_js_length = %d;\n" % len(js))
        out.write("const int sl_web_has_charts = %d;\n" % (1 if js else 0))


main()
