"""Who may do what over the API: by role, by what the token was made for, and at whose event. tests/api tries each cell."""

ROLES = (
    "Boston staff",
    "Boston approver",
    "Denver staff",
    "Denver approver",
    "HQ reviewer",
    "HQ administrator",
    "read-only",
)

READ_BY_ALL = (
    "event_list", "region_list", "state_list", "mission_list", "jurisdiction_list", "category_list", "action_plan_list",
    "approach_list", "counting_rule_list", "indicator_list", "figures", "edition_list", "openapi",
)  # fmt: skip
"""200 for every token of every role, and for whoever is signed in; 401 for everybody else."""

OF_ONE_EDITION = ("edition_detail", "edition_file")
"""Issued: for everybody as well; tests/api/test_figures.py."""

DRAFTING, SUBMITTING = ("draft", "submit"), ("submit",)
"""Scopes of tokens that may."""

WRITING = {
    ("event_list", "POST"): (DRAFTING, {"Denver": 201, "HQ": 422}),
    ("event_detail", "PATCH", "draft"): (DRAFTING, {"Denver": 404, "HQ": 200}),
    ("event_detail", "PATCH", "submitted"): (SUBMITTING, {"Denver": 404, "HQ": 200}),
    ("event_detail", "PATCH", "confirmed"): (SUBMITTING, {"Denver": 404, "HQ": 200}),
    ("event_submit", "POST", "draft"): (SUBMITTING, {"Denver": 404, "HQ": 200}),
}
"""At an event of the Boston mission: which scopes may, and what others than Boston's people are told; these 200 or 201.

A token that was not made for it is told so with 403, also where there is nothing for its person; a reader has none other.
HQ has to name a mission for a new event, hence 422.
"""

NAMES = {f"api:{name}" for name in (*READ_BY_ALL, *OF_ONE_EDITION, "event_detail", "event_submit", "nothing")}
