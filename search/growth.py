"""How long answers take as Rose grows, as a small chart for docs/search.md (SVG 1.1)."""

from collections.abc import Mapping, Sequence
from math import log10

WIDTH, HEIGHT = 480, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 16, 40
MARKS = {"searches": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "suggestions": "M-4-4h8v8h-8z", "select 1": "M0-5l5 9h-10z"}
INK, FAINT = "#5b5257", "#d8cfd3"


def chart(sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """Both scales are logarithmic. `lines` holds for each thing timed the milliseconds at each size."""
    most = max(value for line in lines.values() for value in line)
    decades = range(-1, int(log10(most)) + 2)

    def across(size: int) -> float:
        first, last = log10(sizes[0]), log10(sizes[-1])
        return LEFT + (log10(size) - first) / (last - first or 1) * (WIDTH - LEFT - RIGHT)

    def down(value: float) -> float:
        share = (log10(value) - decades[0]) / (decades[-1] - decades[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [_rule(down(10**n), f"{10**n:g} ms") for n in decades]
    parts += [_text(across(size), HEIGHT - 20, f"{size:,}", "middle") for size in sizes]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, "entries", "middle"))
    for name, values in lines.items():
        points = [(across(size), down(value)) for size, value in zip(sizes, values, strict=True)]
        parts.append(_line(name, points))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="11"><title>{_title(sizes, lines)}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _title(sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """What the chart shows, for those who can't see it."""
    said = [f"{name} {', '.join(f'{value:.1f}' for value in values)}" for name, values in lines.items()]
    return (
        f"Milliseconds that 95 of 100 stay within, at {', '.join(f'{n:,}' for n in sizes)} entries: {'; '.join(said)}"
    )


def _rule(y: float, label: str) -> str:
    rule = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{FAINT}"/>'
    return rule + _text(LEFT - 6, y + 4, label, "end")


def _line(name: str, points: Sequence[tuple[float, float]]) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    marks = "".join(f'<path d="{MARKS[name]}" transform="translate({x:.1f} {y:.1f})" fill="{INK}"/>' for x, y in points)
    x, y = points[-1]
    return f'<path d="M{path}" fill="none" stroke="{INK}" stroke-width="1.5"/>{marks}' + _text(x + 10, y + 4, name)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{words}</text>'
