"""Sets of records that are asked for beyond what whoever asks may see."""

from contextlib import nullcontext
from typing import Any, Self, TypeVar

from django.db import models

from core.reach import Beyond, beyond

M = TypeVar("M", bound=models.Model)


class BeyondQuerySet(models.QuerySet[M]):
    """A set that remembers, however it is narrowed, that it looks further, and asks so when it is asked for."""

    _why: Beyond | None = None

    def beyond(self, why: Beyond) -> Self:
        """The same records, whoever may see them: for what is a service's to tell, and never a list as such."""
        further: Self = self._chain()  # type: ignore[attr-defined]
        further._why = why
        return further

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._why = self._why
        return clone

    def _fetch_all(self) -> None:
        with self._reach():
            super()._fetch_all()

    def count(self) -> int:
        """How many there are."""
        with self._reach():
            return super().count()

    def exists(self) -> bool:
        """Whether there are any."""
        with self._reach():
            return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What they come to."""
        with self._reach():
            return super().aggregate(*args, **kwargs)

    def _reach(self) -> Any:
        return beyond(self._why) if self._why else nullcontext()
