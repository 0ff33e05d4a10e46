#!/usr/bin/env bash
# The hook `securegate`: builds the linter of this very checkout once, then runs it on the files that it is given.
# pre-commit's own support for Rust wants a package in the root of the repository, and there is a workspace.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
program="$here/target/pre-commit/bin/securegate"
if [ ! -x "$program" ]; then
    cargo install --quiet --locked --path "$here/crates/securegate" --root "$here/target/pre-commit" \
        --target-dir "$here/target" >&2
fi
exec "$program" lint "$@"
