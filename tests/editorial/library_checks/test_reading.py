"""How hard a text is to read."""

import pytest

from editorial.library_checks.reading import Ease, ease_of, syllables

KNOWN = {
    1: """the you pain sleep breast joint heart dose months helped stopped used died their flush sweats don't scale vein
        use""",
    2: """women people older symptom tired's headache being science needed rated treated medicine's:3 little table
        changes causes fatigue disease moderate:3 patient patients reviews special social question region didn't isn't
        quiet fluid safety lonely useful movement statement diet trial lion every:2 evening going trying layer protein
        any ago""",
    3: """placebo menstrual period oestrogen menopause naltrexone evidence certainty hospital ambulance different
        difference exercise therapy multiple sclerosis usual area idea serious previous various religion decision
        suicide arthritis opioid receptor endorphin untreated depression several violence""",
    4: """progestogen oestradiol anxiety inflammation emergency medication continuous biology society variety
        usually""",
    5: "hysterectomy inflammatory perimenopause",
    6: "fibromyalgia osteoarthritis",
}


def known() -> list[tuple[str, int]]:
    pairs = [(word.partition(":"), count) for count, words in KNOWN.items() for word in words.split()]
    return [(word, int(other or count)) for (word, _, other), count in pairs]


def test_syllables_are_counted_right_for_nearly_every_word_that_pages_use():
    wrong = [(word, count, syllables(word)) for word, count in known() if syllables(word) != count]
    assert len(wrong) <= 0.05 * len(known()), wrong


def test_the_grade_is_flesch_and_kincaids():
    assert Ease(words=100, sentences=10, syllables=150).grade == pytest.approx(0.39 * 10 + 11.8 * 1.5 - 15.59)
    assert Ease(words=100, sentences=10, syllables=150).age == pytest.approx(11.01)
    assert Ease(0, 0, 0).grade == 0


def test_long_words_and_long_sentences_are_harder():
    plain = ease_of(["Your toes are cold.", "Wear socks."])
    assert plain.grade < ease_of(["Your toes are cold and so you should wear your socks at night."]).grade
    assert plain.grade < ease_of(["Your extremities are hypothermic.", "Utilise insulation."]).grade
    assert plain == Ease(words=6, sentences=2, syllables=6)
