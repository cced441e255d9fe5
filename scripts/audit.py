"""Asks a vulnerability database about everything `requirements.txt` pins: `audit.py [REQUIREMENTS]` (`make audit`).

OSV_URL names another database that speaks the protocol of osv.dev, such as a mirror on an intranet. Ends with 1 if a
vulnerability is known. If the database does not answer, it says that nothing was audited and ends with 0, because
checks run without a network too; with AUDIT=required it then ends with 2.
"""

import json
import os
import subprocess
import sys
from typing import Any

_PUBLIC = "https://api.osv.dev/v1/query"


def main() -> int:
    requirements = sys.argv[1] if len(sys.argv) > 1 else "requirements.txt"
    database = os.environ.get("OSV_URL", _PUBLIC)
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--require-hashes", "--disable-pip"]
    command += ["--vulnerability-service", "osv", "--osv-url", database, "--timeout", "10"]
    command += ["--format", "json", "--progress-spinner", "off"]
    audit = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        audited = json.loads(audit.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = audit.stderr.strip().rpartition("\n")[2][:300]
        sys.stdout.write(f"==> NOT audited for known vulnerabilities: {database} gave no answer ({reason})\n")
        return 2 if os.environ.get("AUDIT") == "required" else 0
    return _report(audited, database)


def _report(audited: list[dict[str, Any]], database: str) -> int:
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in audited if "skip_reason" in each]
    known = [
        f"{each['name']} {each['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version'}"
        for each in audited
        for found in each.get("vulns", [])
    ]
    clean = f"==> {len(audited)} packages, no known vulnerability ({database})"
    sys.stdout.write(("\n".join([*skipped, *known]) or clean) + "\n")
    return 1 if known or skipped else 0


if __name__ == "__main__":
    sys.exit(main())
