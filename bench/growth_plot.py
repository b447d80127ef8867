"""A plot of what one more signature costs by the size of its letter, as SVG written by hand.

Both axes are of figures that were measured: along the first the size, by powers of ten; up the
second how many times the cost of the smallest letter. The broken line is the logarithm.
"""

import math
from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 450, 30, 310
LINES = (
    ("seconds", "seconds until published", "#1d4ed8"),
    ("steps", "steps of the database", "#b45309"),
    ("statements", "SQL statements", "#047857"),
    ("steps_after", "steps for the pages after it", "#7c3aed"),
)


def plot(rows: Sequence[dict[str, Any]]) -> str:
    """Return the picture of what was measured, the smallest letter first."""
    sizes = [row["size"] for row in rows]
    grown = {what: [row[what] / rows[0][what] for row in rows] for what, _, _ in LINES}
    logarithm = [math.log(size) / math.log(sizes[0]) for size in sizes]
    most = max(2.5, *logarithm, *(each for line in grown.values() for each in line))
    first, last = math.log10(sizes[0]), max(math.log10(sizes[-1]), math.log10(sizes[0]) + 1)

    def place(size: int, times: float) -> str:
        along = LEFT + (math.log10(size) - first) / (last - first) * (RIGHT - LEFT)
        return f"{along:.1f},{BOTTOM - times / most * (BOTTOM - TOP):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        "<style>text { font: 12px sans-serif }</style>",
        "<title>What one more signature costs, by the size of the letter</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<path d="M{LEFT},{TOP} V{BOTTOM} H{RIGHT}" fill="none" stroke="#444"/>',
        f'<text x="{LEFT}" y="18">times the cost at {sizes[0]:,} signatures</text>',
    ]
    for times in range(1, math.ceil(most)):
        height = place(sizes[0], times).split(",")[1]
        parts.append(f'<text x="{LEFT - 8}" y="{height}" text-anchor="end">{times}</text>')
    for size in sizes:
        along = place(size, 0).split(",")[0]
        parts.append(f'<text x="{along}" y="{BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    lines = [("the logarithm", "#444", "6 4", logarithm)]
    lines += [(words, colour, "none", grown[what]) for what, words, colour in LINES]
    for number, (words, colour, dashes, values) in enumerate(lines):
        points = " ".join(place(size, times) for size, times in zip(sizes, values, strict=True))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dashes}"/>'
        )
        parts.append(
            f'<text x="{RIGHT + 15}" y="{TOP + 20 * number}" fill="{colour}">{words}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])
