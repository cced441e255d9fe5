#!/bin/sh
# Packs what a machine without a network needs to install jixiao: source, wheels, checksums, bill of materials.
# Usage: scripts/bundle.sh VENV FOLDER      (`make bundle`)
#
# The wheels are those of this machine's Python and processor: make the bundle on a machine like the one it is for.
set -eu

venv=$(cd "$1" && pwd)
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
name=jixiao-$version
bundle=$2/$name

rm -rf "$bundle"
mkdir -p "$bundle/wheels"

echo "==> Copying the source, the rule packs and the documentation"
git archive HEAD | tar -x -C "$bundle"

echo "==> Fetching the pinned wheels"
for requirements in requirements-build.txt requirements.txt; do
    "$venv/bin/pip" download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
        --dest "$bundle/wheels" -r "$requirements"
done

echo "==> Writing the bill of materials and the checksums"
"$venv/bin/python" scripts/bill_of_materials.py "$bundle/wheels" "$version" > "$bundle/sbom.cdx.json"
cp scripts/install_offline.sh "$bundle/install.sh"
(cd "$bundle" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
tar -C "$2" --sort=name --owner=0 --group=0 --mtime="@$(git log -1 --format=%ct)" -czf "$2/$name.tar.gz" "$name"
(cd "$2" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "$2/$name.tar.gz"
