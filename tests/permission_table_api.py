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
    "approach_list", "counting_rule_list", "indicator_list",
)  # fmt: skip
"""200 for every token of every role, and for whoever is signed in; 401 for everybody else."""

OF_ONE_EVENT = ("event_detail",)
"""An event of the Boston mission: tests/api/test_reading.py has each role and status."""

NAMES = {f"api:{name}" for name in (*READ_BY_ALL, *OF_ONE_EVENT, "nothing")}
