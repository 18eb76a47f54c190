"""Outlines: enough to find a mistake, nothing of what was said."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.adapters.outline import outline


def test_an_outline_shows_types_and_names() -> None:
    value = {
        "name": "Lotte",
        "due": Decimal("1.5"),
        "paid": True,
        "at": None,
        "rows": [{"id": 1}, {"id": 2}],
        "none": [],
        "lotte@mail.example": 1,
    }

    assert outline(value) == (
        "{name: text, due: number, paid: bool, at: null, rows: [2 x {id: number}],"
        " none: [], ?: number}"
    )


def test_an_outline_stays_short() -> None:
    deep: object = "x"
    for _ in range(50):
        deep = {"a": deep}
    wide = {f"key_{n}": "x" for n in range(1000)}

    assert len(outline(wide)) <= 600
    assert outline(deep).count("a:") == 5
    assert outline([[[[[[1]]]]]]).endswith("[...]" + "]" * 5)


@given(
    st.recursive(
        st.text() | st.none() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_an_outline_holds_no_text_of_the_value(value: object) -> None:
    marked = json.loads(json.dumps({"x": value, "y": "GEHEIM 12345"}))

    assert "GEHEIM" not in outline(marked)
    assert "12345" not in outline(marked)
