"""Build us-states.json, the register's map, from the npm package us-atlas.

Run by a developer when the map changes, never on a user's machine:

    python regions/geometry/build_map.py path/to/us-atlas [--preview preview.svg]

Only the standard library is needed. README.md says how the package is obtained and what the output holds.
"""

import argparse
import json
import math
import sys
from html import escape
from pathlib import Path

OUTPUT = Path(__file__).with_name("us-states.json")
WIDTH, HEIGHT = 975, 580
SOURCE = (
    "us-atlas 3.0.1 (ISC), made from the U.S. Census Bureau's cartographic boundary files, 2017 edition;"
    " inset scales differ"
)

FIPS_AND_USPS = """
01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI 27MN
28MS 29MO 30MT 31NE 32NV 33NH 34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA
54WV 55WI 56WY 60AS 66GU 69MP 72PR 78VI
"""
USPS_BY_FIPS = {pair[:2]: pair[2:] for pair in FIPS_AND_USPS.split()}

# The continental map is made a little smaller than us-atlas draws it, so that the names of the small
# north-eastern states find room in the Atlantic. Alaska's and Hawaii's scales are those of their own frames.
CONTINENT = {"scale": 0.88, "dx": -7.8, "dy": -3.4}

# x, y, width, height of each inset's frame; `pad` is the least distance between the frame and the land.
FRAMES = {
    "US-AK": [8, 414, 226, 128],
    "US-HI": [242, 486, 112, 76],
    "US-PR": [729, 352, 122, 42],
    "US-VI": [729, 420, 122, 58],
    "US-GU": [729, 504, 122, 54],
    "US-AS": [857, 352, 110, 36],
    "US-MP": [857, 414, 110, 144],
}
PAD = 6
LABEL_BELOW_FRAME = 10  # from the frame's lower edge to the middle of the line of text

# An island that covers less than the square of this is enlarged about its centre, so that none vanishes;
# a long thin one (a sandbar) is wide enough to be seen and stays as it is.
MINIMUM_SIDE = {"US-AK": 1.3, "US-HI": 2.6, "US-DC": 6, "US-PR": 2.6, "US-VI": 3, "US-AS": 3.2, "US-MP": 3.1}
MINIMUM_SIDE_ELSEWHERE = 1.2
LARGEST_TO_ENLARGE = 8
# Points whose triangle with their neighbours covers less than this many square units are dropped.
LEAST_TRIANGLE = 1
LEAST_TRIANGLE_OF_ISLANDS = 0.35
LEAST_TRIANGLE_WHERE_FINE = 0.12
FINE = {"US-CT", "US-DC", "US-DE", "US-HI", "US-MA", "US-NJ", "US-RI", "US-AS", "US-GU", "US-MP", "US-PR", "US-VI"}

# Names set in the sea: where the text stands, which end of it that is, and the leader line from the area to it.
CALLOUTS = {
    "US-VT": {"callout": [768, 72], "callout_anchor": "end", "leader": [[757, 103], [753, 80]]},
    "US-NH": {"callout": [836, 132], "leader": [[783, 130], [820, 132], [833, 132]]},
    "US-MA": {"callout": [836, 149], "leader": [[781, 147], [820, 149], [833, 149]]},
    "US-RI": {"callout": [836, 166], "leader": [[788, 161], [820, 166], [833, 166]]},
    "US-CT": {"callout": [836, 183], "leader": [[774, 166], [820, 183], [833, 183]]},
    "US-NJ": {"callout": [836, 210], "leader": [[753, 206], [820, 210], [833, 210]]},
    "US-DE": {"callout": [836, 226], "leader": [[746, 228], [820, 226], [833, 226]]},
    "US-MD": {"callout": [836, 242], "leader": [[744, 238], [820, 242], [833, 242]]},
    "US-DC": {"callout": [836, 258], "leader": [[721, 232], [757, 258], [833, 258]]},
    "US-WV": {"callout": [836, 274], "leader": [[688, 237], [740, 248], [770, 274], [833, 274]]},
}
LABELS_IN_THE_SEA = {"US-HI": [276, 544]}
LEGEND = [430, 500, 200, 60]  # the Gulf of Mexico, kept free


def decode(topology):
    """Return {fips: polygons} with each polygon as rings of arc numbers, and the arcs as lists of points."""
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    polygons = {
        geometry["id"]: geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for geometry in topology["objects"]["states"]["geometries"]
    }
    return polygons, arcs


