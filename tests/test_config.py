"""Settings come from the environment; a wrong one names its variable."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import SettingError, Settings


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment({"COMPTOIR_DATA": str(tmp_path / "data")} | environment)


def test_nothing_set_is_a_working_office(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 2)
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'comptoir.sqlite3'}"


def test_the_secret_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    first, again = read(tmp_path), read(tmp_path)
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 43
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert read(tmp_path, COMPTOIR_SECRET_KEY="mine").secret_key == "mine"


def test_of_many_starts_at_once_all_have_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        keys = set(starts.map(lambda _: read(tmp_path).secret_key, range(32)))
    assert len(keys) == 1
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_a_secret_that_was_lost_stops_the_start(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "data" / "secret_key").write_text("")
    with pytest.raises(SettingError, match=r"COMPTOIR_SECRET_KEY: .* is empty"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COMPTOIR_PORT", "eighty"),
        ("COMPTOIR_PORT", "0"),
        ("COMPTOIR_PORT", "70000"),
        ("COMPTOIR_WORKERS", "0"),
        ("COMPTOIR_PUBLIC_URL", "shop.example"),
        ("COMPTOIR_PUBLIC_URL", "ftp://shop.example"),
        ("COMPTOIR_OPEN_SIGN_UP", "maybe"),
        ("COMPTOIR_TRUSTED_PROXIES", "-1"),
        ("COMPTOIR_SMTP_PORT", "smtp"),
        ("COMPTOIR_SMTP_SECURITY", "some"),
        ("COMPTOIR_LOCAL_WEBHOOKS", "perhaps"),
        ("COMPTOIR_LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://here"),
        ("COMPTOIR_DATA", "/dev/null/data"),
    ],
)
def test_a_setting_that_cannot_be_names_its_variable(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, **{variable: value})
    assert str(refused.value).startswith(f"{variable}: ")


@pytest.mark.parametrize("sender", [None, "Comptoir", "office at example.com"])
def test_a_mail_server_needs_to_know_who_sends(tmp_path: Path, sender: str | None) -> None:
    more = {"COMPTOIR_SMTP_FROM": sender} if sender else {}
    with pytest.raises(SettingError, match="COMPTOIR_SMTP_FROM: "):
        read(tmp_path, COMPTOIR_SMTP_HOST="mail.example", **more)


@pytest.mark.parametrize(("security", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_mail_server_listens_where_its_kind_usually_does(tmp_path: Path, security: str, port: int) -> None:
    named = {"COMPTOIR_SMTP_HOST": "mail.example", "COMPTOIR_SMTP_FROM": "Office <office@example.com>"}
    settings = read(tmp_path, COMPTOIR_SMTP_SECURITY=security, COMPTOIR_SMTP_PASSWORD="hidden", **named)
    assert settings.mail_server is not None
    assert (settings.mail_server.port, settings.mail_server.user) == (port, "")
    assert "hidden" not in repr(settings) + repr(settings.mail_server)
    assert read(tmp_path, COMPTOIR_SMTP_PORT="2525", **named).mail_server.port == 2525  # type: ignore[union-attr]
    assert read(tmp_path).mail_server is None


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_postgresql_is_named_in_any_usual_way(tmp_path: Path, prefix: str) -> None:
    url = read(tmp_path, DATABASE_URL=f"{prefix}me@db/shop").database_url
    assert url == "postgresql+psycopg://me@db/shop"
