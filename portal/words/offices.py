"""The words of offices: what was done to organisations, members, tokens and quotas."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence

DO: dict[str, Sentence] = {}
DONE: dict[str, Sentence] = {
    "ping_webhook": _("tried the webhook"),
    "add_unit": _("unit added"),
    "bar": _("barred"),
    "unbar": _("bar lifted"),
    "invite": _("member invited"),
    "open_account": _("account opened"),
    "deactivate": _("account shut"),
    "reactivate": _("account opened again"),
    "set_roles": _("roles set"),
    "set_unit": _("unit set"),
    "set_webhook": _("webhook set"),
    "choose_events": _("events of the webhook chosen"),
    "rotate_secret": _("webhook secret exchanged"),
    "replay_webhook": _("letters sent to the webhook again"),
    "hand_in_file": _("file handed in"),
    "take_back_file": _("file taken back"),
    "read_file": _("file read"),
    "rename": _("renamed"),
    "choose_password": _("password chosen"),
    "change_password": _("password changed"),
    "choose_letters": _("ways of letters chosen"),
    "make_token": _("token made"),
    "revoke_token": _("token revoked"),
    "open_quota": _("quota opened"),
    "propose_adjustment": _("adjustment proposed"),
    "correct_contact": _("contacts corrected"),
    "ask_export": _("file asked for"),
    "give_password": _("password given"),
    "begin_factor": _("second factor begun"),
    "add_factor": _("second factor added"),
    "remove_factor": _("second factor removed"),
    "reset_factors": _("second factor taken away"),
    "factors_reset": _("second factors taken away"),
    "new_recovery_codes": _("recovery codes made"),
    "log_in_by_provider": _("let in by the organisation's own log-in"),
    "keep_provider": _("identity provider set"),
    "confirm_approver": _("approver confirmed"),
    "hand_in_staff": _("list of staff handed in"),
    "reconcile_staff": _("held against the list of staff"),
    "log_in": _("logged in"),
    "prove": _("proved who it is"),
}
COLOURS: dict[str, str] = {}
