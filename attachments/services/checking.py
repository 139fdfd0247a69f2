"""Holding the folder of files against their records: none may be missing, changed, or left over."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from attachments.models import Attachment
from attachments.services import folder
from attachments.services.keeping import SETTLED
from core import sealing
from core.alerts.services import Select, settle_from

SHOWN: Final = 12
"""Signs of a file's name that tell it from others and do not give it away."""
LEFT_OVER: Final = 2 * SETTLED
"""Seconds after which the sweep should have removed what no record names."""
LISTED: Final = """
SELECT listed.id, '', NULL::uuid, '', '{}'::jsonb,
    ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'operator')
FROM unnest(%s::text[]) AS listed (id)
"""


class Findings(NamedTuple):
    """Records whose file is missing or was changed, by id; and files that no record names, by the start of their name.

    Files so young that their record may be coming are not among them.
    """

    missing: list[str]
    left_over: list[str]

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.missing or self.left_over)


def check(*, contents: bool = False) -> Findings:
    """What is wrong between folder and records; with `contents` every file is opened, too."""
    # Records first: the file of each was written before it, while a file of now may have no record yet.
    kept = list(Attachment.objects.kept().order_by("pk").values_list("pk", "stored_as"))
    there, named = set(folder.names()), {name for _pk, name in kept}
    missing = [str(pk) for pk, name in kept if name not in there or (contents and not _opens(name))]
    left_over = [name[:SHOWN] for name in folder.names(older_than=LEFT_OVER) if name not in named]
    return Findings(missing, left_over)


def tell(*, at: datetime) -> int:
    """Alert the operator to what is missing or left over, and close what is in order again."""
    found = check()
    raised = _settle("file_missing", Attachment._meta.label_lower, found.missing, at)
    return raised + _settle("file_left_over", "attachments.file", found.left_over, at)


def _settle(kind: str, subject_type: str, ids: Collection[str], at: datetime) -> int:
    return settle_from(kind, subject_type, Select(LISTED, [list(ids)]), at=at)


def _opens(name: str) -> bool:
    try:
        folder.read(name)
    except (FileNotFoundError, sealing.Unreadable):
        return False
    return True
