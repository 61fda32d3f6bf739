"""Names in place of ids, asked for when the first one is needed."""

from __future__ import annotations

from .. import ApiError, Client, Owner
from .._text import one_line

__all__ = ["Names", "name_of"]


class Names:
    """The account's owners and call outcomes. What cannot be looked up, such as for want of a scope, stays an id."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._owners: dict[str, str] | None = None
        self._outcomes: dict[str, str] | None = None

    def owner(self, owner_id: int | None) -> str:
        """The owner's name."""
        if owner_id is None:
            return ""
        if self._owners is None:
            self._owners = self._all_owners()
        return self._owners.get(str(owner_id), str(owner_id))

    def outcome(self, disposition: str | None) -> str:
        """The label of a call's outcome."""
        if not disposition:
            return ""
        if self._outcomes is None:
            self._outcomes = self._all_outcomes()
        return self._outcomes.get(disposition, one_line(disposition))

    def _all_owners(self) -> dict[str, str]:
        try:
            known = [*self._client.owners(archived=True), *self._client.owners()]
        except ApiError:
            return {}
        return {owner.id: name_of(owner) for owner in known}

    def _all_outcomes(self) -> dict[str, str]:
        try:
            return {outcome.id: one_line(outcome.label) for outcome in self._client.dispositions()}
        except ApiError:
            return {}


def name_of(owner: Owner) -> str:
    """The owner's name, or the address where there is none."""
    name = " ".join(part for part in (owner.first_name, owner.last_name) if part)
    return one_line(name or owner.email or owner.id)
