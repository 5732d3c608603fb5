#!/bin/sh
# Puts the chart tool in place: a private Python environment with vl-convert, which turns Vega-Lite into SVG, PNG and
# PDF, and the one script that draws the charts of HTML reports. It lands in HPSEARCH_CHARTS, by default in
# hpsearch/charts under XDG_CACHE_HOME (~/.cache), where hpsearch looks for it. Where Python or the network is missing
# this says so and ends well: pictures are then written as Vega-Lite, reports without charts. With --daily, a failed
# attempt is not repeated within a day, so that set-up stays quick where there is no network.
set -eu

release=1.9.0.post1
say() { printf 'hpsearch setup: %s\n' "$*" >&2; }
without() {
    (: >"${charts:-/nonexistent}/failed") 2>/dev/null || true
    say "no chart tool: $*; pictures are written as Vega-Lite (.vl.json). To add it later: scripts/charts.sh"
    exit 0
}

if [ -n "${HPSEARCH_CHARTS:-}" ]; then
    charts=$HPSEARCH_CHARTS
elif [ -n "${XDG_CACHE_HOME:-}${HOME:-}" ]; then
    charts=${XDG_CACHE_HOME:-$HOME/.cache}/hpsearch/charts
else
    without "there is no home directory (set HPSEARCH_CHARTS)"
fi
[ "$(cat "$charts/release" 2>/dev/null)" = "$release" ] && exit 0
if [ "${1:-}" = --daily ] && [ -n "$(find "$charts/failed" -mtime -1 2>/dev/null)" ]; then exit 0; fi
mkdir -p "$charts" 2>/dev/null || without "'$charts' cannot be made"
command -v python3 >/dev/null 2>&1 || without "no python3 found"
log=$charts/setup.log
(: >"$log") 2>/dev/null || without "'$charts' cannot be written to"
rm -rf "$charts/venv" "$charts/release" "$charts/failed"
python3 -m venv "$charts/venv" >>"$log" 2>&1 ||
    without "python3 cannot make virtual environments (on Debian: apt-get install python3-venv; see $log)"
say "installing vl-convert-python $release for pictures"
"$charts/venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 --only-binary :all: \
    "vl-convert-python==$release" >>"$log" 2>&1 ||
    without "vl-convert-python $release could not be installed (see $log)"
"$charts/venv/bin/python" - "$charts/charts.js.partial" >>"$log" 2>&1 <<'PYTHON' ||
import sys, vl_convert
open(sys.argv[1], "w", encoding="utf-8").write(vl_convert.javascript_bundle())
PYTHON
    without "vl-convert-python does not work here (see $log)"
mv "$charts/charts.js.partial" "$charts/charts.js"
printf '%s\n' "$release" >"$charts/release"
