#!/bin/sh
# Builds the native core of the engine from app/services/ordinary/native, which needs Rust and nothing from a registry.
# Usage: scripts/build-core.sh VENV [check]      (`make core`; `check` looks at format and lint instead)
#
# Without Rust 1.70 or newer the engine is Python alone: the same answers, several times as slow.
set -eu

venv=$1
folder=app/services/ordinary/native

cargo_is_there() {
    command -v cargo >/dev/null && cargo --version >/dev/null 2>&1
}

if ! cargo_is_there; then
    echo "==> No Rust here: the native core is not built, and the engine is Python alone (Debian: apt-get install cargo)"
    exit 0
fi

export CORE_SOURCES=$("$venv/bin/python" -c 'from app.services.ordinary.library import fingerprint; print(fingerprint())')
with_core() {
    task=$1
    shift
    cargo "$task" --quiet --offline --locked --manifest-path "$folder/Cargo.toml" --target-dir build/core "$@"
}

if [ "${2:-}" = check ]; then
    if cargo fmt --version >/dev/null 2>&1; then
        cargo fmt --check --manifest-path "$folder/Cargo.toml"
    fi
    if cargo clippy --version >/dev/null 2>&1; then
        with_core clippy -- --deny warnings
    fi
    exit 0
fi

echo "==> Building the native core with $(cargo --version)"
if with_core build --release; then
    for built in build/core/release/libordinary.so build/core/release/libordinary.dylib; do
        [ ! -f "$built" ] || cp "$built" "$folder/libordinary.so.new"
    done
    # In one step: a process that runs keeps the one it has.
    mv "$folder/libordinary.so.new" "$folder/libordinary.so"
else
    echo "==> The native core could not be built: the engine is Python alone" >&2
fi
