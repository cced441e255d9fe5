#!/bin/sh
# Builds what is native, which needs Rust and nothing from a registry: the core of the engine, from
# app/services/ordinary/native, and memory in huge pages, from app/serving/native.
# Usage: scripts/build-core.sh VENV [check]      (`make core`; `check` looks at format and lint instead)
#
# Without Rust 1.70 or newer the engine is Python alone: the same answers, several times as slow. Memory stays as it is.
set -eu

venv=$1
core=app/services/ordinary/native
memory=app/serving/native

cargo_is_there() {
    command -v cargo >/dev/null && cargo --version >/dev/null 2>&1
}

if ! cargo_is_there; then
    echo "==> No Rust here: nothing native is built, and the engine is Python alone (Debian: apt-get install cargo)"
    exit 0
fi

export CORE_SOURCES=$("$venv/bin/python" -c 'from app.services.ordinary.library import fingerprint; print(fingerprint())')
cargo_in() {
    folder=$1 task=$2
    shift 2
    cargo "$task" --quiet --offline --locked --manifest-path "$folder/Cargo.toml" --target-dir build/core "$@"
}

check() {
    if cargo fmt --version >/dev/null 2>&1; then
        cargo fmt --check --manifest-path "$1/Cargo.toml"
    fi
    if cargo clippy --version >/dev/null 2>&1; then
        cargo_in "$1" clippy -- --deny warnings
    fi
}

build() {
    cargo_in "$1" build --release || return 1
    for built in "build/core/release/$2.so" "build/core/release/$2.dylib"; do
        [ ! -f "$built" ] || cp "$built" "$1/$2.so.new"
    done
    # In one step: a process that runs keeps the one it has.
    mv "$1/$2.so.new" "$1/$2.so"
}

if [ "${2:-}" = check ]; then
    check "$core"
    check "$memory"
    exit 0
fi

echo "==> Building what is native with $(cargo --version)"
build "$core" libordinary || echo "==> The native core could not be built: the engine is Python alone" >&2
build "$memory" libhuge_pages || echo "==> What asks for huge pages could not be built: memory stays as it is" >&2
