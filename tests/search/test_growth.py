"""The chart of growth draws what was measured, and says it to those who can't see it."""

from xml.etree import ElementTree

from search.growth import HEIGHT, MARKS, WIDTH, chart

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [1_000, 10_000, 100_000]
LINES = {"searches": [12.0, 15.5, 90.0], "suggestions": [3.0, 3.0, 4.0], "select 1": [0.3, 0.3, 0.3]}


def test_each_line_has_a_mark_for_each_size_and_all_of_it_is_inside():
    drawn = ElementTree.fromstring(chart(SIZES, LINES))
    marks = [path for path in drawn.iter(f"{SVG}path") if path.get("d") in MARKS.values()]
    assert len(marks) == len(SIZES) * len(LINES)
    for mark in marks:
        x, y = map(float, mark.get("transform")[len("translate(") : -1].split())
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_slower_stands_higher_and_larger_stands_further_right():
    drawn = ElementTree.fromstring(chart(SIZES, {"searches": LINES["searches"]}))
    places = [path.get("transform") for path in drawn.iter(f"{SVG}path") if path.get("transform")]
    points = [tuple(map(float, place[len("translate(") : -1].split())) for place in places]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)


def test_its_title_says_the_figures():
    assert "searches 12.0, 15.5, 90.0; suggestions" in chart(SIZES, LINES)
