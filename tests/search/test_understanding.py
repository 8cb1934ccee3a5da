"""From words to what is meant, over a small vocabulary."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.matching import Match, chosen, found
from search.understanding import understand
from search.words import read
from tests.search.test_words import ANYTHING
from tests.search.vocabulary import NAMES, VOCABULARY, meant, name, understood


@pytest.mark.parametrize("text", [text for texts in NAMES.values() for text in texts])
def test_every_name_is_understood(text):
    slug = next(slug for slug, texts in NAMES.items() if text in texts)
    assert slug in meant(text)
    assert slug in meant(f"I have {text.upper()}!")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("joint pain and low mood", ["joint-pain", "low-mood"]),
        ("achy joints feeling down", ["joint-pain", "low-mood"]),
        ("pain in my joints", ["joint-pain"]),
        ("muscle and joint pain", ["muscle-pain", "joint-pain"]),
        ("aching joints and muscles", ["joint-pain", "muscle-pain"]),
        ("joint pain and muscle weakness", ["joint-pain"]),
        ("hot flushes at night", ["hot-flushes", "night-sweats"]),
        ("achy knees", ["joint-pain"]),
        ("pain", []),
        ("back pain", []),
        ("low pain", []),
        ("sore, pain", []),
        ("awake at 3 am", ["insomnia"]),
        ("I sleep well, can't complain", []),
        ("don't sleep", ["insomnia"]),
        ("feeling so down", ["low-mood"]),
        ("down with feeling", []),
        ("is this the point where it ends", []),
        ("what is the point", ["low-mood"]),
    ],
)
def test_what_is_meant(query, expected):
    assert sorted(meant(query)) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "said", "denied"),
    [
        ("no hot flushes but very anxious", ["anxiety"], ["hot-flushes"]),
        ("hot flushes, no anxiety", ["hot-flushes"], ["anxiety"]),
        ("no hot flushes or night sweats", [], ["hot-flushes", "night-sweats"]),
        ("no hot flushes and anxious", ["anxiety"], ["hot-flushes"]),
        ("I haven't had any hot flushes", [], ["hot-flushes"]),
        ("not just hot flushes", ["hot-flushes"], []),
        ("I don't know why I have joint pain", ["joint-pain"], []),
        ("no energy", ["fatigue"], []),
        ("can't sleep", ["insomnia"], []),
        ("no energy, no anxiety", ["fatigue"], ["anxiety"]),
        ("hot flushes? No. anxious? Yes", ["anxiety"], ["hot-flushes"]),
        ("everything except hot flushes: anxious", ["anxiety"], ["hot-flushes"]),
        ("nothing but joint pain", ["joint-pain"], []),
        ("hot flushes have stopped, now anxious", ["anxiety"], ["hot-flushes"]),
        ("night sweats went away after HRT", [], ["night-sweats"]),
        ("hot flushes since I stopped HRT", ["hot-flushes"], []),
        ("hot flushes stopped me", ["hot-flushes"], []),
        ("hot flushes haven't stopped", ["hot-flushes"], []),
        ("low mood rather than anxiety", ["low-mood"], ["anxiety"]),
        ("never had a single hot flush", [], ["hot-flushes"]),
        ("no joint pain, hot flushes or anxiety", [], ["joint-pain", "hot-flushes", "anxiety"]),
        ("no trouble sleeping", [], ["insomnia"]),
    ],
)
def test_what_is_denied_is_left_out(query, said, denied):
    found = understood(query)
    assert [meaning.subject.slug for meaning in found.meanings] == said
    assert [meaning.subject.slug for meaning in found.denied] == denied


def test_words_of_no_name_are_told_and_common_words_are_not():
    assert understood("joint pain and a strange xyzzy feeling").unknown == ("strange", "xyzzy")


def test_words_of_many_names_offer_their_pages():
    assert {subject.slug for subject in understood("pain").could_be} == {"joint-pain", "muscle-pain"}
    assert understood("pain and low mood").could_be == ()


def test_matched_is_what_she_wrote():
    assert [meaning.matched for meaning in understood("Pain in my JOINTS, feeling a bit down").meanings] == [
        "Pain in my JOINTS",
        "feeling a bit down",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "joint pain and low mood",
        "muscle and joint pain, no hot flushes",
        "achy knees feeling down can't sleep xyzzy",
        "hot flushes at night and anxiety",
    ],
)
def test_taking_one_meaning_out_leaves_the_others(query):
    before = understood(query)
    for meaning in before.meanings:
        after = understood(before.without(meaning))
        others = {other.subject.slug for other in before.meanings if other != meaning and not other.at & meaning.at}
        assert others <= {other.subject.slug for other in after.meanings}
        assert {d.subject for d in before.denied} == {d.subject for d in after.denied}


def test_the_title_wins_over_the_alias_of_another_page():
    vocabulary = [name("depression", "Depression", role="title"), name("low-mood", "depression")]
    assert meant("depression", vocabulary) == ["depression"]
    assert meant("depression", vocabulary[::-1]) == ["depression"]


@given(st.lists(st.sampled_from([n.text for n in VOCABULARY]), min_size=1, max_size=6).map(", ".join))
def test_names_with_commas_between_are_all_understood(query):
    expected = {slug for slug, texts in NAMES.items() if set(texts) & set(query.split(", "))}
    assert expected <= set(meant(query))


@given(st.lists(st.sampled_from("no joint pain low mood and hot night sweats achy , but can't sleep 4am".split())))
def test_every_meaning_stands_on_words_of_its_own_or_of_a_longer_name(words):
    reading = read(" ".join(words))
    matches = chosen((match for n in VOCABULARY for match in found(n, reading)), reading)
    for match in matches:
        assert all(0 <= at < len(reading.tokens) for at in match.at)
        assert not any(is_the_same(match, other) for other in matches if other is not match)


def is_the_same(match: Match, other: Match) -> bool:
    return match.at == other.at


@given(st.permutations(VOCABULARY), st.sampled_from(["joint pain", "hot flushes at night", "achy knees", "pain"]))
def test_the_order_of_the_vocabulary_changes_nothing(vocabulary, query):
    assert meant(query, vocabulary) == meant(query)


@given(ANYTHING)
def test_anything_can_be_understood(query):
    found = understood(query)
    for meaning in found.meanings:
        assert meaning.matched
        found.without(meaning)


@pytest.mark.parametrize(
    "query", ["pain " * 20_000, "," * 10_000, "joint pain and " * 7_000, "no " * 50_000, "a\0b" * 9]
)
def test_time_is_bounded_whatever_is_asked(query):
    began = time.process_time()
    understood(query, VOCABULARY * 30)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("achy joints, muscles", ["joint-pain", "muscle-pain"]),
        ("joints, muscle pain", ["joint-pain", "muscle-pain"]),
        ("muscle, joint and knee pain", ["joint-pain", "muscle-pain"]),
        ("achy joints, muscles at work", ["joint-pain"]),
    ],
)
def test_a_list_shares_the_word_of_the_name_beside_it(query, expected):
    vocabulary = [*VOCABULARY, name("muscle-pain", "achy muscles")]
    assert sorted(meant(query, vocabulary)) == expected


@pytest.mark.parametrize(
    ("query", "is_meant"),
    [
        ("sick", True),
        ("I feel sick", True),
        ("sick and tired", True),
        ("sick of doctors", False),
        ("sick of a morning", True),
        ("sickness", True),
        ("a ring", True),
        ("the doctor can ring", False),
        ("ringing every day", True),
        ("nauseous whatever the doctor says", True),
    ],
)
def test_one_common_word_is_a_name_where_it_stands_as_one(query, is_meant):
    vocabulary = [name("nausea", text) for text in ("sick", "sickness", "nauseous", "ringing")]
    assert ("nausea" in meant(query, vocabulary)) is is_meant


def test_a_name_that_one_word_carries_keeps_its_order():
    vocabulary = [name("hair-thinning", "hair going"), name("low-mood", "before every period")]
    assert meant("hair on my head going", vocabulary) == ["hair-thinning"]
    assert meant("going through my poor hair", vocabulary) == []
    assert meant("every meal since my period", vocabulary) == []


def test_a_loose_name_is_not_made_of_closer_ones():
    vocabulary = [
        name("migraine", "head splitting and being sick"),
        name("nausea", "sick to my stomach"),
        name("headache", "splitting head"),
    ]
    assert sorted(meant("sick to my stomach and a splitting head", vocabulary)) == ["headache", "nausea"]
    assert meant("head splitting and being sick", vocabulary) == ["migraine"]


def test_a_clinical_name_shared_with_an_alias_means_both_pages():
    vocabulary = [name("itchy-skin", "pruritus", role="clinical"), name("vulval-itching", "pruritus")]
    assert sorted(meant("pruritus", vocabulary)) == ["itchy-skin", "vulval-itching"]


def test_what_a_treatment_is_for_is_still_meant():
    vocabulary = [*VOCABULARY, name("cbt-i", "CBT for insomnia", role="title", kind="intervention")]
    assert sorted(meant("CBT for insomnia", vocabulary)) == ["cbt-i", "insomnia"]


def test_the_same_word_twice_is_no_hint():
    vocabulary = [name("body-odour", "smell of cats"), name("allergies", "sneezing")]
    assert meant("cats and more cats, cats now cats", vocabulary) == []


@given(st.sampled_from([n.text for n in VOCABULARY]), st.sampled_from(["? No.", " went away", " have stopped"]))
def test_any_name_can_be_denied_after_it(text, denial):
    assert meant(text + denial) == []


@given(st.lists(st.sampled_from(VOCABULARY), unique=True), st.sampled_from(["joint pain", "sore knees", "hot"]))
def test_names_that_share_no_word_change_nothing(others, query):
    reading = read(query)
    related = [n for n in VOCABULARY if n.stems & reading.places.keys()]
    assert understand(reading, related) == understand(reading, [*related, *(n for n in others if n not in related)])
