"""What every page's frame knows of the events."""

from django.utils.functional import SimpleLazyObject

from events.models import Event


def sample_data(request) -> dict:
    """`holds_sample_data`: whether any event is a sample; one look into a small index, only if the page asks."""
    return {"holds_sample_data": SimpleLazyObject(lambda: Event.objects.filter(is_sample=True).exists())}
