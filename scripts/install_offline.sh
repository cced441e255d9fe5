#!/bin/sh
# Installs jixiao from this bundle into .venv, without a network. Usage: ./install.sh      (PYTHON names an interpreter)
set -eu
cd "$(dirname "$0")"

sha256sum --quiet --check SHA256SUMS
export PIP_NO_INDEX=1 PIP_FIND_LINKS="$PWD/wheels"
export UV_OFFLINE=1 UV_FIND_LINKS="$PWD/wheels"
scripts/install.sh .venv requirements.txt
scripts/build-core.sh .venv
echo "==> Installed. Next: .venv/bin/jixiao migrate && .venv/bin/jixiao serve"
