"""What can go wrong with rule packs: a file that is refused, or a pack that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file, with the place an editor would jump to; line and column count from 1."""

    file: str
    line: int
    column: int
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.zh} / {self.en}"


class RulePackError(Exception):
    """Base of everything below; `message` is fit for an answer in Chinese and in English."""

    def __init__(self, message: Text) -> None:
        super().__init__(f"{message.zh} / {message.en}")
        self.message = message


class InvalidRulePack(RulePackError):
    """Files that break the format or contradict themselves: every problem of all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        listed = "\n".join(str(problem) for problem in self.problems)
        super().__init__(Text(f"规则包有误：\n{listed}", "the rule pack is refused"))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class NoRulePack(RulePackError):
    """No default pack covers this kind, region and year, at any level up to the nation."""

    def __init__(self, kind: str, region_code: str, fiscal_year: int) -> None:
        super().__init__(
            Text(
                f"没有适用的规则包：{kind}，区划 {region_code}，{fiscal_year} 年度",
                f"no rule pack applies to {kind}, region {region_code}, fiscal year {fiscal_year}",
            )
        )


class RulePackNotFound(RulePackError):
    """No pack of this id, or none of this version."""

    def __init__(self, pack_id: str, version: str | None) -> None:
        named = f"{pack_id}@{version}" if version else pack_id
        super().__init__(Text(f"没有规则包 {named}", f"there is no rule pack {named}"))


class RulePackDraft(RulePackError):
    """The pack exists as a draft only: good for a preview, never for a recorded score."""

    def __init__(self, pack_id: str, version: str) -> None:
        named = f"{pack_id}@{version}"
        super().__init__(
            Text(
                f"规则包 {named} 尚为草案，只能试算，不能正式评分",
                f"rule pack {named} is a draft: it may be previewed, not scored with",
            )
        )


class RulePackNotInForce(RulePackError):
    """Only a finished pack can be published: one whose status is `in_force`."""

    def __init__(self, pack_id: str, version: str) -> None:
        named = f"{pack_id}@{version}"
        super().__init__(
            Text(
                f"规则包 {named} 的 status 不是 in_force，定稿后才能发布",
                f"the status of rule pack {named} is not in_force: only a finished pack is published",
            )
        )


class AlreadyPublished(RulePackError):
    """The version has been published with other content; a version never changes."""

    def __init__(self, pack_id: str, version: str) -> None:
        named = f"{pack_id}@{version}"
        super().__init__(
            Text(
                f"规则包 {named} 已经发布，内容不同；请另立版本",
                f"rule pack {named} is published with other content: give yours a new version",
            )
        )
