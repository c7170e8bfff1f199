"""Receipts of a Polish bistro: twenty lines of goods each, no two alike."""

from typing import Any

LINES = 20
GOODS = (
    "Żurek z jajkiem i kiełbasą", "Gołąbki w sosie pomidorowym", "Łosoś pieczony, kasza pęczak",
    "Śledź w śmietanie", "Kaczka po poznańsku", "Pierogi ruskie, cebulka", "Źródło Tatr niegazowana 0,5 l",
    "Sałatka z buraków i gęsi", "Zupa ogórkowa", "Kopytka z masłem", "Kompot z suszu", "Placki ziemniaczane",
    "Chłodnik litewski", "Naleśniki z twarogiem", "Szarlotka na ciepło", "Bigos staropolski",
    "Herbata z cytryną", "Kawa biała", "Lody waniliowe, wiśnie", "Oscypek z żurawiną",
)  # fmt: skip


def make_receipt(number: int) -> dict[str, Any]:
    """A sale in zlotys; its number sets quantities and prices, so that no two are alike."""
    lines = [_line(GOODS[place % len(GOODS)], number * 31 + place) for place in range(LINES)]
    total = sum(line["total"] for line in lines)
    receipt = {
        "number": f"1-{number:06}",
        "closed_at": f"2026-11-20T{number % 24:02}:{number % 60:02}:00.000Z",
        "currency": "PLN",
        "device": "Kasa główna",
        "employee": {"name": "Łucja Żółkiewska"},
        "lines": lines,
        "payments": [{"method": "cash", "amount": total + 1000}],
        "taxes": [{"rate": "8", "base": total * 100 // 108, "amount": total * 8 // 108}],
        "total": total,
    }
    return {"kind": "receipt", "language": "pl", "receipt": receipt}


def _line(name: str, seed: int) -> dict[str, Any]:
    """Every fourth is weighed; the others are one piece, as most are."""
    price = 300 + seed * 37 % 9_700
    if seed % 4:
        return {"name": name, "quantity": "1", "price": price, "total": price}
    grams = 100 + seed * 13 % 900
    quantity = f"0.{grams:03}"
    return {"name": name, "quantity": quantity, "unit": "kg", "price": price, "total": price * grams // 1000}
