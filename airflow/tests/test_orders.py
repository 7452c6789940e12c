"""Tests of the business logic: they need no Airflow."""

from business_logic.orders import Order, counts, revenue_by_shop


def order(*, shop: str = "berlin", ean: str = "4006381333931", amount: str = "0.10", cancelled: bool = False) -> Order:
    """Give an order that counts, but for what is said."""
    return {"shop": shop, "ean": ean, "amount": amount, "cancelled": cancelled}


def test_cancelled_orders_do_not_count() -> None:
    """A shop whose orders were all cancelled is not in the totals; the others are summed as decimals."""
    orders = [order(), order(amount="0.20"), order(shop="lisbon", cancelled=True)]
    assert revenue_by_shop(orders) == {"berlin": "0.30"}


def test_a_wrong_article_number_does_not_count() -> None:
    """The last digit of an EAN checks the others."""
    assert counts(order())
    assert not counts(order(ean="4006381333930"))
