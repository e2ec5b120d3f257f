"""The consoles that the settings name -> listened to from the start to the end, come what may."""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from assist.config import Stream, Tenant
from assist.consoles.feeds import feed_of
from assist.server.service import Service
from assist.server.singly import singly
from assist.server.streams.listener import Listener, Make, Pauses
from assist.server.streams.mark import Followed
from assist.server.streams.taking import TakeHeard, Taking

log = logging.getLogger("warmline.streams")


class Streams:
    """Listens to the consoles of tenants, each by itself.

    Args:
        tenants: whose settings name them.
        service: whose journal holds where each goes on.
        take_heard: makes durable what is said.
        make: the name of a console -> what listens to it.
    """

    def __init__(
        self,
        tenants: Iterable[Tenant],
        service: Service,
        take_heard: TakeHeard,
        *,
        pauses: Pauses | None = None,
        make: Make = feed_of,
    ) -> None:
        self._tenants = tuple(tenants)
        self._service = service
        self._take_heard = take_heard
        self._pauses = pauses or Pauses()
        self._make = make
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to listen."""
        for tenant in self._tenants:
            for name, stream in tenant.streams.items() if tenant.enabled else ():
                run = partial(self._run, tenant.name, name, stream)
                task = f"the stream {name} of {tenant.name}"
                listening = singly(self._service.journal, task, run)
                self._tasks.add(asyncio.create_task(listening))

    async def stop(self) -> None:
        """Listen no more; a new start goes on from here."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        if tasks and (await asyncio.wait(tasks, timeout=self._pauses.stop))[1]:
            log.warning("a console that is listened to does not let go: it is left behind")

    async def _run(self, tenant: str, name: str, stream: Stream) -> None:
        await self._listener(tenant, name, stream).run()

    def _listener(self, tenant: str, name: str, stream: Stream) -> Listener:
        service = self._service
        metrics = service.telemetry.metrics
        followed = Followed(service.journal, tenant, name, stream, service.clock)
        counts = metrics.streams.of(metrics.tenant(tenant), name)
        taking = Taking(
            tenant=tenant,
            name=name,
            take_heard=self._take_heard,
            followed=followed,
            counts=counts,
            clock=service.clock,
        )
        what = f"the stream {name} of {tenant}"
        return Listener(what, stream, taking, followed, counts, self._pauses, self._make)
