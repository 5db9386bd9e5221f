#!/usr/bin/env bash
# Checks the contracts of a repository: a report for people on the screen, one for programs in a file. Given a revision,
# it says as well what all since then does to the contracts.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"

tense check --exit-zero --format checkstyle . > tense.checkstyle.xml
code=0
tense check --deny warnings . || code=$?
if [[ -n ${1:-} ]]; then
    tense diff --base "$1" || code=$?
fi
exit "$code"
