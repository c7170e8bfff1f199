"""Papers as a shop wants them: whole amounts, marked copies, codes, slips, the country's words."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.page_printers.pages import make_page
from comptoir_store_server.printing.assembly import NothingToPrint
from comptoir_store_server.printing.codes import draw_qr, modules_of
from comptoir_store_server.printing.lines import Paper
from comptoir_store_server.printing.money import write_money
from comptoir_store_server.printing.render import render
from comptoir_store_server.reasons import SENTENCES, Reason
from comptoir_store_server.virtual_printer import Paper as Sheet
from comptoir_store_server.virtual_printer import read_papers
from comptoir_store_server.virtual_printer.events import Align, FaultCode

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LINK = "https://sklep.example/p/1-000012?t=ż"
SOUP = {"name": "Żurek", "quantity": "2", "price": 1250, "total": 2500}
CAKE = {"name": "Szarlotka", "quantity": "1", "price": 900, "total": 900}
SWITCHED_ON = {"print_assembly_slips": True, "only_made_to_order": True}


def a_printer(profile: str = "TM-T20II", paper_mm: int = 80, **more: Any) -> Peripheral:
    return Peripheral(
        "p1", "Bar", "receipt_printer", Connection(host="192.0.2.7"), profile, paper_mm=paper_mm, **more
    )


def paper_of(
    document: dict[str, Any], printer: Peripheral | None = None, *, store: Any = None, **more: Any
) -> Sheet:
    printer = printer or a_printer()
    rendered = render(document, printer, store or {"name": "Pod Żubrem"}, NOW, **more)
    [sheet] = read_papers(rendered.data, 576 if printer.paper_mm > 60 else 384)
    assert {fault.code for fault in sheet.faults} <= {FaultCode.NOT_CUT}, "a model without a knife is torn"
    return sheet


def a_sale(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    receipt = {"number": "1-12", "currency": "PLN", "lines": list(lines), "total": 2500}
    return {"kind": "receipt", "language": "pl", "receipt": receipt | more}


def a_slip(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "assembly", "language": "pl", "receipt": {"lines": list(lines)}, **more}


class TestColumns:
    @pytest.mark.parametrize("paper_mm", [58, 80])
    @pytest.mark.parametrize("profile", ["TM-T20II", "TM-T88V", "POS-5890", "default"])
    def test_no_amount_is_ever_broken(self, paper_mm: int, profile: str) -> None:
        amounts = [10**power + 23 for power in range(2, 12)]
        goods = [
            {"name": f"Sernik nr {n}", "quantity": "3", "price": each, "total": 3 * each, "discount": each}
            for n, each in enumerate(amounts)
        ]
        taxes = [
            {"name": "Stawka obniżona" * (n % 3), "rate": "5.5", "base": each, "amount": each}
            for n, each in enumerate(amounts)
        ]
        document = a_sale(*goods, taxes=taxes, total=sum(amounts))
        lines = paper_of(document, a_printer(profile, paper_mm)).lines
        assert max(map(len, lines)) <= (48 if paper_mm == 80 else 36)
        for each in amounts:
            whole = f"{each // 100:,}".replace(",", " ") if each >= 1_000_000 else str(each // 100)
            told = re.compile(rf"(?<![\d ]){whole},{each % 100:02} zł|[×-] ?{whole},{each % 100:02} zł")
            assert sum(len(told.findall(line)) for line in lines) >= 2, whole

    @pytest.mark.parametrize("paper_mm", [58, 80])
    @pytest.mark.parametrize("profile", ["TM-T20II", "POS-5890", "default"])
    @pytest.mark.parametrize("currency", ["EUR", "PLN", "RUB"])
    @pytest.mark.parametrize("language", ["fr", "pl", "ru", "en"])
    def test_seven_figures_stay_whole_in_every_language(
        self, language: str, currency: str, profile: str, paper_mm: int
    ) -> None:
        amounts = [1_234_567, 9_999_999, 7_000_001]
        goods = [
            {"name": f"Very long name of goods no {n}", "quantity": "12", "price": each, "total": 12 * each}
            for n, each in enumerate(amounts)
        ]
        taxes = [{"rate": "23", "base": each, "amount": each} for each in amounts]
        payments = [{"method": "card", "amount": each} for each in amounts]
        document = a_sale(*goods, taxes=taxes, payments=payments, total=sum(amounts), currency=currency)
        lines = paper_of({**document, "language": language}, a_printer(profile, paper_mm)).lines
        for each in [*amounts, *(12 * each for each in amounts), sum(amounts)]:
            whole = write_money(each, currency, language)
            spelled = {whole, whole.replace("₽", "руб.")}
            assert any(spelling in line for line in lines for spelling in spelled), whole

    @pytest.mark.parametrize("columns", [32, 48])
    def test_what_is_longer_than_the_paper_is_wrapped_and_never_cut_off(self, columns: int) -> None:
        paper = Paper(columns, str)
        path = "/dev/serial/by-id/usb-Prolific_Technology_Inc._USB-Serial_Controller-if00-port0"
        paper.add_row("Adres", path)
        paper.add_row("x" * columns, "12\u00a0345,50\u00a0zł")
        paper.add_row("", "12,50\u00a0zł")
        texts = [line.text for line in paper.lines]
        assert "".join(texts[:-3]).replace(" ", "") == "Adres" + path
        assert [text.strip() for text in texts[-3:]] == ["x" * columns, "12 345,50 zł", "12,50 zł"]
        assert all(len(text) <= columns for text in texts)
        assert all(len(text) == columns for text in texts[-3:]), "amounts stand at the right edge"

    def test_a_name_is_broken_at_its_spaces_and_its_price_stands_on_its_last_line(self) -> None:
        name = "Pierogi ruskie z cebulką i śmietaną, porcja dla dwojga"
        sold = {"name": name, "quantity": "1", "total": 4800}
        lines = paper_of(a_sale(sold), a_printer(paper_mm=58)).lines
        place = next(n for n, line in enumerate(lines) if line.startswith("Pierogi"))
        assert lines[place : place + 3] == [
            "Pierogi ruskie z cebulką i",
            "śmietaną, porcja dla dwojga",
            "48,00 zł".rjust(32),
        ]


class TestCopies:
    @pytest.mark.parametrize("kind", ["receipt", "pickup", "assembly", "report", "text"])
    @pytest.mark.parametrize(
        ("language", "mark"),
        [("fr", "DUPLICATA"), ("pl", "DUPLIKAT"), ("ru", "ДУБЛИКАТ"), ("en", "DUPLICATE")],
    )
    def test_every_paper_is_marked_in_its_language(self, kind: str, language: str, mark: str) -> None:
        document = {"kind": kind, "language": language, "text": ["Zupa"], "receipt": {"lines": [SOUP]}}
        marked = paper_of({**document, "duplicate": True})
        assert [line.strip() for line in marked.lines].count(mark) == 1
        assert mark not in paper_of(document).text

    def test_the_language_is_the_document_s_then_the_role_s_then_the_printer_s_then_the_store_s(self) -> None:
        kitchen = a_printer(language="ru")
        store = {"language": "pl"}
        assert "BON D'ASSEMBLAGE" in paper_of(a_slip(SOUP) | {"language": "fr"}, kitchen, store=store).text
        slip = {"kind": "assembly", "receipt": {"lines": [SOUP]}}
        role = {**SWITCHED_ON, "only_made_to_order": False, "language": "en"}
        assert "ASSEMBLY SLIP" in paper_of(slip, kitchen, store=store, options=role).text
        assert "BON D'ASSEMBLAGE" in paper_of(slip | {"language": "fr"}, kitchen, options=role).text
        assert "СБОРОЧНЫЙ ЛИСТ" in paper_of(slip, kitchen, store=store).text
        assert "BON KOMPLETACJI" in paper_of(slip, store=store).text


class TestCountries:
    @pytest.mark.parametrize("language", ["en", "fr", "pl", "ru"])
    @pytest.mark.parametrize(
        ("store", "currency", "words"),
        [
            ({"timezone": "Europe/Warsaw"}, "EUR", "NIEFISKALNY"),
            ({"timezone": "Asia/Vladivostok"}, "USD", "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ"),
            ({"timezone": "Europe/Paris"}, "EUR", ""),
            ({"timezone": "Europe/Paris"}, "PLN", "NIEFISKALNY"),
            ({"timezone": "Europe/Warsaw", "country": "fr"}, "PLN", ""),
        ],
    )
    @pytest.mark.parametrize("kind", ["receipt", "report"])
    def test_the_country_s_words_stand_on_the_paper_whatever_its_language(
        self, kind: str, language: str, store: dict[str, str], currency: str, words: str
    ) -> None:
        told = {"currency": currency, "lines": [CAKE], "totals": {"sales": 900}}
        text = paper_of({"kind": kind, "language": language, kind: told}, store=store).text
        said = [each for each in ("NIEFISKALNY", "НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ") if each in text]
        assert said == ([words] if words else [])

    def test_where_nothing_else_is_known_the_language_tells(self) -> None:
        assert "NIEFISKALNY" in paper_of({"kind": "report", "language": "pl", "report": {}}).text
        assert "FISK" not in paper_of({"kind": "report", "language": "fr", "report": {}}).text


class TestStorePapers:
    def test_header_and_footer_stand_around_the_sale(self) -> None:
        store = {
            "name": "Pod Żubrem",
            "address": "ul. Długa 5\n00-238 Warszawa",
            "receipt_header": "Czynne do 22",
            "receipt_footer": "Dziękujemy!\nZapraszamy",
        }
        lines = [line.strip() for line in paper_of(a_sale(CAKE), store=store).lines]
        order = ["Pod Żubrem", "ul. Długa 5", "00-238 Warszawa", "Czynne do 22", "Dziękujemy!", "Zapraszamy"]
        assert [line for line in lines if line in order] == order
        assert lines.index("Czynne do 22") < next(n for n, line in enumerate(lines) if "Szarlotka" in line)
        assert lines.index("Dziękujemy!") > next(n for n, line in enumerate(lines) if "RAZEM" in line)

    def test_a_day_report_counts_in_numbers_and_sums_in_money(self) -> None:
        totals = {"sales": 123_456, "refunds_count": 3, "payments": {"cash": 23_456, "count": 41}}
        report = {"number": 7, "receipts_count": 41, "currency": "PLN", "totals": totals, "device": "Kasa 1"}
        lines = paper_of({"kind": "report", "language": "pl", "report": report}).lines
        rows = {line.split()[0]: line.split()[-1] for line in lines if len(line.split()) > 1}
        assert rows["refunds_count"] == "3"
        assert rows["count"] == "41"
        assert rows["Paragony"] == "41"
        assert any(line.strip().startswith("Sprzedaż") and line.endswith("1234,56 zł") for line in lines)

    def test_a_pick_up_slip_says_where_to_come_back_to_and_no_price(self) -> None:
        sheet = paper_of({**a_sale(SOUP), "kind": "pickup"}, store={"name": "Pod Żubrem"})
        assert sheet.lines[0].strip() == "Pod Żubrem"
        assert "2 × Żurek" in sheet.text
        assert "zł" not in sheet.text


class TestCodes:
    @pytest.mark.parametrize(("profile", "paper_mm"), [("TM-T20II", 80), ("TM-T88V", 58), ("default", 58)])
    def test_the_printer_draws_the_code_between_total_and_footer(self, profile: str, paper_mm: int) -> None:
        printer = a_printer(profile, paper_mm)
        sheet = paper_of(a_sale(CAKE, qr=LINK), printer, store={"receipt_footer": "Zapraszamy"})
        [code] = sheet.qr_codes
        assert code.raw.decode() == LINK
        assert code.size >= 3
        footer = next(line for line in sheet.text_lines if "Zapraszamy" in line.text)
        items = list(sheet.items)
        assert items.index(code) < items.index(footer)
        assert code.place.align is Align.CENTRE
        assert footer.text.startswith(" "), "laid out from the left again"

    def test_a_model_without_codes_of_its_own_gets_a_picture_of_it(self) -> None:
        sheet = paper_of(a_sale(CAKE, qr=LINK), a_printer("POS-5890", 58))
        assert not sheet.qr_codes
        assert sheet.pictures
        assert "Szarlotka" in sheet.text, "the rest stays letters"

    def test_the_picture_holds_the_code_dot_by_dot(self) -> None:
        picture, rows = draw_qr(LINK, 384), modules_of(LINK)
        left, top = (384 - len(rows) * 6) // 2, 8
        for y, row in enumerate(rows):
            for x, black in enumerate(row):
                assert (picture.getpixel((left + 6 * x + 3, top + 6 * y + 3)) == 0) == black

    def test_a_code_too_long_for_the_paper_is_written_out(self) -> None:
        sheet = paper_of({"kind": "receipt", "language": "pl", "receipt": {"qr": "y" * 1001}})
        assert not sheet.qr_codes
        assert sheet.text.count("y") == 1001

    @pytest.mark.parametrize("length", [1, 200, 1000])
    def test_the_longest_code_still_fits_the_narrow_paper(self, length: int) -> None:
        [code] = paper_of(a_sale(CAKE, qr="a" * length), a_printer(paper_mm=58)).qr_codes
        assert code.raw == b"a" * length
        assert code.size >= 2

    def test_a_receipt_as_picture_or_on_a4_has_its_code_too(self) -> None:
        plain = render(a_sale(CAKE), a_printer(as_image=True), {}, NOW).data
        coded = render(a_sale(CAKE, qr=LINK), a_printer(as_image=True), {}, NOW).data
        assert len(coded) > len(plain) + 48 * 100
        office = Peripheral("p2", "Biuro", "page_printer", Connection(host="192.0.2.7", port=631))
        without = make_page(a_sale(CAKE), office, {}, NOW).pdf
        assert len(make_page(a_sale(CAKE, qr=LINK), office, {}, NOW).pdf) > len(without) + 500


class TestAssemblySlips:
    def test_only_what_is_made_to_order_stands_on_the_slip(self) -> None:
        slip = a_slip({**SOUP, "made_to_order": True}, {**CAKE, "made_to_order": False}, CAKE)
        text = paper_of(slip, options=SWITCHED_ON).text
        assert "Żurek" in text
        assert "Szarlotka" not in text
        assert "Szarlotka" in paper_of(slip, options={**SWITCHED_ON, "only_made_to_order": False}).text
        assert "Szarlotka" in paper_of(slip).text, "nobody's switches, nobody's wish"

    def test_a_slip_without_anything_to_make_is_not_printed_and_says_so(self) -> None:
        office = Peripheral("p2", "Biuro", "page_printer", Connection(host="192.0.2.7", port=631))
        for lines in (
            [{**CAKE, "made_to_order": False}],
            [{**CAKE, "product": {"made_to_order": False}}],
            [],
        ):
            with pytest.raises(NothingToPrint) as wish:
                render(a_slip(*lines), a_printer(), {}, NOW, options=SWITCHED_ON)
            assert wish.value.reason == Reason.NOTHING_MADE_TO_ORDER
            with pytest.raises(NothingToPrint):
                make_page(a_slip(*lines), office, {}, NOW, options=SWITCHED_ON)
        assert SENTENCES[Reason.NOTHING_MADE_TO_ORDER]

    def test_switched_off_nothing_is_printed_but_other_papers_are(self) -> None:
        off = {"print_assembly_slips": False, "only_made_to_order": True}
        with pytest.raises(NothingToPrint) as wish:
            render(a_slip(SOUP), a_printer(), {}, NOW, options=off)
        assert wish.value.reason == Reason.ASSEMBLY_SLIPS_OFF
        for kind in ("receipt", "pickup"):
            assert "Szarlotka" in paper_of({**a_sale(CAKE), "kind": kind}, options=off).text

    def test_a_till_that_never_says_what_is_made_to_order_gets_all_its_lines(self) -> None:
        assert "Szarlotka" in paper_of(a_slip(CAKE), options=SWITCHED_ON).text
