"""Where the access token comes from. Never from an argument: other users of the machine can read these."""

from __future__ import annotations

import getpass
import os
import sys

from .. import AuthenticationError

__all__ = ["find", "forget", "keep"]

_SERVICE = "hubspot-engagements"
_HUBSPOT = "https://api.hubapi.com"


def find(base_url: str | None) -> str | None:
    """The token for that address: the environment's, the keyring's, or what a person types.

    None where there is none and the address may do without, as a proxy does that adds it.

    Raises AuthenticationError where HubSpot itself is asked and there is none.
    """
    token = os.environ.get("HUBSPOT_ACCESS_TOKEN") or _kept(base_url)
    if token or base_url:
        return token
    if sys.stdin.isatty() and sys.stderr.isatty():
        return ask()
    raise AuthenticationError("there is no access token: set HUBSPOT_ACCESS_TOKEN, or run `hubspot-engagements login`")


def ask() -> str:
    """A token that a person types unseen, or that is piped in."""
    if sys.stdin.isatty():
        return getpass.getpass("Access token: ", sys.stderr).strip()
    return sys.stdin.readline().strip()


def keep(base_url: str | None, token: str) -> None:
    """Keeps the token in this user's keyring. Raises RuntimeError, which says why, where there is no keyring."""
    import keyring
    import keyring.errors

    try:
        keyring.set_password(_SERVICE, base_url or _HUBSPOT, token)
    except (keyring.errors.KeyringError, RuntimeError) as error:
        advice = "set HUBSPOT_ACCESS_TOKEN instead"
        raise RuntimeError(f"this machine's keyring cannot be used ({type(error).__name__}): {advice}") from None


def forget(base_url: str | None) -> bool:
    """Takes the token out of the keyring; gives whether there was one."""
    import keyring
    import keyring.errors

    try:
        keyring.delete_password(_SERVICE, base_url or _HUBSPOT)
    except (keyring.errors.KeyringError, RuntimeError):
        return False
    return True


def _kept(base_url: str | None) -> str | None:
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(_SERVICE, base_url or _HUBSPOT)
    except (keyring.errors.KeyringError, RuntimeError):
        return None
