"""What starts the service elsewhere (compose.yaml, the systemd unit) says nothing the program does not understand."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from app.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOYMENT = ROOT / "docs" / "deployment"
UNITS = {"serve": DEPLOYMENT / "jixiao.service", "work": DEPLOYMENT / "jixiao-work.service"}
SERVICES = {"serve": "service", "work": "worker"}


@pytest.fixture
def composed() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def unit(command: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNITS[command].read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("service", SERVICES.values())
def test_compose_sets_nothing_that_the_program_does_not_read(service: str, composed: dict[str, Any]) -> None:
    assert set(composed["services"][service]["environment"]) <= {name.upper() for name in Settings.model_fields}


def test_compose_names_only_secrets_and_volumes_that_there_are(composed: dict[str, Any]) -> None:
    used = [secret for service in composed["services"].values() for secret in service["secrets"]]
    assert set(used) == set(composed["secrets"])
    kept = [
        volume.partition(":")[0] for service in composed["services"].values() for volume in service.get("volumes", ())
    ]
    assert set(kept) == set(composed["volumes"])


@pytest.mark.parametrize("service", SERVICES.values())
def test_no_password_stands_in_compose(service: str, composed: dict[str, Any]) -> None:
    url = composed["services"][service]["environment"]["DATABASE_URL"]
    found = re.fullmatch(r"postgresql://\w+@\w+/\w+\?passfile=(/[\w/]+/pgpass)", url)
    assert found is not None
    assert f"> {found[1]}\n" in composed["services"][service]["command"][2]


@pytest.mark.parametrize("command", SERVICES)
def test_the_command_of_compose_is_a_script_the_shell_reads(command: str, composed: dict[str, Any]) -> None:
    shell, dash_c, script = composed["services"][SERVICES[command]]["command"]
    assert (shell, dash_c) == ("sh", "-c")
    assert script.endswith(f"exec jixiao {command}\n")
    # Compose makes one dollar of two.
    done = subprocess.run(["sh", "-n", "-c", script.replace("$$", "$")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("stopper", ["compose", "systemd"])
@pytest.mark.parametrize("command", SERVICES)
def test_whoever_stops_it_waits_until_it_has_drained(command: str, stopper: str, composed: dict[str, Any]) -> None:
    defaults = Settings.model_fields
    needed = defaults["drain_seconds"].default + defaults["stop_seconds"].default
    waits = {
        "compose": int(composed["services"][SERVICES[command]]["stop_grace_period"].removesuffix("s")),
        "systemd": int(unit(command)["Service"]["TimeoutStopSec"]),
    }
    assert waits[stopper] > needed


@pytest.mark.parametrize("command", SERVICES)
def test_systemd_accepts_the_unit(command: str, tmp_path: Path) -> None:
    assert unit(command)["Service"]["ExecStart"].endswith(f"/jixiao {command}")
    program = shutil.which("systemd-analyze")
    if program is None:
        return
    # It looks whether the programs are there: some that are stand in for them.
    here = tmp_path / UNITS[command].name
    here.write_text(UNITS[command].read_text(encoding="utf-8").replace("/opt/jixiao/.venv/bin/jixiao", "/bin/true"))
    done = subprocess.run([program, "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
