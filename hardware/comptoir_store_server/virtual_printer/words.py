"""The few words on the virtual printer's page, in the languages of the shops."""

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "pl", "ru")

_TABLE: Mapping[str, tuple[str, str, str, str]] = {
    "title": ("Virtual printer", "Imprimante virtuelle", "Wirtualna drukarka", "Виртуальный принтер"),
    "address": ("Print to", "Adresse d’impression", "Adres wydruku", "Адрес печати"),
    "paper": ("Paper", "Papier", "Papier", "Бумага"),
    "paper_ok": ("Full", "Plein", "Pełny", "Есть"),
    "paper_low": ("Running low", "Bientôt épuisé", "Kończy się", "Заканчивается"),
    "paper_out": ("Out of paper", "Épuisé", "Brak papieru", "Нет бумаги"),
    "lines_left": (
        "Paper ends after (lines)", "Fin du papier après (lignes)", "Koniec papieru po (wierszach)",
        "Бумага кончится через (строк)",
    ),
    "cover_open": ("Cover open", "Capot ouvert", "Pokrywa otwarta", "Крышка открыта"),
    "offline": ("Offline", "Hors ligne", "Offline", "Не в сети"),
    "mute": ("Answers nothing", "Ne répond pas", "Nie odpowiada", "Не отвечает"),
    "drawer_open": ("Drawer open", "Tiroir ouvert", "Szuflada otwarta", "Ящик открыт"),
    "cutter_jammed": ("Cutter jammed", "Massicot bloqué", "Nóż zablokowany", "Нож заклинило"),
    "power": ("Power on", "Sous tension", "Zasilanie włączone", "Питание включено"),
    "apply": ("Change the printer", "Modifier l’imprimante", "Zmień stan drukarki", "Изменить состояние"),
    "tear": ("Tear off the paper", "Déchirer le papier", "Oderwij papier", "Оторвать бумагу"),
    "ready": ("Ready", "Prête", "Gotowa", "Готов"),
    "not_ready": ("Stopped", "Arrêtée", "Zatrzymana", "Остановлен"),
    "papers": (
        "Paper, newest first", "Papiers, du plus récent au plus ancien", "Wydruki, najnowsze u góry",
        "Бумага, сначала новая",
    ),
    "empty": (
        "Nothing printed yet. Print to the address above and the paper appears here.",
        "Rien n’est encore imprimé. Imprimez à l’adresse ci-dessus : le papier apparaît ici.",
        "Jeszcze nic nie wydrukowano. Wydruk na powyższy adres pojawi się tutaj.",
        "Пока ничего не напечатано. Напечатайте на адрес выше, и бумага появится здесь.",
    ),
    "waiting": ("Still in the printer", "Encore dans l’imprimante", "Jeszcze w drukarce", "Ещё в принтере"),
    "faults": ("Faults in the job", "Défauts du travail", "Błędy w zadaniu", "Ошибки в задании"),
    "as_text": ("As text", "En texte", "Jako tekst", "Текстом"),
}  # fmt: skip


def words_in(language: str) -> dict[str, str]:
    """All words in one language."""
    place = LANGUAGES.index(language)
    return {key: row[place] for key, row in _TABLE.items()}


def best_language(accept_language: str) -> str:
    """The language the reader's browser asks for, English if it asks for none of ours."""
    wishes = []
    for place, wish in enumerate(accept_language.split(",")):
        tag, _, weight = wish.strip().partition(";q=")
        wishes.append((-_weight(weight), place, tag.strip().lower().split("-")[0]))
    return next((tag for weight, _, tag in sorted(wishes) if tag in LANGUAGES and weight < 0), "en")


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0
