"""Posting letters to organisations' own systems, signed as the Standard Webhooks specification says."""

import json
from datetime import UTC, datetime

from standardwebhooks import Webhook

from accounts.models import Organisation
from accounts.services.organisations import SECRET_PLACE
from core import sealing
from core.notices.models import Notice
from core.notices.services.letters import Rendered
from core.notices.services.outgoing import Undelivered, post


def deliver(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Post what happened to the organisation's address, signed with its secret."""
    mine = {"pk": notice.organisation_id, "webhook_url": notice.address}
    organisation = Organisation.objects.filter(**mine, webhook_secret__isnull=False).first()
    if organisation is None or organisation.webhook_secret is None:
        raise Undelivered("the address was changed", final=True)
    body = json.dumps(
        {
            "type": notice.kind,
            "timestamp": notice.queued_at.astimezone(UTC).isoformat(),
            "data": {"subject": notice.subject_type, "id": notice.subject_id, "params": notice.params},
        },
        ensure_ascii=False,
    )
    sent_at = at.astimezone(UTC)  # the package takes the clock's face for UTC, whatever the zone
    secret = Webhook(sealing.unseal(organisation.webhook_secret, SECRET_PLACE))
    headers = {
        "webhook-id": f"msg_{notice.pk}",
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": secret.sign(f"msg_{notice.pk}", sent_at, body),
    }
    post(notice.address, body.encode(), headers)
