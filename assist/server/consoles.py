"""The consoles that the settings name -> what reads them, and what listens to them, as it runs."""

from functools import partial

from assist.config import Settings
from assist.consoles.contract import Connector
from assist.consoles.registry import connector
from assist.errors import ConfigError
from assist.server.backfill import Backfill
from assist.server.heard import Told, take_heard
from assist.server.service import Service
from assist.server.streams.run import Streams


class Consoles:
    """What of a running service is about other makers' consoles.

    Raises:
        ConfigError: a mapping is wrong.
    """

    def __init__(self, service: Service) -> None:
        told = Told()
        service.on_erased(told.forget)
        self.take = partial(take_heard, service, told)
        self.backfill = Backfill(self.take)
        self.streams = Streams(service.settings.tenants.values(), service, self.take)
        self._connectors = connectors(service.settings)

    def connector(self, tenant: str, endpoint: str) -> Connector | None:
        """Return what reads the bodies of a webhook; None where they are our own."""
        return self._connectors.get((tenant, endpoint))

    def start(self) -> None:
        """Begin to listen, and to ask for what was said before."""
        self.backfill.start()
        self.streams.start()

    async def stop(self) -> None:
        """Let go of every console; a new start goes on where this one was."""
        await self.streams.stop()
        await self.backfill.stop()


def connectors(settings: Settings) -> dict[tuple[str, str], Connector]:
    """Return what reads the bodies of each webhook that is a console's.

    Raises:
        ConfigError: a mapping is wrong.
    """
    found: dict[tuple[str, str], Connector] = {}
    for tenant in settings.tenants.values():
        for endpoint, webhook in tenant.webhooks.items():
            if webhook.console == "warmline":
                continue
            try:
                found[tenant.name, endpoint] = connector(webhook)
            except ConfigError as error:
                where = f"tenants.{tenant.name}.webhooks.{endpoint}"
                raise ConfigError(f"{where}: {error}") from None
    return found
