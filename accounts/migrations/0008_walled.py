"""Organisations are known by their names to all who ask; accounts are their own."""

from django.db import migrations

from core.walls import KEYS, tied, walled


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_identity_providers")]
    operations = [
        walled("accounts_organisation", kinds=["*"]),
        walled("accounts_unit", keys=["organisation_id"], kinds=["operator"]),
        walled("accounts_member", keys=["organisation_id", "id"], kinds=["operator"]),
        walled("accounts_token", keys=["organisation_id", "member_id"]),
        # A colleague who releases a file sees that it was asked for, and never what is in it.
        walled("accounts_export", keys=["member_id", "organisation_id"]),
        walled(
            "accounts_exportpart",
            where="EXISTS (SELECT FROM accounts_export AS whole WHERE whole.id = accounts_exportpart.export_id"
            f" AND whole.member_id = ANY ({KEYS}::uuid[]) OFFSET 0)",
        ),
        walled("accounts_unfinished", keys=["member_id"]),
        walled("accounts_login", keys=["member_id"]),
        walled("accounts_factor", of={"member_id": "accounts_member"}),
        walled("accounts_recoverycode", keys=["member_id"]),
        walled("accounts_identityprovider", keys=["organisation_id"], kinds=["operator"]),
        walled("accounts_identity", keys=["member_id"]),
        walled("accounts_stafflist", keys=["organisation_id"], kinds=["operator"]),
        walled("accounts_staffentry", of={"staff_list_id": "accounts_stafflist"}),
        tied("accounts_member", "unit_id", "accounts_unit", "organisation_id"),
        tied("accounts_token", "unit_id", "accounts_unit", "organisation_id"),
        tied("accounts_token", "member_id", "accounts_member", "organisation_id"),
        tied("accounts_identity", "member_id", "accounts_member", "organisation_id"),
        tied("accounts_export", "member_id", "accounts_member", "organisation_id"),
    ]
