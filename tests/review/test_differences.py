from hypothesis import given
from hypothesis import strategies as st

from undersigned.review.differences import marked


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_parts_joined_are_the_texts(old: str, new: str) -> None:
    left, right = marked(old, new)
    assert "".join(part.text for part in left) == "".join(old)
    assert "".join(part.text for part in right) == "".join(new)


@given(st.text(max_size=60))
def test_equal_texts_differ_nowhere(text: str) -> None:
    for parts in marked(text, text):
        assert not any(part.differs for part in parts)


def test_only_the_word_that_changed_differs() -> None:
    left, right = marked("Senior Prosecutor, 2003 to 2009", "Chief Prosecutor, 2003 to 2009")
    assert [part.text for part in left if part.differs] == ["Senior"]
    assert [part.text for part in right if part.differs] == ["Chief"]


def test_what_is_new_altogether_differs_whole() -> None:
    left, right = marked("", "Strelsau")
    assert left == ()
    assert [part.differs for part in right] == [True]
