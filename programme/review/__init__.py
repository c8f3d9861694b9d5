"""The review: a record of how the programme stands, that can be frozen, compared and commented."""

from programme.review.build import review
from programme.review.frozen import comparison, figures_beside, freeze, frozen_review, frozen_reviews, last_before
from programme.review.views import Comparison, Frozen, Review

__all__ = [
    "Comparison",
    "Frozen",
    "Review",
    "comparison",
    "figures_beside",
    "freeze",
    "frozen_review",
    "frozen_reviews",
    "last_before",
    "review",
]
