"""What a test print says, in the language of the paper: every letter that could go wrong."""

SAMPLES: dict[str, tuple[str, ...]] = {
    "en": ("Test print", "The quick brown fox jumps over the lazy dog", "Total 12.50 €"),
    "fr": (
        "Impression de test",
        "Voix ambiguë d’un cœur qui au zéphyr préfère les jattes de kiwis",
        "Total 12,50 €",
    ),
    "pl": ("Wydruk testowy", "Zażółć gęślą jaźń", "ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "Razem 12,50 zł"),
    "ru": ("Пробная печать", "Съешь ещё этих мягких французских булок, да выпей чаю", "Итого 12,50 ₽"),
}


def trial_page(language: str, printer_name: str) -> dict[str, object]:
    """The print document of a test print (PROTOCOL §7)."""
    return {
        "kind": "test",
        "language": language,
        "text": [printer_name, *SAMPLES.get(language, SAMPLES["en"])],
    }
