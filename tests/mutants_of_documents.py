"""The guards of what an edition's files say and of the bridge's, as tests/mutants.py takes them: name, file, old, new, tests."""

GATE = "tests/reports/test_gate.py"
FROZEN = "tests/reports/test_frozen.py"

DOCUMENTS = [
    (
        "a map's total may say otherwise",
        "reports/file_check.py",
        'wrong.append("map total")',
        "pass",
        f"{GATE} -k a_map_or",
    ),
    (
        "a table may say otherwise",
        "reports/file_check.py",
        "(sum(lines), content.figures.events) != (totals[0], totals[0])",
        "False",
        f"{GATE} -k a_map_or",
    ),
    (
        "a file may lose a number",
        "reports/file_check.py",
        "        if lost:",
        "        if False:",
        f"{GATE} -k a_file_that",
    ),
    # ---- what is printed and handed out
    (
        "boxes of the map lie over one another",
        "reports/documents/rank_labels.py",
        "if cost >= cheapest or any(_overlap(area, other) for other in areas.values()):",
        "if cost >= cheapest:",
        "tests/reports/documents/test_map_and_values.py -k apart",
    ),
    (
        "a text of a slide outgrows its room",
        "reports/documents/slide_parts.py",
        "Pt(int(size * 2 + 0.01) / 2)",
        "Pt(round(size * 2 + 1) / 2)",
        "tests/reports/documents/test_room.py -k test_slides",
    ),
    (
        "the bridge for machines names what may not be opened",
        "reports/bridge_data.py",
        "shown.number if step.event in titles else None",
        "shown.number",
        "tests/reports/test_bridging.py -k headquarters_see",
    ),
    (
        "the bridge for machines leaves out what is of no event",
        "reports/bridge_data.py",
        "        if not rest.is_nothing:",
        "        if False:",
        "tests/reports/test_bridging.py -k for_machines",
    ),
    (
        "a finding is kept without a reason",
        "reports/migrations/0004_a_reason_for_each_finding.py",
        "Trim('reason')), 0)",
        "Trim('reason')), -1)",
        f"{FROZEN} -k kept_once",
    ),
]
