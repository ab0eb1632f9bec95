"""What a page says of the country whose missions keep the register."""

from django import template

from regions.bilingual import in_current_language
from regions.pack import pack

register = template.Library()


@register.simple_tag
def register_of() -> str:
    """Whose register this is, in the page's language: the line at the foot of each page."""
    return in_current_language(*pack().register)
