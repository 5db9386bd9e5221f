#!/usr/bin/env bash
# Checks the contracts of a repository: a report for people on the screen, one for programs in a file.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"

tense check --exit-zero --format checkstyle . > tense.checkstyle.xml
tense check --deny warnings .
