"""Rule packs of one's own, as a province would put them into RULE_PACKS_DIR: the Beijing one with changes."""

from pathlib import Path

from app.rules.catalogue import PACKS

_BEIJING = PACKS / "beijing" / "project-self-evaluation" / "1.0.0" / "pack.yaml"
ID = "beijing-project-self-evaluation"
DEDUCTIONS = """\
    over_fulfilment:
      standard: {zh: 完成率 130%（含）以上扣分值的 10%，200%（含）以上扣一半。, en: Too much.}
      authority: own_practice
      bands:
        - {at_least: 200%, deduct: 50%}
        - {at_least: 130%, deduct: 10%}
"""
DEDUCTION_CASES = """\
rule_pack: deducting-self-evaluation
version: "1.0.0"
cases:
  - name: 完成率恰为 130%，扣分值的 10%
    source: 自拟
    indicator: {level1: 产出指标, target: ≥100, actual: 130, weight: 10}
    expect: {score: 9, ratio: 130.00%, findings: [OVER_FULFILLED], silent: [DEVIATION_REASON_MISSING]}
  - name: 完成率 129.99%，满分
    source: 自拟
    indicator: {level1: 产出指标, target: ≥100, actual: 129.99, weight: 10}
    expect: {score: 10, silent: [OVER_FULFILLED]}
  - name: 完成率恰为 200%，扣一半
    source: 自拟
    indicator: {level1: 产出指标, target: ≥100, actual: 200, weight: 10}
    expect: {score: 5}
  - name: 完成率 199.99%，扣分值的 10%
    source: 自拟
    indicator: {level1: 产出指标, target: ≥100, actual: 199.99, weight: 10}
    expect: {score: 9}
"""


def write_pack(folder: Path, changes: dict[str, str], version: str = "1.0.0") -> Path:
    """Writes the Beijing pack with each text replaced by another; each must be there."""
    text = _BEIJING.read_text(encoding="utf-8")
    for old, new in {'version: "1.0.0"': f'version: "{version}"', **changes}.items():
        assert old in text, f"the Beijing pack no longer says {old}"
        text = text.replace(old, new)
    file = folder / version / "pack.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def write_draft(folder: Path) -> Path:
    """A draft of the next version."""
    return write_pack(folder, {"status: in_force": "status: draft"}, version="2.0.0")


def write_deducting(folder: Path) -> Path:
    """A pack of another id, used by name only, that deducts for exceeding a target, with the cases of that table."""
    changes = {
        f"rule_pack: {ID}": "rule_pack: deducting-self-evaluation",
        "default: true": "default: false",
        "    readings:\n      cost_without_sign": DEDUCTIONS + "    readings:\n      cost_without_sign",
    }
    file = write_pack(folder, changes)
    file.with_name("cases.yaml").write_text(DEDUCTION_CASES, encoding="utf-8")
    return file


def write_sharing(folder: Path) -> Path:
    """A pack of another id, used by name only, whose siblings share the weight of what does not apply."""
    changes = {
        f"rule_pack: {ID}": "rule_pack: sharing-self-evaluation",
        "default: true": "default: false",
        "policy: rescale": "policy: weight_to_siblings",
    }
    return write_pack(folder, changes)


def write_stricter(folder: Path) -> Path:
    """A pack of another id, used by name only, whose middle tier begins at 50% and whose 优 begins at 95."""
    changes = {
        f"rule_pack: {ID}": "rule_pack: stricter-self-evaluation",
        "default: true": "default: false",
        "at_least: 60%\n        phrases: [部分": "at_least: 50%\n        phrases: [部分",
        "aliases: [优秀], at_least: 90": "aliases: [优秀], at_least: 95",
    }
    return write_pack(folder, changes)
