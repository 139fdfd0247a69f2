"""The feed between the two authorities: numbered without gaps, and never changed."""

from django.db import models

from exchange.enums import EntryKind
from exchange.querysets import EntryQuerySet

EntryManager = models.Manager.from_queryset(EntryQuerySet)


class Entry(models.Model):
    """One thing that happened to a permit, without anything about its holder.

    `number` is given when it is written into the feed, one after the other: an event that was committed late comes
    later and is not missed. `digest` chains it to the entry before.
    """

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True, db_comment="of the record it is taken from")
    kind = models.CharField(max_length=20, choices=EntryKind)
    permit = models.CharField(max_length=20, db_comment="the permit's number with its check character")
    happened_at = models.DateTimeField()
    last_on = models.DateField(null=True, db_comment="until when the permit holds, of one issued or extended")
    added_at = models.DateTimeField()
    digest = models.BinaryField(db_comment="SHA-256 over the entry and the digest before it")

    objects = EntryManager()

    class Meta:
        indexes = [models.Index(fields=["added_at"], name="entry_added")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
