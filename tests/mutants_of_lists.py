"""The guards of saved views and of changing several events at once, as tests/mutants.py takes them: name, file, old, new, tests."""

_SELECTION = "tests/events/test_selection.py::test_"
_VIEWS = "tests/events/test_saved_views.py::test_"

LISTS = [
    (
        "several: events of another mission are offered for change",
        "events/bulk.py",
        "if not by.answers_for(event.mission_id):",
        "if False:",
        f"{_SELECTION}what_hinders_is_said_in_the_words_of_its_rule",
    ),
    (
        "several: the change keeps to no scope",
        "events/bulk.py",
        "mine = Event.objects.answered_for_by(by).filter",
        "mine = Event.objects.filter",
        f"{_SELECTION}the_verb_itself_keeps_to_its_scope",
    ),
    (
        "several: what was saved meanwhile is overwritten",
        "events/bulk.py",
        "if event.version != seen:",
        "if False:",
        f"{_SELECTION}what_somebody_saved_meanwhile_is_not_overwritten",
    ),
    (
        "several: half of it is done",
        "events/bulk.py",
        '("edit" if change.verb == "edit" else change.what)), transaction.atomic():',
        '("edit" if change.verb == "edit" else change.what)):',
        f"{_SELECTION}a_save_at_that_very_moment_leaves_nothing_half_done",
    ),
    (
        "several: those that cannot are left out without a word",
        "events/views/selection.py",
        'if left_out and "leave" not in request.POST:',
        "if False:",
        f"{_SELECTION}those_that_cannot_are_left_out_only_when_one_says_so",
    ),
    (
        "several: anybody puts back what another did",
        "events/undoing.py",
        "return record.by_id == by.pk and record.source",
        "return record.source",
        "tests/events/test_selection_done.py::test_nobody_puts_back_what_another_did",
    ),
    (
        "views: those of an office are everybody's",
        "events/models/view.py",
        "shared |= Q(sharing=Sharing.OFFICE, mission=person.mission_id)",
        "shared |= Q(sharing=Sharing.OFFICE)",
        f"{_VIEWS}who_sees_a_view",
    ),
    (
        "views: staff share with everybody",
        "events/models/view.py",
        "if person.is_hq:\n            return list(Sharing)",
        "if True:\n            return list(Sharing)",
        f"{_VIEWS}only_headquarters_share_with_everybody",
    ),
    (
        "views: whoever sees one renames it",
        "events/views/saved.py",
        "SavedView.objects.of(request.user), pk=pk)\n    form",
        "SavedView.objects.visible_to(request.user), pk=pk)\n    form",
        f"{_VIEWS}only_the_owner_renames_shares_and_deletes",
    ),
]
