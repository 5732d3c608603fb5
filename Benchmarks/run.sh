#!/usr/bin/env bash
# Every benchmark, one after the other.
set -euo pipefail
cd "$(dirname "$0")"

training/run.sh
trials/run.sh
commands/run.sh
