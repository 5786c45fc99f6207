#!/usr/bin/env python3
"""Opens the report of each example in a headless Chromium: check_report.py PROGRAM EXAMPLES_DIR

The page of claims has no script and must be said nothing of on the console. Every other page must draw a chart for each of its figures without a word on the console, ask for nothing
from outside, keep its tables when scripts are off, and run no script whose hash its policy lacks.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def browse(page, folder):
    """The page's document after its scripts ran, and what it said on the console."""
    profile = tempfile.mkdtemp(dir=folder)
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-dev-shm-usage", "--no-first-run", "--user-data-dir=" + profile,
         "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1280,2000",
         "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", "file://" + page],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    console = [line for line in done.stderr.decode("utf-8", "replace").splitlines()
               if "CONSOLE" in line]
    return done.stdout.decode("utf-8", "replace"), console


def static_faults(html, tables=2):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    if not policy or "default-src 'none'" not in policy.group(1):
        yield "no policy of default-src 'none'"
    elif "unsafe" in policy.group(1):
        yield "the policy allows unsafe-..."
    if re.search(r'<(script|link|img|iframe)[^>]*(src|href)="(?!data:|#)', html):
        yield "it loads something"
    body = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    if len(re.findall(r"<table", body)) < tables:
        yield "fewer than %d tables without script" % tables
    ids = re.findall(r' id="([^"]*)"', body)
    for name in re.findall(r'<li><a href="#([^"]*)"', body):
        if ids.count(name) != 1:
            yield "the navigation leads to %d places named %s" % (ids.count(name), name)
    if re.search(r">\s*(nan|-?inf)\b", body, re.I):
        yield "a cell holds nan or inf"
    if re.search(r' style="', body):
        yield "style attributes, which the policy refuses"


def drawn_faults(html, dom, console):
    for line in console:
        yield "console: " + line[:300]
    data = re.search(r'<script[^>]*id="sl-data"[^>]*>(.*?)</script>', html, re.S)
    wanted = len(re.findall(r'"kind": ?"', data.group(1))) if data else 0
    charts = len(re.findall(r"<canvas", dom))
    if wanted == 0:
        yield "no figures in its data"
    if charts < wanted:
        yield "%d charts for %d figures" % (charts, wanted)


def check(program, example, folder):
    page = os.path.join(folder, os.path.basename(example) + ".html")
    done = subprocess.run([program, "compare", example, "--draws", "50", "-o", page],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        return ["compare exits %d: %s" % (done.returncode, done.stderr.decode()[:500])]
    with open(page, encoding="utf-8") as f:
        html = f.read()
    dom, console = browse(page, folder)
    return list(static_faults(html)) + list(drawn_faults(html, dom, console))


def check_claims(program, examples, folder):
    """The page of all claims: a row for each, all without script."""
    page = os.path.join(folder, "claims.html")
    claims = os.path.join(examples, "claims")
    done = subprocess.run([program, "claims", claims, "-o", page], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode != 0:
        return ["claims exits %d: %s" % (done.returncode, done.stderr.decode()[:500])]
    with open(page, encoding="utf-8") as f:
        html = f.read()
    _, console = browse(page, folder)
    faults = list(static_faults(html, tables=1)) + ["console: " + line[:300] for line in console]
    rows, files = html.count("<details"), len(glob.glob(os.path.join(claims, "*.yaml")))
    if "<script" in html or rows != files:
        faults.append("%d rows for %d claims, or a script" % (rows, files))
    return faults


def check_policy(page, folder):
    """One changed byte of the script: the browser must refuse to run it."""
    with open(page, encoding="utf-8") as f:
        html = f.read()
    changed = os.path.join(folder, "changed.html")
    at = html.rindex("</script>")
    with open(changed, "w", encoding="utf-8") as f:
        f.write(html[:at] + " " + html[at:])
    dom, _ = browse(changed, folder)
    return ["a script with another hash ran"] if "<canvas" in dom else []


def main():
    program, examples = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    if not CHROMIUM:
        sys.exit("no chromium")
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        paths = sorted(glob.glob(os.path.join(examples, "*.yaml")))
        for example in paths:
            faults = check(program, example, folder)
            print("%s: %s" % (os.path.basename(example), "ok" if not faults else "FAILED"))
            for fault in faults:
                print("    " + fault)
            failed += bool(faults)
        for fault in check_claims(program, examples, folder):
            print("claims: " + fault)
            failed += 1
        if paths:
            page = os.path.join(folder, os.path.basename(paths[0]) + ".html")
            for fault in check_policy(page, folder):
                print("policy: " + fault)
                failed += 1
    sys.exit(1 if failed or not paths else 0)


main()
