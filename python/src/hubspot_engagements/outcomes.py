"""What became of creates: of one whose answer was lost, and of each of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ._core import Engagement
from .errors import EngagementsError, from_details

__all__ = ["Outcome", "Reconciliation"]


@dataclass(frozen=True)
class Reconciliation:
    """What `reconcile` found of a create whose answer was lost."""

    outcome: Literal["created", "duplicated", "unknown", "probably_absent"]
    """"created": there is one record. "duplicated": there are several, and all but one may be deleted. "unknown": there
    is none yet, and the service's lists lag behind: ask again later. "probably_absent": there is none an hour after the
    create, so it may be repeated."""
    exact: bool
    """Whether the records bear an id of your own (`uid`, a call's `external_id`, an email's `message_id`); else they
    are alike in all that was sent."""
    engagements: Sequence[Engagement]
    """The records that were found."""


@dataclass(frozen=True)
class Outcome:
    """What became of one of the engagements given to `create_many`."""

    index: int
    """Its place among those given, from 0."""
    outcome: Literal["created", "found", "refused", "not_sent", "ambiguous"]
    """"found": a record with its `uid` was there already. "refused": it cannot be created as it is. "not_sent": an
    earlier error lets none of the rest through. "ambiguous": it may have been created; `reconcile` the error's
    ticket."""
    engagement: Engagement | None
    """The record, where it was created or found."""
    error: EngagementsError | None
    """Why there is none."""


def from_parts(index: int, outcome: str, engagement: Engagement | None, error: str | None) -> Outcome:
    """Makes the outcome that the core hands over; its error is what the core knows of it as a JSON object."""
    return Outcome(index, outcome, engagement, from_details(error) if error else None)  # type: ignore[arg-type]
