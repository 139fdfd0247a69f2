"""Files belong to who handed them in, and come by the records that carry them."""

from django.db import migrations

from core.walls import EVERYTHING, finds, open_to_owner, walled

# Behind a policy no index finds what overlaps; the clock alone is answered. Who is the same bytes is known anyway.
ALIKE = f"""
SELECT kept.id, kept.stored_as, (
    SELECT sum(bit_count((mine # yours)::bit(64))) FROM unnest(photo.likeness, kept.likeness) AS both_ (mine, yours)
) AS apart
FROM attachments_attachment AS photo JOIN attachments_attachment AS kept ON kept.likeness && photo.likeness
WHERE photo.id = asked AND kept.id <> asked AND kept.digest <> photo.digest AND kept.taken_back_at IS NULL
    AND {EVERYTHING}
ORDER BY apart LIMIT most
"""


class Migration(migrations.Migration):
    dependencies = [("attachments", "0003_alike")]
    operations = [
        walled("attachments_attachment", keys=["organisation_id"]),
        walled(
            "attachments_resemblance",
            of={"first_id": "attachments_attachment", "second_id": "attachments_attachment"},
        ),
        open_to_owner("attachments_attachment"),
        finds("attachments_alike", "asked uuid, most integer", "TABLE (id uuid, stored_as text, apart numeric)", ALIKE),
    ]
