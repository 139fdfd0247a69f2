"""The sentences of the offline check: they go to the page as one file in all languages, for use without network."""

from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from permits.enums import PermitClass

SENTENCES: dict[str, Sentence] = {
    "title": _("Check a permit without network"),
    "brand": _("Seasonal permits"),
    "language": _("Language"),
    "lead": _("Hold the code on the permit before the camera. The answer is worked out on this device."),
    # --- Three ways in ---
    "camera": _("Camera"),
    "camera_stop": _("Stop the camera"),
    "camera_refused": _("The camera cannot be used: allow it in the browser, or choose a picture or type the code."),
    "picture": _("Choose a picture"),
    "picture_empty": _("No code was found in this picture. Take it again: nearer, sharp, and without a shadow."),
    "picture_unreadable": _("This file is no picture that can be read here. Choose a JPEG or PNG."),
    "reader_missing": _("The reader of pictures did not load. Open this page once with network, or type the code."),
    "code": _("Code, typed or pasted"),
    "check": _("Check"),
    # --- The answer ---
    "word_good": _("Good"),
    "word_unchecked": _("Good, but not checked"),
    "word_undecided": _("Undecided"),
    "word_stop": _("Stop"),
    "good": _("The signature is genuine, and the permit holds today."),
    "good_unchecked": _("Good, but revocation not checked since %(moment)s. Fetch the lists with network."),
    "list_too_old": _("The status list of %(moment)s is too old to decide. Fetch the lists with network."),
    "list_missing": _("There is no status list on this device yet: open this page once with network."),
    "not_a_code": _("This is not the code of a permit."),
    "signature": _("The signature is false: this code was made or changed by somebody else."),
    "unknown_key": _("No authority known here signed this. If the permit is new, fetch the keys with network."),
    "no_keys": _("There are no keys on this device yet: open this page once with network."),
    "key_expired": _("The key that signed this no longer counted when it was signed."),
    "not_yet_valid": _("The permit begins on %(day)s."),
    "ended": _("The permit ended on %(day)s. If it was extended since, a newer paper says so: ask for it."),
    "ended_early": _(
        "This paper counts no more: the permit was given back or closed, or a newer paper took its place."
    ),
    "revoked": _("The permit was revoked."),
    "suspended": _("The permit is suspended."),
    "wrong_port": _("The permit is not for this port, but for: %(ports)s."),
    "wrong_area": _("The permit is not for work in this county, but in %(areas)s."),
    "wrong_employer": _("The permit is not for this employer, but for %(employer)s."),
    "permit": _("Permit"),
    "name": _("Full name"),
    "born": _("Born in"),
    "days": _("Days"),
    "from_until": _("%(first)s to %(last)s, 24:00 in Beijing"),
    "ports": _("Ports"),
    "area": _("County"),
    "employer": _("Employer"),
    "permit_class": _("Permit class"),
    "class_1": PermitClass.COMMUTER.label,
    "class_2": PermitClass.SHORT.label,
    "class_3": PermitClass.SEASONAL.label,
    "paper": _("Paper"),
    "ends_with": _("ends with %(end)s"),
    "signed_by": _("Signed by"),
    "authority_CN": _("China"),
    "authority_VN": _("Viet Nam"),
    "compare": _("Compare name, birth and photo with the paper and the person."),
    # --- The lists ---
    "lists": _("What this device knows"),
    "keys_age": _("Key list made %(ago)s (%(moment)s)"),
    "keys_none": _("No key list yet"),
    "status_age": _("Status list made %(ago)s (%(moment)s)"),
    "status_none": _("No status list yet"),
    "fetch": _("Fetch now"),
    "fetched": _("The lists were fetched."),
    "fetch_failed": _("The lists could not be fetched: there is no network, or the service does not answer."),
    "fingerprint": _("Fingerprint of the authority's key: %(signs)s"),
    "pinned": _("It is the key that this device was told to trust when it was set up."),
    "not_pinned": _("Taken as it was first fetched: compare it with the fingerprint that your authority has printed."),
    "pin_waits": _("This device trusts only lists of the key %(signs)s, and holds none yet."),
    "pin_differs": _(
        "This address names another key than the one this device trusts. Nothing was changed. Ask your authority."
    ),
    "list_stranger": _(
        "The key list that was offered is not signed by the key that this device trusts; it was not kept."
    ),
    # --- The clock ---
    "clock_behind": _(
        "This device's clock is wrong: it is behind %(moment)s, when a list was signed. Set it, then check again."
    ),
    "clock_off": _(
        "This device's clock differed by %(count)s minutes from the service's when they last met. Set it, then fetch."
    ),
    "list_false": _("A list that was offered is not genuine; it was not kept."),
    "offline": _("No network: this page goes on working."),
    # --- Settings ---
    "settings": _("What is checked here"),
    "purpose": _("Check at"),
    "at_border": _("a border crossing"),
    "at_work": _("a place of work"),
    "my_port": _("My port"),
    "any_port": _("Any port"),
    "my_area": _("County of the inspection"),
    "any_area": _("Any county"),
    "my_employer": _("Credit code of the inspected employer"),
    "any_employer": _("Its last six signs are enough. Leave it empty to check any employer."),
    # --- The log ---
    "log": _("Entries and exits on this device"),
    "record_in": _("Record the entry"),
    "record_out": _("Record the exit"),
    "recorded_in": _("Entry recorded as number %(number)s."),
    "recorded_out": _("Exit recorded as number %(number)s."),
    "waiting": _("Waiting to be sent: %(count)s. Sent: %(sent)s."),
    "send": _("Send now"),
    "sent": _("The log was sent."),
    "send_failed": _("The log could not be sent; it is kept here and sent with the next network."),
    "send_refused": _("The service refused the log: %(why)s"),
    "log_in": _("Log in as a member of the post, then send."),
    "log_changed": _(
        "Entry %(number)s of this log was changed after it was signed; it is not sent. Tell the post's head."
    ),
    "log_gap": _("Entry %(number)s of this log is missing. Tell the post's head."),
    "log_cut": _("The end of this log is missing: its last number was %(number)s. Tell the post's head."),
    # --- The device ---
    "device_none": _("This device is not registered: it checks, but records nothing."),
    "device_name": _("Name that stands on this device"),
    "device_register": _("Register this device"),
    "device_registered": _("The device was registered."),
    "device_is": _("This device: %(name)s"),
    "device_key": _("Public key"),
    "device_log_in": _("To register it, log in with network as a member of the post, then come back."),
    "device_cannot": _("This browser cannot keep a signing key: it checks, but records nothing. Use a newer one."),
    "device_refused": _("The device was not registered: %(why)s"),
    "go_to_log_in": _("Log in"),
    "no_script": _(
        "This check works on the device itself and needs JavaScript: it is off here, or this browser is too old."
    ),
    "no_script_instead": _("Check the permit by its number"),
}
"""Each by the name under which the page asks for it."""
