#!/usr/bin/env python3
"""Runs the command-line tests: run.py PROGRAM EXAMPLES_DIR FILE.test ...

A file holds cases with a blank line between them. Lines of a case:

    run: ARGUMENTS         as a shell would split them; {examples}, {tools}, {here}, {tmp}, {build}
                           are replaced
    exit: CODE
    out: REGEX             somewhere in stdout (multi-line mode)
    out-not: REGEX         nowhere in stdout
    err: REGEX, err-not:   the same for stderr
    out-empty, err-empty   nothing was written
    json                   stdout is one JSON value without NaN or infinities
    same-as-before         stdout has the bytes of the case before
    file: PATH REGEX       a file that was written holds this; file-not: does not
    no-file: PATH
    write: PATH TEXT       before the run; \\n is a line's end
    python: SCRIPT ARGS    before the run; a script of this project
    stdout-to: PATH

A case with {example} in its run line is run for each scenario of EXAMPLES_DIR by name.
All cases of a file share {tmp}, which is empty at first. There is no terminal and no stdin.
"""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile


def refuse(constant):
    raise ValueError("JSON holds " + constant)


def read_cases(path):
    case, start = [], 0
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f.read().split("\n") + [""], 1):
            if line.startswith("#"):
                continue
            if line.strip():
                start = start or number
                key, _, value = line.partition(":")
                case.append((key.strip(), value.strip()))
            elif case:
                yield start, case
                case, start = [], 0


def prepare(case, names):
    for key, value in case:
        if key == "write":
            path, _, text = value.partition(" ")
            with open(path.format(**names), "w", encoding="utf-8") as f:
                f.write(text.replace("\\n", "\n"))
        if key == "python":
            subprocess.run([sys.executable] + shlex.split(value.format(**names)), check=True,
                           timeout=120)


def execute(program, case, names):
    line = dict(case)["run"]
    for name, value in names.items():
        line = line.replace("{%s}" % name, value)
    target = dict(case).get("stdout-to")
    out = open(target, "wb") if target else subprocess.PIPE
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    env["LC_ALL"] = "C.UTF-8"
    return subprocess.run([program] + shlex.split(line), stdin=subprocess.DEVNULL, stdout=out,
                          stderr=subprocess.PIPE, cwd=names["tmp"], env=env, timeout=120)


def fault(key, value, done, before, names):
    """What is wrong with one line of a case, or None."""
    out = (done.stdout or b"").decode("utf-8", "replace")
    err = done.stderr.decode("utf-8", "replace")
    text = out if key.startswith("out") else err
    if key == "exit":
        return None if done.returncode == int(value) else "exit %d" % done.returncode
    if key in ("out", "err"):
        return None if re.search(value, text, re.M) else "no '%s' in std%s" % (value, key)
    if key in ("out-not", "err-not"):
        return "'%s' in std%s" % (value, key[:3]) if re.search(value, text, re.M) else None
    if key in ("out-empty", "err-empty"):
        return "std%s is not empty" % key[:3] if text else None
    if key == "json":
        try:
            json.loads(out, parse_constant=refuse)
        except ValueError as e:
            return "not JSON: %s" % e
        return None
    if key == "same-as-before":
        return None if out == before else "stdout differs from the case before"
    if key in ("file", "file-not"):
        path, _, pattern = value.partition(" ")
        path = path.format(**names)
        if not os.path.exists(path):
            return "no file " + path
        with open(path, encoding="utf-8") as f:
            found = re.search(pattern, f.read(), re.M) is not None
        return None if found == (key == "file") else "'%s' in %s: %s" % (pattern, path, found)
    if key == "no-file":
        return "there is " + value if os.path.exists(value.format(**names)) else None
    if key in ("run", "write", "python", "stdout-to"):
        return None
    return "unknown line '%s'" % key


def all_examples(examples):
    return sorted(f[:-5] for f in os.listdir(examples) if f.endswith(".yaml"))


def run_file(program, examples, path):
    failed = count = 0
    before, cases = "", []
    with tempfile.TemporaryDirectory() as tmp:
        names = {"examples": examples, "here": os.path.dirname(os.path.abspath(path)), "tmp": tmp,
                 "build": os.path.dirname(program),
                 "tools": os.path.join(os.path.dirname(examples), "tools")}
        for number, case in read_cases(path):
            every = "{example}" in dict(case)["run"]
            for example in all_examples(examples) if every else [""]:
                cases.append((number, case, dict(names, example=example)))
        for number, case, names in cases:
            count += 1
            prepare(case, names)
            done = execute(program, case, names)
            faults = [f for f in (fault(k, v, done, before, names) for k, v in case) if f]
            before = (done.stdout or b"").decode("utf-8", "replace")
            if faults:
                failed += 1
                print("%s:%d: %s %s" % (path, number, dict(case)["run"], names["example"]))
                for f in faults:
                    print("    " + f)
                print("    stderr: " + done.stderr.decode("utf-8", "replace")[:500])
    return count, failed


def main():
    program, examples = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    total = failures = 0
    for path in sys.argv[3:]:
        count, failed = run_file(program, examples, path)
        total += count
        failures += failed
    print("%d cases, %d failed" % (total, failures))
    sys.exit(1 if failures or not total else 0)


main()
