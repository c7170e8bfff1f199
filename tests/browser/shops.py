"""Three shops on their first day: what their owners type, and what must stand on the paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goods:
    """One line of the product file, and its price in words."""

    name: str
    price: str
    minor: int


@dataclass(frozen=True)
class Shop:
    """One owner's first day."""

    language: str
    #: what the owner's country proposes
    country: str
    currency: str
    timezone: str
    business: str
    owner: str
    store: str
    till: str
    box: str
    printer: str
    #: the product file as a spreadsheet of that country saves it; one line of it has no price
    encoding: str
    product_file: str
    goods: tuple[Goods, Goods]
    total: str
    #: lines that the test print must have, letter by letter
    test_print: tuple[str, ...]
    #: the whole receipt on paper, white space squeezed, rules left out
    paper: tuple[str, ...]


POLISH = Shop(
    language="pl",
    country="PL",
    currency="PLN",
    timezone="Europe/Warsaw",
    business="Bar pod Lipą",
    owner="Zofia Dąbrowska",
    store="Święty Krzyż 5",
    till="Kasa główna",
    box="Zaplecze",
    printer="Drukarka przy ladzie",
    encoding="cp1250",
    product_file=(
        "nazwa;kategoria;cena;kod kreskowy\r\n"
        "Żurek z jajkiem;Zupy;18,50;5901234123457\r\n"
        "Pączek z różą;Słodkie;4,20;\r\n"
        "Gęś bez ceny;;;\r\n"
    ),
    goods=(Goods("Żurek z jajkiem", "18,50 zł", 1850), Goods("Pączek z różą", "4,20 zł", 420)),
    total="22,70 zł",
    test_print=(
        "WYDRUK TESTOWY",
        "Polski: Żurek z jajkiem, łódź, ąćęńóśź, 12,50 zł",
        "Zażółć gęślą jaźń",
        "ZAŻÓŁĆ GĘŚLĄ JAŹŃ",
    ),
    paper=(
        "Święty Krzyż 5",
        "Paragon nr {number} {moment}",
        "Kasa: Kasa główna",
        "Żurek z jajkiem 18,50 zł",
        "Pączek z różą 4,20 zł",
        "RAZEM 22,70 zł",
        "Gotówka 22,70 zł",
        "VAT 23 % od 18,46 zł 4,24 zł",
        "NIEFISKALNY",
    ),
)
FRENCH = Shop(
    language="fr",
    country="FR",
    currency="EUR",
    timezone="Europe/Paris",
    business="Le Bœuf à l’étage",
    owner="Anaïs Lefèvre",
    store="Place de la Poëlerie",
    till="Caisse n° 1",
    box="Arrière-boutique",
    printer="Imprimante du comptoir",
    encoding="cp1252",
    product_file=(
        "nom;catégorie;prix;code-barres\r\n"
        "Œufs à la coque;Entrées;6,50;\r\n"
        "Crème brûlée;Desserts;7,20;3017620422003\r\n"
        "Hors-d’œuvre sans prix;;;\r\n"
    ),
    goods=(Goods("Œufs à la coque", "6,50 €", 650), Goods("Crème brûlée", "7,20 €", 720)),
    total="13,70 €",
    test_print=(
        "IMPRESSION DE TEST",
        "Français: Œufs à la coque, crème brûlée, 12,50 €",
        "Total 12,50 €",
    ),
    paper=(
        "Place de la Poëlerie",
        "Ticket n° {number} {moment}",
        "Caisse: Caisse n° 1",
        "Œufs à la coque 6,50 €",
        "Crème brûlée 7,20 €",
        "TOTAL 13,70 €",
        "Espèces 13,70 €",
        "TVA 20 % sur 11,42 € 2,28 €",
    ),
)
RUSSIAN = Shop(
    language="ru",
    country="RU",
    currency="RUB",
    timezone="Europe/Moscow",
    business="Столовая «Ёлочка»",
    owner="Пётр Щербаков",
    store="Улица Ильинка",
    till="Касса 1",
    box="Подсобка",
    printer="Принтер у стойки",
    encoding="cp1251",
    product_file=(
        "название;категория;цена;штрихкод\r\n"
        "Борщ с пампушками;Супы;320,00;4601234567893\r\n"
        "Мёд и щербет;Десерты;150,50;\r\n"
        "Пирог без цены;;;\r\n"
    ),
    goods=(Goods("Борщ с пампушками", "320,00 ₽", 32000), Goods("Мёд и щербет", "150,50 ₽", 15050)),
    total="470,50 ₽",
    test_print=(
        "ПРОБНАЯ ПЕЧАТЬ",
        "Русский: Борщ с пампушками, щёки, 12,50 руб.",
        "Итого 12,50 руб.",
    ),
    paper=(
        "Улица Ильинка",
        "Чек № {number} {moment}",
        "Касса: Касса 1",
        "Борщ с пампушками 320,00 руб.",
        "Мёд и щербет 150,50 руб.",
        "ИТОГО 470,50 руб.",
        "Наличные 470,50 руб.",
        "НДС 22 % с суммы 385,66 руб. 84,84 руб.",
        "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ",
    ),
)
SHOPS = (POLISH, FRENCH, RUSSIAN)