def triangle(a, b, c):
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplify(arc, least):
    """Drop the least significant points of an arc (Visvalingam); its ends stay, so neighbours still meet."""
    points = list(arc)
    fewest = 6 if arc[0] == arc[-1] else 2
    while len(points) > fewest:
        areas = [triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
        smallest = min(areas)
        if smallest >= least:
            break
        del points[areas.index(smallest) + 1]
    return points


def join(ring, arcs):
    points = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc if not points else arc[1:]
    return points[:-1]


def bounds(rings):
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def enlarge(ring, minimum):
    left, top, right, bottom = bounds([ring])
    side = math.sqrt(abs(area(ring)))
    if side >= minimum or max(right - left, bottom - top) >= LARGEST_TO_ENLARGE:
        return ring
    cx, cy = (left + right) / 2, (top + bottom) / 2
    if side < minimum / 4:  # too thin to keep its shape
        half = minimum / math.sqrt(2)
        return [(cx, cy - half), (cx + half, cy), (cx, cy + half), (cx - half, cy)]
    return [(cx + (x - cx) * minimum / side, cy + (y - cy) * minimum / side) for x, y in ring]


def fitter(rings, frame):
    """Return the function that moves these rings into the middle of the frame, as large as they fit."""
    left, top, right, bottom = bounds(rings)
    x, y, width, height = frame
    scale = min((width - 2 * PAD) / (right - left), (height - 2 * PAD) / (bottom - top))
    dx = x + width / 2 - (left + right) / 2 * scale
    dy = y + height / 2 - (top + bottom) / 2 * scale
    return lambda point: (point[0] * scale + dx, point[1] * scale + dy)


def area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def centroid(ring):
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    weights = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs]
    return tuple(
        sum((a[i] + b[i]) * weight for (a, b), weight in zip(pairs, weights, strict=True)) / (3 * sum(weights))
        for i in (0, 1)
    )


def clearance(point, ring, half_width, half_height):
    """How many times a text box of this half size fits around the point before it meets the ring; < 0 outside."""
    px, py = point
    inside, nearest = False, math.inf
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > py) != (y2 > py) and px < (x2 - x1) * (py - y1) / (y2 - y1) + x1:
            inside = not inside
        ax, ay, bx, by = (
            (x1 - px) / half_width,
            (y1 - py) / half_height,
            (x2 - px) / half_width,
            (y2 - py) / half_height,
        )
        length = (bx - ax) ** 2 + (by - ay) ** 2
        t = max(0, min(1, -(ax * (bx - ax) + ay * (by - ay)) / length)) if length else 0
        nearest = min(nearest, math.hypot(ax + t * (bx - ax), ay + t * (by - ay)))
    return nearest if inside else -nearest


def label_anchor(rings):
    """Where the middle of a number such as 1,234 stands best: far from every border, near the centre if it may."""
    ring = max(rings, key=lambda r: abs(area(r)))
    left, top, right, bottom = bounds([ring])
    centre = centroid(ring)

    def merit(point):
        free = clearance(point, ring, 16, 7)
        away = math.hypot(point[0] - centre[0], point[1] - centre[1]) / max(right - left, bottom - top)
        return min(free, 1.5) + 0.1 * min(free, 5) - 0.8 * away

    best, step = centre, max(right - left, bottom - top) / 24
    candidates = [(left + i * step, top + j * step) for i in range(25) for j in range(25)]
    while True:
        best = max([best, *candidates], key=merit)
        step /= 3
        if step < 0.1:
            return best
        candidates = [(best[0] + i * step, best[1] + j * step) for i in range(-3, 4) for j in range(-3, 4)]


def path(rings):
    """SVG path data of absolute M, L and Z only, so that a slide can read it as easily as a browser."""
    parts = []
    for ring in rings:
        points = []
        for x, y in ring:
            point = f"{round(x, 1):g},{round(y, 1):g}"
            if not points or points[-1] != point:
                points.append(point)
        parts.append("M" + "L".join(points) + "Z")
    return "".join(parts)


def arc_numbers(polygons):
    return {number if number >= 0 else ~number for polygon in polygons for ring in polygon for number in ring}


def drawn(polygons, arcs, place, fine_arcs):
    """Return one area's rings after `place`, simplified arc by arc, so that neighbours keep one border."""
    ready = {}
    for number in arc_numbers(polygons):
        arc = arcs[number]
        least = LEAST_TRIANGLE_OF_ISLANDS if arc[0] == arc[-1] else LEAST_TRIANGLE
        least = LEAST_TRIANGLE_WHERE_FINE if number in fine_arcs else least
        ready[number] = simplify([place(point) for point in arc], least)
    return [join(ring, ready) for polygon in polygons for ring in polygon]


def flat(point, latitude):
    return point[0] * math.cos(math.radians(latitude)), -point[1]


