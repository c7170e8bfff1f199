"""Settings from the environment; a wrong one stops the start with a sentence that names the variable."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from domain.mail_server import PORTS, MailServer, Security


class SettingError(SystemExit):
    """A setting that cannot be used; ends the program with a message naming the variable."""


@dataclass(frozen=True)
class Settings:
    """How this copy of Comptoir runs. Every field is one environment variable (README, Configuration)."""

    data: Path
    database_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    public_url: str | None = None
    open_sign_up: bool = False
    trusted_proxies: int = 0
    log_level: str = "info"
    #: MB
    largest_release: int = 300
    #: the server that takes e-mails; without it none are sent
    smtp_host: str | None = None
    smtp_from: str | None = None
    smtp_security: str = "starttls"
    smtp_port: int | None = None
    smtp_user: str | None = None
    smtp_password: str | None = field(default=None, repr=False)
    #: webhooks may call addresses in the server's own network
    local_webhooks: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel by HTTPS only as soon as the public address is an HTTPS one."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def mail_server(self) -> MailServer | None:
        """Where e-mails are handed in; None where nobody set one."""
        if not self.smtp_host or not self.smtp_from:
            return None
        security = Security(self.smtp_security)
        port = self.smtp_port or PORTS[security]
        user, password = self.smtp_user or "", self.smtp_password or ""
        return MailServer(self.smtp_host, port, security, self.smtp_from, user, password)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; makes the data folder and, once, the server's secret in it.

        Raises SettingError naming the variable that cannot be used.
        """
        env = os.environ if environment is None else environment
        data = _folder("COMPTOIR_DATA", env.get("COMPTOIR_DATA") or "var")
        return cls(
            data=data,
            database_url=_database_url("DATABASE_URL", env.get("DATABASE_URL"), data),
            secret_key=env.get("COMPTOIR_SECRET_KEY") or _secret_key(data),
            host=env.get("COMPTOIR_HOST") or "127.0.0.1",
            port=_number("COMPTOIR_PORT", env.get("COMPTOIR_PORT"), 8000, 1, 65535),
            workers=_number("COMPTOIR_WORKERS", env.get("COMPTOIR_WORKERS"), 2, 1, 64),
            public_url=_url("COMPTOIR_PUBLIC_URL", env.get("COMPTOIR_PUBLIC_URL")),
            open_sign_up=_switch("COMPTOIR_OPEN_SIGN_UP", env.get("COMPTOIR_OPEN_SIGN_UP")),
            trusted_proxies=_number("COMPTOIR_TRUSTED_PROXIES", env.get("COMPTOIR_TRUSTED_PROXIES"), 0, 0, 9),
            largest_release=_number(
                "COMPTOIR_LARGEST_RELEASE", env.get("COMPTOIR_LARGEST_RELEASE"), 300, 1, 4000
            ),
            smtp_host=env.get("COMPTOIR_SMTP_HOST") or None,
            smtp_from=_sender(env),
            smtp_security=_choice("COMPTOIR_SMTP_SECURITY", env.get("COMPTOIR_SMTP_SECURITY"), SECURITIES),
            smtp_port=_number("COMPTOIR_SMTP_PORT", env.get("COMPTOIR_SMTP_PORT"), 0, 1, 65535) or None,
            smtp_user=env.get("COMPTOIR_SMTP_USER") or None,
            smtp_password=env.get("COMPTOIR_SMTP_PASSWORD") or None,
            local_webhooks=_switch("COMPTOIR_LOCAL_WEBHOOKS", env.get("COMPTOIR_LOCAL_WEBHOOKS")),
            log_level=_choice("COMPTOIR_LOG_LEVEL", env.get("COMPTOIR_LOG_LEVEL"), LOG_LEVELS),
        )


SECURITIES = tuple(str(security) for security in Security)
LOG_LEVELS = ("info", "debug", "warning", "error")


def _folder(name: str, value: str) -> Path:
    path = Path(value).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(f"{name}: the folder {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK):
        raise SettingError(f"{name}: the folder {path} cannot be written to")
    return path


def _secret_key(data: Path) -> str:
    """The server's secret, made once: whole or not at all, for all of several starts at the same moment."""
    path = data / "secret_key"
    if not path.exists():
        beside = data / f"secret_key.{secrets.token_hex(8)}"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links
            beside.replace(path)
        beside.unlink(missing_ok=True)
    if not (key := path.read_text().strip()):
        raise SettingError(f"COMPTOIR_SECRET_KEY: the file {path} is empty; restore it, or set the variable")
    return key


def _database_url(name: str, value: str | None, data: Path) -> str:
    if not value:
        return f"sqlite:///{data / 'comptoir.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if value.startswith(("postgresql+psycopg://", "sqlite:///")):
        return value
    raise SettingError(f"{name}: must begin with postgresql:// or sqlite:///")


def _url(name: str, value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingError(f"{name}: must be an address such as https://shop.example")
    return value.rstrip("/")


def _sender(env: Mapping[str, str]) -> str | None:
    """In whose name e-mails are sent: needed as soon as a mail server is named."""
    sender = env.get("COMPTOIR_SMTP_FROM")
    if env.get("COMPTOIR_SMTP_HOST") and "@" not in parseaddr(sender or "")[1]:
        raise SettingError("COMPTOIR_SMTP_FROM: must be the address that sends, such as office@shop.example")
    return sender or None


def _number(name: str, value: str | None, default: int, low: int, high: int) -> int:
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise SettingError(f"{name}: must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def _switch(name: str, value: str | None) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    if not value:
        return False
    if value.lower() not in words:
        raise SettingError(f"{name}: must be 1 or 0, not {value!r}")
    return words[value.lower()]


def _choice(name: str, value: str | None, choices: tuple[str, ...]) -> str:
    if not value:
        return choices[0]
    if value.lower() not in choices:
        raise SettingError(f"{name}: must be one of {', '.join(choices)}, not {value!r}")
    return value.lower()
