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
        "Paper ends after (lines)",
        "Fin du papier après (lignes)",
        "Koniec papieru po (wierszach)",
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
        "Paper, newest first",
        "Papiers, du plus récent au plus ancien",
        "Wydruki, najnowsze u góry",
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
    "fault_unknown_command": (
        "Unknown command",
        "Commande inconnue",
        "Nieznane polecenie",
        "Неизвестная команда",
    ),
    "fault_bad_argument": ("Wrong value", "Valeur incorrecte", "Błędna wartość", "Неверное значение"),
    "fault_unsupported": (
        "This printer cannot do that",
        "Cette imprimante ne sait pas le faire",
        "Ta drukarka tego nie potrafi",
        "Этот принтер так не умеет",
    ),
    "fault_undefined_byte": (
        "No such letter in the code page",
        "Lettre absente de la page de codes",
        "Brak takiej litery w stronie kodowej",
        "Нет такой буквы в кодовой странице",
    ),
    "fault_double_byte_text": (
        "Read as Chinese",
        "Lu comme du chinois",
        "Odczytano jako chiński",
        "Прочитано как китайский текст",
    ),
    "fault_overlong_line": (
        "Line too long",
        "Ligne trop longue",
        "Za długi wiersz",
        "Слишком длинная строка",
    ),
    "fault_overprinted": (
        "Letters on top of each other",
        "Lettres superposées",
        "Litery nałożone na siebie",
        "Буквы друг на друге",
    ),
    "fault_text_dropped": ("Text lost", "Texte perdu", "Utracony tekst", "Текст потерян"),
    "fault_ignored_in_line": (
        "Ignored in the middle of a line",
        "Ignoré au milieu d’une ligne",
        "Zignorowane w środku wiersza",
        "Пропущено: не в начале строки",
    ),
    "fault_does_not_fit": (
        "Too wide for the paper",
        "Trop large pour le papier",
        "Za szerokie na papier",
        "Шире бумаги",
    ),
    "fault_bad_symbol": (
        "Bar code or QR code cannot be drawn",
        "Code-barres ou code QR impossible",
        "Błędny kod kreskowy lub QR",
        "Неверный штрихкод или QR-код",
    ),
    "fault_real_time_in_image": (
        "Status command inside an image",
        "Commande d’état dans une image",
        "Polecenie stanu w obrazie",
        "Команда состояния внутри изображения",
    ),
    "fault_not_cut": ("Paper not cut", "Papier non coupé", "Papier nieodcięty", "Бумага не отрезана"),
    "fault_half_command": (
        "The job broke off",
        "Travail interrompu",
        "Zadanie urwane",
        "Задание оборвалось",
    ),
}


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
