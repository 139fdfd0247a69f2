"""What a check looks at and what it says: facts and findings, as values that can be kept and read again."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from employers.rules.content import FilingContent

Result = Literal["passed", "failed", "not_known"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result: the rule, how it came out, the code of the sentence that says so, and what it is about."""

    rule: str
    result: Result
    code: str
    field: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the checks look at, as plain values: nothing else decides.

    `season` and `licence_until` are days in ISO form; `known` says which codes the scheme knows on that day;
    `rules` are the parameters of the rule set; `floor` is the wage floor in fen with its confidence, or nothing.
    """

    content: FilingContent
    on: str
    moment: str
    season: dict[str, str]
    known: dict[str, bool]
    rules: dict[str, Any]
    floor: dict[str, Any] | None
    licence_until: str | None
    mandate: dict[str, Any] | None

    def written(self) -> dict[str, Any]:
        """The facts as they are kept with the assessment."""
        kept = {name: getattr(self, name) for name in self.__slots__ if name != "content"}
        return kept | {"content": self.content.written()}

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """The facts of a kept assessment."""
        return cls(**(written | {"content": FilingContent.read(written["content"])}))

    def day(self, text: str) -> date:
        """A day among the facts."""
        return date.fromisoformat(text)


def passed(rule: str, field: str = "", **params: Any) -> Finding:
    """A finding that all is well."""
    return Finding(rule, "passed", f"{rule}_passed", field, params)


def failed(rule: str, code: str, field: str, **params: Any) -> Finding:
    """A finding that something must change."""
    return Finding(rule, "failed", code, field, params)


def not_known(rule: str, code: str, field: str, **params: Any) -> Finding:
    """A finding that the facts do not decide: an officer does."""
    return Finding(rule, "not_known", code, field, params)


def failures(findings: list[Finding]) -> list[Finding]:
    """Those that stand in the way."""
    return [finding for finding in findings if finding.result == "failed"]


def written(findings: list[Finding]) -> list[dict[str, Any]]:
    """The findings as they are kept."""
    return [{name: getattr(finding, name) for name in finding.__slots__} for finding in findings]
