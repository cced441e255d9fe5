"""Writes what a bundle is made of, as a CycloneDX 1.6 document: `bill_of_materials.py WHEELS VERSION`.

Names, versions, licences and hashes come from the wheels themselves: what is listed is what is installed.
"""

import hashlib
import json
import sys
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any


def main() -> None:
    folder, version = Path(sys.argv[1]), sys.argv[2]
    components = sorted((_component(wheel) for wheel in folder.glob("*.whl")), key=lambda each: str(each["purl"]))
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "jixiao",
                "name": "jixiao",
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)


def _component(wheel: Path) -> dict[str, Any]:
    about = _metadata(wheel)
    name, version = about["Name"].lower().replace("_", "-"), about["Version"]
    purl = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
    }
    licence = _licence(about)
    if licence:
        component["licenses"] = [licence]
    return component


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode())


def _licence(about: Message) -> dict[str, Any] | None:
    """An expression where the package states one; else what its classifiers or its free text call the licence."""
    if about["License-Expression"]:
        return {"expression": about["License-Expression"]}
    named = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License ::")]
    text = " / ".join(named) or (about["License"] or "").partition("\n")[0][:200]
    return {"license": {"name": text}} if text else None


if __name__ == "__main__":
    main()
