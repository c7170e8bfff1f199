"""What a whole list of a till's own goods changes, and what adopting them means."""

import pytest

from domain.adoption import Candidate, Taken, Way, plan_adoption
from domain.local_products import Known, LocalGood, check_ids, compare, lost_groups, read_good
from domain.refusal import Refusal

SOUP, BREAD = LocalGood("soup", "Soup", 1250, ("5901234123457",), "Soups"), LocalGood("bread", "Bread", 450)


def test_a_list_is_all_there_is() -> None:
    found = compare({"soup": Known(SOUP)}, [BREAD])
    assert (found.new, found.changed, found.gone) == ((BREAD,), (), ("soup",))


@pytest.mark.parametrize(
    ("known", "listed", "is_changed"),
    [
        (Known(SOUP), SOUP, False),
        (Known(SOUP, is_gone=True), SOUP, True),
        (Known(SOUP), LocalGood("soup", "Soup", 1251, ("5901234123457",), "Soups"), True),
        (Known(SOUP), LocalGood("soup", "Soup", 1250, (), "Soups"), True),
        (Known(SOUP), LocalGood("soup", "Soup", 1250, ("5901234123457",), "Starters"), True),
    ],
)
def test_only_what_differs_is_changed(known: Known, listed: LocalGood, is_changed: bool) -> None:
    found = compare({"soup": known}, [listed])
    assert (bool(found.changed), found.new, found.gone) == (is_changed, (), ())


def test_what_is_in_the_bin_is_not_thrown_away_again() -> None:
    assert compare({"soup": Known(SOUP, is_gone=True)}, []).gone == ()


def test_an_id_stands_in_a_list_once() -> None:
    with pytest.raises(Refusal) as refused:
        check_ids([SOUP, BREAD, SOUP])
    assert (refused.value.field, refused.value.facts) == ("products[2].local_id", {"first": 0})


def test_a_good_is_read_as_people_see_it() -> None:
    said = LocalGood("x", "  Z\u0307urek\u0000 ", 1, (" 1 ", "1", "", "2"), " Zupy\n")
    assert read_good(said, "products[0]") == LocalGood("x", "Żurek", 1, ("1", "2"), "Zupy")


def test_a_group_that_is_a_category_stays() -> None:
    assert lost_groups(["Zupy", "", "napoje", "Napoje", "Inne"], ["zupy"]) == ["Inne", "Napoje"]


def test_a_barcode_goes_to_the_first_who_has_it() -> None:
    goods = [Candidate("Tea", ("1", "2")), Candidate("Coffee", ("2", "3")), Candidate("Cocoa", ("3",))]
    tea, coffee, cocoa = plan_adoption(goods, {"1": "Herbata"}, Way.LINK)
    assert (tea.free, tea.taken) == (("2",), (Taken("1", "Herbata"),))
    assert (coffee.free, coffee.taken) == (("3",), (Taken("2", "Herbata"),))
    assert (cocoa.free, cocoa.taken) == ((), (Taken("3", "Herbata"),))


def test_without_linking_each_keeps_what_is_left() -> None:
    goods = [Candidate("Tea", ("1", "2")), Candidate("Coffee", ("2", "3"))]
    tea, coffee = plan_adoption(goods, {"1": "Herbata"}, Way.WITHOUT)
    assert (tea.free, coffee.free, coffee.taken) == (("2",), ("3",), (Taken("2", "Tea"),))


def test_what_is_no_barcode_is_left_out() -> None:
    (plan,) = plan_adoption([Candidate("Tea", ("zażółć", " ", "5901234123457"))], {}, Way.LINK)
    assert (plan.free, plan.taken, plan.unreadable) == (("5901234123457",), (), ("zażółć",))
