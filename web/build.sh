#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the report page's script and style: build.sh [OUTPUT_DIR], default web/dist.
# Needs node 18 or later and npm; fetches the pinned packages unless npm's cache has them.
set -eu

fail() {
    echo "web/build.sh: $1" >&2
    exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/dist}
mkdir -p "$out" || fail "cannot write to $out"
out=$(cd "$out" && pwd)
cd "$here"

command -v node >/dev/null 2>&1 || fail "node is not installed; the report is built without charts"
command -v npm >/dev/null 2>&1 || fail "npm is not installed; the report is built without charts"

log=$(mktemp)
notice=$(mktemp)
trap 'rm -f "$log" "$notice"' EXIT
npm ci --ignore-scripts --prefer-offline --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 \
    >"$log" 2>&1 ||
    fail "the pinned npm packages cannot be fetched ($(grep -m1 -E 'code [A-Z]' "$log" |
        sed 's/.*code //' || true)); the report is built without charts"

# What the licences of the bundled libraries ask to be kept.
{
    echo "/*!"
    echo "SPDX-License-Identifier: Apache-2.0 AND BSD-3-Clause AND 0BSD"
    echo "shoreline report page. Contains:"
    sed 's/^/  /' node_modules/echarts/NOTICE
    echo
    echo "  Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0"
    echo "ZRender:"
    sed 's/^/  /' node_modules/zrender/LICENSE
    echo
    echo "Parts of Apache ECharts after D3:"
    sed 's/^/  /' node_modules/echarts/licenses/LICENSE-d3
    echo "*/"
} >"$notice"

node_modules/.bin/esbuild src/main.js --bundle --format=iife --minify --target=es2020 \
    --charset=utf8 --legal-comments=none --banner:js="$(cat "$notice")" \
    --outfile="$out/report.js" --log-level=error || fail "esbuild failed"
node_modules/.bin/esbuild src/report.css --minify --charset=utf8 --legal-comments=none \
    --banner:css="/* SPDX-License-Identifier: Apache-2.0 */" \
    --outfile="$out/report.css" --log-level=error || fail "esbuild failed"

# The page's content policy allows none of these, and </script would end the script early.
if grep -qE '\beval\(|new Function\(|\bimport\(|</script' "$out/report.js"; then
    fail "the bundle holds eval, new Function, import() or </script"
fi
