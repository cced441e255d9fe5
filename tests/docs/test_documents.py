"""Every Markdown file: its links lead somewhere, its commands exist, its curls are run, its guides are in Chinese."""

import re
import shlex
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
import typer.main

from app import cli
from tests.docs.blocks import ROOT, blocks, documents, without_blocks

DOCUMENTS = documents()
LINK = re.compile(r"(?<!!)\[(?:[^\]`]|`[^`]*`)*\]\(([^()\s]+(?:\([^()]*\))?)\)|!\[[^\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
JIXIAO = re.compile(r"^(?:[A-Z_]+=\S* )*(?:\S*/)?jixiao ((?![一-鿿]).+)$")
MAKE = re.compile(r"^make ([a-z][a-z-]*)")
# Who executes the commands of a document that ask the service something.
EXECUTED = {
    "README.md": "tests/docs/test_quickstart.py",
    "README.zh-CN.md": "tests/docs/test_quickstart.py",
    "docs/batches.md": "tests/docs/test_batches_guide.py",
    "docs/platform.md": "tests/docs/test_platform_guide.py",
    "docs/quickstart.md": "tests/docs/test_quickstart.py",
    "docs/quickstart.zh-CN.md": "tests/docs/test_quickstart.py",
    "docs/receipts.md": "tests/docs/test_receipts_guide.py",
    "docs/webhooks.md": "tests/docs/test_webhooks_guide.py",
    "docs/webhooks.zh-CN.md": "tests/docs/test_webhooks_guide.py",
}
# What only its makers read.
ENGLISH_ONLY = {"CHANGELOG.md"}


def name_of(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@cache
def anchors(document: Path) -> frozenset[str]:
    """The anchors of the headings, as the forges make them."""
    found: list[str] = []
    for heading in HEADING.findall(without_blocks(document)):
        bare = re.sub(r"\[([^\]]*)\]\([^)]*\)|`", r"\1", heading).strip().lower()
        slug = "".join("-" if each == " " else each for each in bare if each.isalnum() or each in " -_")
        found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return frozenset(found)


def leads_nowhere(document: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    path, _, anchor = target.partition("#")
    file = (document.parent / unquote(path)).resolve() if path else document
    return not file.exists() or (bool(anchor) and unquote(anchor) not in anchors(file))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_and_anchor_leads_somewhere(document: Path) -> None:
    targets = [one or other for one, other in LINK.findall(without_blocks(document))]
    assert [target for target in targets if leads_nowhere(document, target)] == []


def written(document: Path) -> list[str]:
    """Lines of shell blocks, a broken one as one, and the spans of code."""
    spans = CODE.findall(without_blocks(document))
    shell = "".join(block.text for block in blocks(document) if block.language == "sh")
    return [*spans, *shell.replace("\\\n", " ").splitlines()]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_task_of_make_exists(document: Path) -> None:
    named = [match[1] for line in written(document) if (match := MAKE.match(line))]
    assert [name for name in named if name not in targets()] == []


def unknown(words: list[str]) -> str | None:
    """The first word of a command of jixiao that it does not know."""
    command: click.Command = typer.main.get_command(cli.app)
    for word in words:
        groups = getattr(command, "commands", None)
        if word.startswith("-"):
            known = {option for each in command.params for option in each.opts} | {"--help"}
            if word.partition("=")[0] not in known:
                return word
        elif groups:
            # `create|list` names several.
            names = word.split("|")
            if not groups.keys() >= set(names):
                return word
            command = groups[names[0]]
    return None


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_of_jixiao_and_its_options_exist(document: Path) -> None:
    commands = [match[1] for line in written(document) if (match := JIXIAO.match(line))]
    words = [shlex.split(command.split(" | ")[0], comments=True) for command in commands]
    assert [(line, strange) for line in words if (strange := unknown(line))] == []


def test_every_request_of_a_document_is_executed_by_a_test() -> None:
    asking = {
        name_of(document) for document in DOCUMENTS for block in blocks(document) if re.search(r"\bcurl ", block.text)
    }
    assert asking == EXECUTED.keys()
    for document, test in EXECUTED.items():
        assert Path(document).name in (ROOT / test).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_guide_is_there_in_chinese(document: Path) -> None:
    if name_of(document) in ENGLISH_ONLY:
        return
    chinese = document.with_name(f"{document.stem.removesuffix('.zh-CN')}.zh-CN.md")
    text = (chinese if chinese.exists() else document).read_text(encoding="utf-8")
    assert len(re.findall("[一-鿿]", text)) > 200
    if chinese.exists() and chinese != document:
        assert f"({chinese.name})" in document.read_text(encoding="utf-8")
        assert f"({document.name})" in text


@pytest.mark.parametrize(
    ("line", "strange"),
    [
        ("rules show", None),
        ("rules shew", "shew"),
        ("keys create --subject me --scope admin", None),
        ("keys create --subjekt me", "--subjekt"),
        ("score form.json --json", None),
    ],
)
def test_a_command_there_is_not_is_noticed(line: str, strange: str | None) -> None:
    assert unknown(line.split()) == strange


@pytest.mark.parametrize(
    ("target", "nowhere"),
    [
        ("quickstart.md", False),
        ("quickstart.md#4-why-that-score", False),
        ("quickstart.zh-CN.md#4-为什么是这个分", False),
        ("quickstart.md#4-because", True),
        ("quick.md", True),
        ("https://example.org/none", False),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(target: str, nowhere: bool) -> None:
    assert leads_nowhere(ROOT / "docs" / "errors.md", target) is nowhere
