"""A small vocabulary for the pure tests: names of pages that exist nowhere else."""

from search.names import Name, Subject
from search.spelling import Lexicon, corrected, learnt
from search.understanding import Understanding, understand
from search.words import content_stems, read, stem, words_of

NAMES = {
    "hot-flushes": ["Hot flushes", "hot flashes", "flushing", "waves of heat"],
    "night-sweats": ["Night sweats", "sweating at night", "hot flashes at night", "waking up soaked"],
    "joint-pain": ["Joint pain", "achy joints", "knee pain", "creaky knees", "menopause arthritis"],
    "muscle-pain": ["Muscle pain", "aching muscles", "sore muscles"],
    "low-mood": ["Low mood", "feeling down", "feeling flat", "what's the point", "don't feel like me"],
    "insomnia": ["Trouble sleeping", "insomnia", "can't sleep", "wide awake at 4am"],
    "fatigue": ["Tiredness and exhaustion", "no energy", "tired all the time"],
    "anxiety": ["Anxiety", "anxious"],
}
LEARNT = learnt([(("hot", "flushes"), False), (("hot", "flashes"), True)])


def name(slug: str, text: str, *, role: str = "alias", kind: str = "symptom") -> Name:
    words = words_of(text)
    subject = Subject(hash(slug), kind, slug, NAMES.get(slug, [text])[0])
    return Name(subject, text, role, tuple(map(stem, words)), frozenset(content_stems(words)))


VOCABULARY = [
    name(slug, text, role="alias" if position else "title")
    for slug, texts in NAMES.items()
    for position, text in enumerate(texts)
]
LEXICON = Lexicon(
    uses={word: 1 for texts in NAMES.values() for text in texts for word in words_of(text) if word.isalpha()},
    spellings={stemmed: frozenset([same]) for stemmed, same in LEARNT},
)


def understood(query: str, vocabulary: list[Name] = VOCABULARY) -> Understanding:
    reading, _ = corrected(read(query), LEXICON)
    return understand(reading, vocabulary)


def meant(query: str, vocabulary: list[Name] = VOCABULARY) -> list[str]:
    return [meaning.subject.slug for meaning in understood(query, vocabulary).meanings]
