#!/bin/sh
# Runs every test of a build directory and ends with a count; TESTs: only these.
# run_tests.sh BUILD_DIR [TEST...]
set -eu
build=$1
shift
log=$build/meson-logs/testlog.txt
status=0
meson test -C "$build" --no-rebuild --print-errorlogs --quiet "$@" || status=$?
count() { sed -n "s/^$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
ok=$(count Ok)
skipped=$(count Skipped)
failed=0
for kind in Fail 'Unexpected Pass' Timeout; do
    n=$(count "$kind")
    failed=$((failed + ${n:-0}))
done
[ "${skipped:-0}" -eq 0 ] || echo "${skipped} test programs skipped: see $log"
echo "${ok:-0} passed, $failed failed"
exit $status
