"""Who may do what with a quarterly return that the Boston mission signed, and an excuse it was given."""

from tests.permission_table import BY_BOSTON, BY_HQ

RETURN_PAGES = {
    ("return_take_back", "POST"): BY_BOSTON,
    ("excuse_end", "POST"): BY_HQ,
}
