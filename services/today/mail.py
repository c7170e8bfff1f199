"""Hand an e-mail to the mail server."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import NamedTuple

from domain.check_deliveries import Outcome
from domain.mail_server import MailServer, Security

TIMEOUT_SECONDS = 20.0
ANSWER_SHOWN = 200


class Mail(NamedTuple):
    """One e-mail to one person."""

    to: str
    subject: str
    text: str
    language: str


def send_mail(server: MailServer, mail: Mail, message: EmailMessage) -> Outcome:
    """Hand it in; whether it was taken, and what the server said if not."""
    sender = parseaddr(server.sender)[1]
    try:
        with _connect(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message, sender, [mail.to])
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = refused.recipients[mail.to]
        return _refused("recipient_refused", code, said)
    except smtplib.SMTPAuthenticationError as fault:
        return _refused("mail_login_refused", fault.smtp_code, fault.smtp_error, may_help=False)
    except smtplib.SMTPResponseException as fault:
        return _refused("mail_refused", fault.smtp_code, fault.smtp_error)
    except ssl.SSLError as fault:
        return Outcome("certificate_invalid", _shown(fault.reason or str(fault)))
    except (smtplib.SMTPException, UnicodeError) as fault:
        return Outcome("mail_refused", _shown(str(fault)), may_help=False)
    except OSError as fault:
        return Outcome("mail_server_unreachable", _shown(fault.strerror or str(fault)))
    return Outcome()


def write_mail(server: MailServer, mail: Mail, moment: datetime) -> EmailMessage:
    """The e-mail as it travels: plain text that every program shows."""
    message = EmailMessage()
    message["Subject"] = " ".join(mail.subject.split())
    message["From"] = server.sender
    message["To"] = mail.to
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = make_msgid(domain=parseaddr(server.sender)[1].partition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = mail.language
    return message


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.security == Security.STARTTLS:
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection


def _refused(reason: str, code: int, said: bytes | str, *, may_help: bool = True) -> Outcome:
    """Codes from 500 on are final."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Outcome(reason, _shown(f"{code} {text}"), may_help=may_help and code < 500)


def _shown(text: str) -> str:
    return " ".join(text.split())[:ANSWER_SHOWN]
