"""JSON of any shape, with a liking for values that look right."""

from __future__ import annotations

from hypothesis import strategies as st

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.text(max_size=12)
    | st.sampled_from(["2026-05-01", "EUR", "draft", "2026-05-01T00:00:00+00:00"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
    ),
    max_leaves=12,
)
