"""Refusals about versions of the till program."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "version_unreadable": lambda **_f: _("Please write a version such as 1.5.0 or 1.6.0-beta.1."),
    "version_taken": lambda **_f: _("This version was already uploaded for this platform and channel."),
    "platform_unreadable": lambda **_f: _(
        "Please write a platform such as android-arm64: small letters, digits, dots and dashes."
    ),
    "channel_unknown": lambda **_f: _("Please choose a channel."),
    "percentage_out_of_range": lambda **_f: _("Please write a whole number from 1 to 100."),
    "reach_unknown": lambda **_f: _("One of these was deleted meanwhile. Please choose again."),
    "signature_unreadable": lambda **_f: _("This is no Ed25519 signature: 64 bytes in base64 are expected."),
    "signature_wrong": lambda **_f: _(
        "None of your signing keys signed exactly this file. Ask the publisher; nothing was saved."
    ),
    "file_empty": lambda **_f: _("The file is empty."),
    "disk_full": lambda **_f: _(
        "The disk of the server is too full for this file. Nothing was saved; make room and try again."
    ),
    "public_key_unreadable": lambda **_f: _("This is no Ed25519 public key."),
    "private_key_pasted": lambda **_f: _(
        "This is a private key. It must never leave its publisher: ask for the public key, and tell the publisher."
    ),
    "key_taken": lambda **_f: _("This key is already known."),
    "key_revoked": lambda **_f: _("The key that signed this version was revoked. It cannot be rolled out."),
    "not_rolling": lambda **_f: _("This version does not roll out just now."),
    "release_withdrawn": lambda **_f: _("This version was rolled back for good. Upload a new one."),
    "not_draft": lambda **_f: _("Only a version that was never rolled out can be removed."),
}
