"""Every check constraint is one that validation can try: Django silently skips one that names a column, not a field."""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Q

CHECKS = [
    pytest.param(model, constraint, id=constraint.name)
    for label in ("regions", "accounts", "events", "reports")
    for model in apps.get_app_config(label).get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "constraint"), CHECKS)
def test_validation_can_try_it(model, constraint):
    against = model()._get_field_expression_map(meta=model._meta)
    Q(constraint.condition).check(against)  # FieldError where a name is not a field's
    assert constraint.violation_error_message != constraint.default_violation_error_message
