"""HubSpot's engagements service in this process, for tests and for trying things out. No account, no socket.

    from hubspot_engagements.emulator import Emulator

    emulator = Emulator(engagements=50)
    with emulator.client() as hubspot:
        print(hubspot.associated("CONTACT", emulator.contact_id).first(5))

`python -m hubspot_engagements.emulator` serves one on a socket.
"""

from ._emulator import Emulator, Fault
from ._log import LoggedRequest
from ._transport import AsyncEmulatorTransport, EmulatorTransport

__all__ = ["AsyncEmulatorTransport", "Emulator", "EmulatorTransport", "Fault", "LoggedRequest"]
