#!/usr/bin/env bash
# Checks every workflow, also those of rendered projects, with actionlint and zizmor, at pinned versions that are installed under .marvin/tools when
# missing. Needs Go and Python 3; never skips a tool.
set -euo pipefail
cd "$(dirname "$0")/.."

actionlint_version=1.7.12
zizmor_version=1.32.0
tools="$PWD/.marvin/tools"

need() {
  command -v "$1" >/dev/null || {
    echo "check-workflows: $1 is not on PATH, and $2 cannot be installed without it: $3" >&2
    exit 1
  }
}

actionlint="$tools/actionlint-$actionlint_version/actionlint"
if [ ! -x "$actionlint" ]; then
  need go actionlint "install Go 1.24 or later from https://go.dev/dl"
  echo "Installing actionlint $actionlint_version..." >&2
  GOBIN="$(dirname "$actionlint")" go install "github.com/rhysd/actionlint/cmd/actionlint@v$actionlint_version"
fi

zizmor="$tools/zizmor-$zizmor_version/bin/zizmor"
if [ ! -x "$zizmor" ]; then
  need python3 zizmor "install Python 3.10 or later"
  echo "Installing zizmor $zizmor_version..." >&2
  python3 -m venv "$tools/zizmor-$zizmor_version"
  "$tools/zizmor-$zizmor_version/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor_version"
fi

"$actionlint" -color .github/workflows/*.yaml template/project/.github/workflows/*.yaml
"$zizmor" --offline --persona=regular .github template/project/.github
