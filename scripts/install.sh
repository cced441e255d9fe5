#!/bin/sh
# Builds a virtual environment from a hash-pinned requirement file and puts jixiao itself into it.
# Usage: scripts/install.sh VENV REQUIREMENTS [without-jixiao]      (the Makefile and the Dockerfile both call this)
#
# PYTHON names the interpreter. The package index comes from the usual settings of pip or uv, whichever is
# configured: PIP_INDEX_URL, pip.conf, UV_DEFAULT_INDEX, UV_INDEX_URL. Certificates: PIP_CERT, pip.conf,
# SSL_CERT_FILE, UV_SYSTEM_CERTS.
set -eu

venv=$1
requirements=$2

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "jixiao needs Python 3.11 or newer; name one, for example: make PYTHON=/opt/python3.12/bin/python3" >&2
    return 1
}

# Exports the variable $1 with the value $2, unless it is set already or there is no value.
prefer() {
    eval "current=\${$1:-}"
    if [ -z "$current" ] && [ -n "$2" ]; then
        export "$1=$2"
    fi
}

# Not `pip config get`, which overlooks what some system-wide files say.
pip_setting() {
    "$venv/bin/pip" config list 2>/dev/null | sed -n "s/^global\.$1='\(.*\)'\$/\1/p"
}

if [ ! -x "$venv/bin/pip" ]; then
    python=$(find_python)
    echo "==> Creating $venv with $("$python" --version)"
    "$python" -m venv "$venv"
fi

prefer PIP_INDEX_URL "${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-}}"
prefer UV_DEFAULT_INDEX "${UV_INDEX_URL:-${PIP_INDEX_URL:-$(pip_setting index-url)}}"
prefer SSL_CERT_FILE "${PIP_CERT:-$(pip_setting cert)}"
export UV_PYTHON_DOWNLOADS=never
# Where Python is told to write no bytecode, or may not, every start would compile all of it: twice the time.
export UV_COMPILE_BYTECODE=1

echo "==> Installing the installers (requirements-build.txt)"
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt

echo "==> Installing $requirements"
"$venv/bin/uv" pip install --python "$venv/bin/python" --no-deps --require-hashes -r "$requirements"

[ "${3:-}" != without-jixiao ] || exit 0

echo "==> Installing jixiao itself"
"$venv/bin/uv" pip install --quiet --offline --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
"$venv/bin/python" -m compileall -q app
