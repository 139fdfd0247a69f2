"""What is told of a party when it is registered, tidied as it is kept."""

from dataclasses import dataclass, replace
from typing import Any, Self

from accounts.enums import Language
from employers.enums import EmployerKind
from employers.rules.identifiers import plain
from employers.rules.texts import tidy
from scheme.enums import Country

IDENTIFIERS = ("credit_code", "resident_number", "tax_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMember:
    """Who opens a party's account: its administrator and signatory."""

    email: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetails:
    """What employers and intermediaries have in common."""

    name_zh: str = ""
    name_vi: str = ""
    name_en: str = ""
    address: str = ""
    phone: str = ""
    language: str = ""
    member: FirstMember | None = None

    def tidied(self) -> Self:
        """The same with texts composed and numbers half-width, as they are kept."""
        changed: dict[str, Any] = {
            name: plain(text) if name in IDENTIFIERS else tidy(text)
            for name in self.__dataclass_fields__
            if isinstance(text := getattr(self, name), str)
        }
        if self.member is not None:
            email, name = tidy(self.member.email).lower(), tidy(self.member.name)
            changed["member"] = replace(self.member, email=email, name=name)
        return replace(self, **changed)

    def names(self, official: str) -> dict[str, str]:
        """The three names; where one is not given, the official one stands in."""
        return {name: getattr(self, name) or official for name in ("name_zh", "name_vi", "name_en")}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDetails(PartyDetails):
    """What is told of an employer: a farm household's resident number, every other's credit code."""

    kind: str
    county: str
    credit_code: str = ""
    resident_number: str = ""
    language: str = Language.CHINESE

    @property
    def is_household(self) -> bool:
        """Whether it is known by its head's resident number."""
        return self.kind == EmployerKind.HOUSEHOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class IntermediaryDetails(PartyDetails):
    """What is told of an intermediary: `seat` is a Chinese area's code, or a Vietnamese province's."""

    side: str
    seat: str
    credit_code: str = ""
    tax_code: str = ""

    @property
    def is_chinese(self) -> bool:
        """Whether it belongs to the Chinese side."""
        return self.side == Country.CHINA

    @property
    def official_name(self) -> str:
        """Its name in the language of its side."""
        return self.name_zh if self.is_chinese else self.name_vi
