"""Papers and proof: sets with a name, and who sees which."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from core.actors import Actor

if TYPE_CHECKING:
    from papers.models import PermitCode, ProofList, SigningKey


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Sets of keys."""

    def visible_to(self, by: Actor) -> Self:
        """Everybody's: only their public halves are kept."""
        return self

    def in_force(self, use: str, at: datetime) -> Self:
        """Those that may sign then, the latest first."""
        signing = self.filter(use=use, lost_at=None, valid_from__lte=at, valid_until__gt=at)
        return signing.order_by("-valid_from", "-pk")


class ProofListQuerySet(models.QuerySet["ProofList"]):
    """Sets of published lists."""

    def visible_to(self, by: Actor) -> Self:
        """Everybody's: they are made for whoever checks a permit."""
        return self

    def latest_of(self, kind: str) -> "ProofList | None":
        """The list that was published last."""
        return self.filter(kind=kind).order_by("-pk").first()


class PermitCodeQuerySet(models.QuerySet["PermitCode"]):
    """Sets of what was signed for permits."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the permits one sees."""
        return self.filter(permit__in=apps.get_model("permits", "Permit").objects.visible_to(by).values("pk"))
