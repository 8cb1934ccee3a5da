"""The passage shown of a page."""

from hypothesis import given
from hypothesis import strategies as st

from search.extracts import LENGTH, Piece, extract

TEXT = f"{'Nothing to see here. ' * 30}Achy joints are common. A low mood is too. {'And so on it goes. ' * 30}"


def test_it_shows_where_the_words_stand_together():
    pieces = extract(TEXT, [["joint"], ["low", "mood"]])
    assert [piece.text for piece in pieces if piece.is_found] == ["joints", "low", "mood"]
    assert pieces[0].text == "… "
    assert len("".join(piece.text for piece in pieces)) <= LENGTH + 4


def test_a_word_of_a_name_alone_is_not_the_name():
    assert not any(piece.is_found for piece in extract("A low dose lifts no mood at all, they say, in the low lands.",
                                                       [["low", "pain"]]))  # fmt: skip


def test_without_a_match_the_text_starts_at_its_beginning():
    assert extract("Short and sweet.", [["joint"]]) == [Piece("Short and sweet.")]
    assert extract("", [["joint"]]) == []


@given(st.text(max_size=600), st.lists(st.lists(st.text("ab i", min_size=1, max_size=3), min_size=1), max_size=4))
def test_pieces_come_from_the_text_in_order(text, names):
    shown = "".join(piece.text for piece in extract(text, names)).removeprefix("… ").removesuffix(" …")
    assert shown in text
