"""Rule packs of one's own, as a province would put them into RULE_PACKS_DIR: the Beijing one with changes."""

from pathlib import Path

from app.rules.catalogue import PACKS

_BEIJING = PACKS / "beijing" / "project-self-evaluation" / "1.0.0" / "pack.yaml"
ID = "beijing-project-self-evaluation"


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


def write_stricter(folder: Path) -> Path:
    """A pack of another id, used by name only, whose middle tier begins at 50% and whose 优 begins at 95."""
    changes = {
        f"rule_pack: {ID}": "rule_pack: stricter-self-evaluation",
        "default: true": "default: false",
        "at_least: 60%\n        phrases: [部分": "at_least: 50%\n        phrases: [部分",
        "aliases: [优秀], at_least: 90": "aliases: [优秀], at_least: 95",
    }
    return write_pack(folder, changes)
