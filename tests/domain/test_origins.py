"""Web origins are exact: what a browser sends, and nothing wider."""

import pytest

from domain.origins import LONGEST_ORIGIN, MOST_ORIGINS, read_origins
from domain.refusal import Refusal


def test_one_origin_per_line() -> None:
    typed = (
        "https://till.example\r\n\n  http://192.168.1.9:8080 \ncapacitor://localhost\nhttp://[fd00::9]:3000\n"
    )
    assert read_origins(typed) == [
        "https://till.example",
        "http://192.168.1.9:8080",
        "capacitor://localhost",
        "http://[fd00::9]:3000",
    ]
    assert read_origins(" \n") == []


@pytest.mark.parametrize(
    "typed", ["HTTPS://Till.Example", "https://till.example:443", "https://till.example:0443"]
)
def test_it_is_kept_as_browsers_send_it(typed: str) -> None:
    assert read_origins(f"{typed}\nhttps://till.example") == ["https://till.example"]


@pytest.mark.parametrize(
    "line",
    [
        *("*", "null", "till.example", "//till.example", "https://", "https://*.till.example"),
        *(
            "https://till.example/",
            "https://till.example/app",
            "https://till.example?x",
            "https://till.example#x",
        ),
        *(
            "https://me@till.example",
            "https://till.example:",
            "https://till.example:0",
            "https://till.example:65536",
        ),
        *("https://till.example https://other.example", "https://till..example", "https://-till.example"),
        *(
            "https://[fd00::9",
            "https://[fd00::zz]",
            "https://256.1.1.1",
            "1http://x",
            "https://кassa.example",
        ),
        *("https://till.example,https://b.example", "http://[::1%25eth0]", "javascript:alert(1)"),
    ],
)
def test_anything_wider_or_else_is_refused_by_name(line: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_origins(f"https://good.example\n{line}")
    assert (refused.value.code, refused.value.field) == ("origin_invalid", "origins")
    assert refused.value.facts == {"origin": line}


def test_neither_endless_lines_nor_endless_lists() -> None:
    with pytest.raises(Refusal) as refused:
        read_origins("https://" + "x" * 10_000)
    assert len(str(refused.value.facts["origin"])) == LONGEST_ORIGIN
    lines = [f"https://till{n}.example" for n in range(MOST_ORIGINS + 1)]
    assert len(read_origins("\n".join(lines[1:]))) == MOST_ORIGINS
    with pytest.raises(Refusal) as refused:
        read_origins("\n".join(lines))
    assert (refused.value.code, refused.value.facts) == ("too_many_origins", {"maximum": MOST_ORIGINS})
