"""Components that wrap words of a page: each puts them into its partial of templates/components (shown on /styleguide/)."""

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

register = template.Library()


@register.simple_block_tag
def notice(
    content: str, kind: str = "info", *, role: str = "", about: str = "", also: str = "", takes_focus: bool = False
):
    """A box that stands out. `kind`: info, success, warning, error; `role`: status or alert where it comes after an act;
    `about`: the id of the heading that names it as a part of the page; `also`: further classes; `takes_focus`: it is
    what a page answers with, and is gone to at once.
    """
    context = {
        "content": content, "kind": kind, "role": role, "about": about, "also": also, "takes_focus": takes_focus,
    }  # fmt: skip
    return render_to_string("components/_notice.html", context)


@register.simple_block_tag
def breadcrumbs(content: str):
    """The way from the list down to this page; holds `crumb`s."""
    return render_to_string("components/_breadcrumbs.html", {"content": content})


@register.simple_block_tag
def crumb(content: str, view: str = "", *args, href: str = "", query: str = "", key: str = ""):
    """One step of the way: a link to `view` with its arguments and `query`, or to `href`; neither is this page.

    `key`: its access key.
    """
    address = reverse(view, args=args, query=QueryDict(query)) if view else href
    return render_to_string("components/_crumb.html", {"content": content, "href": address, "key": key})
