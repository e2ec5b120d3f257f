"""The items of a batch -> one result each; those of a conversation rest in the batch's order."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from assist.consoles.own import DATA
from assist.errors import FrameError
from assist.journal.records import Appended
from assist.server.messages import placed, taken
from assist.server.posts import RequestError, admit
from assist.server.service import Service
from assist.wire import codes
from assist.wire.requests import ContextRequest, Said

UNREADABLE: Final = "send one JSON object with the fields that docs/webhooks.md lists"

Taking = asyncio.Task[Appended | RequestError]


async def take_batch(service: Service, tenant: str, items: Sequence[Said | FrameError]) -> Response:
    """Answer 202 once every item is durable, or 207 where some never can be.

    Raises:
        RequestError: the batch is to be sent again as a whole; what rests already is a duplicate
            then.
    """
    admit(service, tenant, len(items))
    takings: list[Taking] = []
    contexts: dict[str, Taking] = {}
    for item in items:
        chat = "" if isinstance(item, FrameError) else item.conversation
        # Those that wait together share a sync of the disk, and tasks start in the order of their
        # making. Only a context takes longer, to look up a past: what is behind it waits for it.
        taking = asyncio.create_task(_take(service, tenant, item, contexts.get(chat)))
        if isinstance(item, ContextRequest):
            contexts[item.conversation] = taking
        takings.append(taking)
    results = [_told(index, done) for index, done in enumerate(await asyncio.gather(*takings))]
    good = all(result["status"] == 202 for result in results)
    return JSONResponse({"results": results}, 202 if good else 207)


async def _take(
    service: Service, tenant: str, item: Said | FrameError, before: Taking | None
) -> Appended | RequestError:
    if isinstance(item, FrameError):
        return RequestError(400, codes.BAD_REQUEST, UNREADABLE, path=item.path)
    if before is not None:
        await asyncio.wait((before,))
    try:
        return await taken(service, tenant, item, transport="hook", where=DATA)
    except RequestError as error:
        return error


def _told(index: int, done: Appended | RequestError) -> dict[str, Any]:
    if isinstance(done, Appended):
        return {"index": index, "status": 202} | placed(done)
    if done.refusal.temporary:
        raise done
    return {"index": index, "status": done.status, "error": done.explained()}
