#!/usr/bin/env bash
# The step of action.yml that lints. Everything comes in as variables, so that no input is ever taken for a command:
#   PROGRAM   the linter
#   FILES     files, folders and patterns, one a line
#   OPTIONS   further arguments of `securegate lint`, one a line
#   SARIF     where the SARIF report goes; empty for none
#   SUMMARY   `true` for a summary on the page of the job
#   FAIL      `false` to succeed whatever is found
set -uo pipefail

arguments=(lint --format github)
while IFS= read -r option; do
    option="${option%$'\r'}"
    if [ -n "$option" ]; then arguments+=("$option"); fi
done <<<"${OPTIONS:-}"
if [ -n "${SARIF:-}" ]; then arguments+=(--report "sarif=$SARIF"); fi
summary=""
if [ "${SUMMARY:-}" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    summary="$(mktemp)"
    arguments+=(--report "markdown=$summary")
fi
# What follows is no option, even where its name begins with a dash.
arguments+=(--)
while IFS= read -r file; do
    file="${file%$'\r'}"
    if [ -n "$file" ]; then arguments+=("$file"); fi
done <<<"${FILES:-}"

"$PROGRAM" "${arguments[@]}"
code=$?

if [ -n "$summary" ]; then
    cat "$summary" >>"$GITHUB_STEP_SUMMARY"
    rm -f "$summary"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    echo "exit-code=$code" >>"$GITHUB_OUTPUT"
fi
if [ "${FAIL:-true}" = false ]; then exit 0; fi
exit "$code"
