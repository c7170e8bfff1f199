"""The rules of the house catch what they are for."""

import pytest
from html5lib.html5parser import ParseError

from tests.pages.house_checks import check_fragment, check_page

GOOD = """<!doctype html><html lang="fr"><head><title>Caisse · Comptoir</title><script src="/a.js"></script></head>
<body><h1>Caisse</h1><form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">
<label for="a">Nom</label><input id="a" name="a"><button>Envoyer</button></form>
<img src="/x.png" alt=""></body></html>"""


def test_a_good_page_passes() -> None:
    assert check_page(GOOD, "fr").find(".//input[@id='a']") is not None


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('lang="fr"', 'lang="pl"', "not 'fr'"),
        ("<h1>Caisse</h1>", "", "0 headings"),
        ("<h1>Caisse</h1>", "<h1>Caisse</h1><h1>Deux</h1>", "2 headings"),
        ("<h1>Caisse</h1>", "<h1> </h1>", "heading is empty"),
        ("Caisse · Comptoir", " · Comptoir", "title is empty"),
        ('<label for="a">Nom</label>', "", "has no label"),
        ('value="t"', 'value=""', "empty CSRF token"),
        ('<input type="hidden" name="csrf_token" value="t">', "", "0 CSRF tokens"),
        ('src="/a.js">', ">alert(1)", "inline script"),
        ("<h1>", '<h1 style="color:red">', "style"),
        ("<button>", '<button onclick="x()">', "onclick"),
        ("<button>", '<button hx-on:click="x()">', "hx-on:click"),
        ("<button>", '<button hx-vals="js:{x:1}">', "hx-vals"),
        ("<button>Envoyer", "<button>", "says nothing"),
        ('id="a" name', 'id="a" aria-describedby="gone" name', "#gone"),
        ("<h1>", '<h1 id="a">', "used twice"),
        (' alt=""', "", "without alt"),
        ("</title>", "</title><style>p{}</style>", "inline style sheet"),
    ],
)
def test_each_rule_catches_its_fault(good: str, bad: str, said: str) -> None:
    assert good in GOOD
    with pytest.raises(AssertionError, match=said):
        check_page(GOOD.replace(good, bad, 1), "fr")


@pytest.mark.parametrize("html", ["<p><div></p></div>", "<ul></li></ul>", "<a href=x><a href=y></a></a>"])
def test_invalid_html_is_caught(html: str) -> None:
    with pytest.raises(ParseError):
        check_fragment(html)