def build(package):
    """Return the map as the object that us-states.json holds."""
    albers, albers_arcs = decode(json.loads((package / "states-albers-10m.json").read_text()))
    world, world_arcs = decode(json.loads((package / "states-10m.json").read_text()))
    fine = {fips for fips, usps in USPS_BY_FIPS.items() if f"US-{usps}" in FINE}
    fine_albers = set().union(*(arc_numbers(albers[fips]) for fips in fine & albers.keys()))
    rings_by_code = {}
    for fips, usps in USPS_BY_FIPS.items():
        code = f"US-{usps}"
        if fips in albers:
            polygons, arcs, fine_arcs = albers[fips], albers_arcs, fine_albers
        else:
            polygons = world[fips]
            fine_arcs = arc_numbers(polygons)
            latitudes = [world_arcs[number][0][1] for number in fine_arcs]
            middle = (min(latitudes) + max(latitudes)) / 2
            arcs = [[flat(point, middle) for point in arc] for arc in world_arcs]
        if code in FRAMES:
            place = fitter([join(ring, arcs) for polygon in polygons for ring in polygon], FRAMES[code])
        else:
            scale, dx, dy = CONTINENT.values()

            def place(point, scale=scale, dx=dx, dy=dy):
                return point[0] * scale + dx, point[1] * scale + dy

        minimum = MINIMUM_SIDE.get(code, MINIMUM_SIDE_ELSEWHERE)
        rings_by_code[code] = [enlarge(ring, minimum) for ring in drawn(polygons, arcs, place, fine_arcs)]

    states = {}
    for code in sorted(rings_by_code, key=lambda c: (c == "US-DC", c)):  # the District lies over its neighbours
        rings = rings_by_code[code]
        state = {"path": path(rings)}
        if code in LABELS_IN_THE_SEA:
            state |= {"label": LABELS_IN_THE_SEA[code], "is_label_on_area": False}
        elif code in FRAMES and code != "US-AK":
            x, y, width, height = FRAMES[code]
            state |= {"label": [x + width / 2, y + height + LABEL_BELOW_FRAME], "is_label_on_area": False}
        else:
            state |= {"label": [round(v, 1) for v in label_anchor(rings)], "is_label_on_area": True}
        if code in CALLOUTS:
            state |= {"callout_anchor": "start"} | CALLOUTS[code]
        states[code] = state
    return {
        "source": SOURCE,
        "width": WIDTH,
        "height": HEIGHT,
        "legend": LEGEND,
        "frames": FRAMES,
        "states": states,
    }


def preview(drawing, names):
    """Return an SVG of the map with the widest text every label must carry, to be looked at."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH * 2}"'
        f' height="{HEIGHT * 2}" font-family="BIZ UDPGothic, Noto Sans CJK JP, sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<rect x="{LEGEND[0]}" y="{LEGEND[1]}" width="{LEGEND[2]}" height="{LEGEND[3]}" fill="#f4f4f4"/>',
    ]
    for x, y, width, height in drawing["frames"].values():
        out.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="#999" stroke-width=".6"/>'
        )
    tints = ["#bcd3fb", "#9db7f9", "#d5e4fd"]
    for i, (code, state) in enumerate(drawing["states"].items()):
        stroke = "#789" if code in FRAMES else "#fff"
        out.append(f'<path d="{state["path"]}" fill="{tints[i % 3]}" stroke="{stroke}" stroke-width=".5"/>')
    for code, state in drawing["states"].items():
        name = names.get(code, code)
        if "callout" in state:
            x1, y1 = state["leader"][0]
            x, y = state["callout"]
            points = " ".join(f"{a},{b}" for a, b in state["leader"])
            out.append(f'<polyline points="{points}" fill="none" stroke="#555" stroke-width=".6"/>')
            out.append(f'<circle cx="{x1}" cy="{y1}" r="1.1" fill="#555"/>')
            anchor, text = state["callout_anchor"], f"{name} 1,234"
        else:
            x, y = state["label"]
            anchor = "middle"
            text = f"{name} 1,234" if code in FRAMES and code not in ("US-AK", "US-HI") else "1,234"
        out.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}" dominant-baseline="central">{escape(text)}</text>')
    return "\n".join([*out, "</svg>"])


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="the folder into which the npm package us-atlas was unpacked")
    parser.add_argument("--preview", type=Path, help="also write this SVG, with the widest texts, to look at")
    options = parser.parse_args(arguments)
    drawing = build(options.package)
    states = ",\n".join(
        f"{json.dumps(code)}:{json.dumps(state, separators=(',', ':'))}"
        for code, state in drawing.pop("states").items()
    )
    head = json.dumps(drawing)[:-1]
    OUTPUT.write_text(f'{head}, "states": {{\n{states}\n}}}}\n', encoding="utf-8")
    drawing = json.loads(OUTPUT.read_text(encoding="utf-8"))
    if options.preview:
        names = {}
        table = OUTPUT.parent.parent / "reference" / "states.csv"
        if table.exists():
            for line in table.read_text(encoding="utf-8").splitlines()[2:]:
                cells = line.split(",")
                names[cells[0]] = cells[4]
        options.preview.write_text(preview(drawing, names), encoding="utf-8")
    print(f"{len(drawing['states'])} areas, {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
