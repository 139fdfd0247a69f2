"""The keys that are persons' own: what they seal is read by nobody once they are destroyed."""

from uuid import UUID

from workers.models import Worker


def own_key_of(worker_id: UUID) -> bytes | None:
    """The key of a person; none, where it was destroyed."""
    key = Worker.objects.filter(pk=worker_id).values_list("own_key", flat=True).first()
    return None if key is None else bytes(key)
