"""`python -m hubspot_engagements.emulator`: an account on a socket, until it is interrupted.

Prints one line of JSON on standard output when it listens, as the binary `hubspot-emulator` does.
"""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._emulator import DEMO_TOKEN, Emulator


def main(arguments: Sequence[str] | None = None, program: str = "python -m hubspot_engagements.emulator") -> None:
    """Serves until SIGINT or SIGTERM. Ends the program with a sentence for options that cannot be used."""
    parser = _parser(program)
    given = parser.parse_args(arguments)
    try:
        emulator = Emulator(
            given.engagements,
            seed=given.seed,
            faults=_plan(given.faults),
            token=given.token,
            rate_limit=given.rate_limit,
            index_lag=given.index_lag_ms / 1000,
            email_scope=not given.without_email_scope,
            contacts_scope=not given.without_contacts_scope,
        )
        _serve(emulator, given.port, given.allow_origin)
    except (OSError, ValueError) as error:
        parser.error(str(error))


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description="HubSpot's engagements service on this machine, with made-up data. No account needed. "
        "Prints one line of JSON with its address when it listens; Ctrl-C ends it.",
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="port of 127.0.0.1 to listen on; a free one without it")
    add("--engagements", type=int, default=250, metavar="N", help="how much made-up work of 90 days there is; 250")
    add("--seed", type=int, default=1, metavar="S", help="same seed, same data; dates are counted back from now")
    add("--token", default=DEMO_TOKEN, help=f"the only access token to accept; {DEMO_TOKEN}")
    add("--rate-limit", type=int, metavar="N", help="answer 429 above so many requests in ten seconds")
    add("--index-lag-ms", type=int, default=0, metavar="MS", help="show changes in listings of changes so much later")
    add("--without-email-scope", action="store_true", help="hide what emails say")
    add("--without-contacts-scope", action="store_true", help="show nothing at modified/after")
    add("--faults", type=Path, metavar="PLAN.JSON", help="what goes wrong, as docs/emulator.md describes it")
    add("--allow-origin", metavar="ORIGIN", help="let pages of this origin (or *) read the answers")
    return parser


def _plan(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    plan = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(plan, list):
        raise ValueError(f"{path}: a plan is a list of faults")
    return plan


def _serve(emulator: Emulator, port: int, allow_origin: str | None) -> None:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with emulator.serve(port, allow_origin=allow_origin) as base_url:
        print(json.dumps({"base_url": base_url, **emulator.info()}), flush=True)  # noqa: T201
        stopped.wait()


if __name__ == "__main__":
    main()
