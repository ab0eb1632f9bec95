"""Who: people, how they stood before, those who are invited, and the trail of what they did."""

from accounts.models.api_key import ApiKeyUsed
from accounts.models.api_token import ApiToken
from accounts.models.invitation import Invitation
from accounts.models.posting import Posting
from accounts.models.user import User, UserManager, UserQuerySet
from accounts.trail.models import ChangedRow, Record, Shape

__all__ = [
    "ApiKeyUsed",
    "ApiToken",
    "ChangedRow",
    "Invitation",
    "Posting",
    "Record",
    "Shape",
    "User",
    "UserManager",
    "UserQuerySet",
]
