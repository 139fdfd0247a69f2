"""Telling who keeps the service running what is wrong with it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from accounts.services.letters import digest
from core.alerts.services import Select, settle_from

FOUND: Final = """
SELECT listed.key, '', NULL::uuid, '', jsonb_build_object('number', listed.value::bigint),
    ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'operator')
FROM jsonb_each_text(%s::jsonb) AS listed
"""


def alert_operators(
    kind: str, subject_type: str, found: Mapping[str, int], *, at: datetime, is_written: bool = False
) -> int:
    """Alert them to what was found, each with its number, by letter too where `is_written`, and close what is in order
    again; how many are new."""
    telling = [digest(kind)] if is_written else []
    return settle_from(kind, subject_type, Select(FOUND, [json.dumps(dict(found))]), at=at, telling=telling)
