"""A bare websocket echo on uvicorn, websockets and starlette as they come: our peer under load.

python -m benchmarks.echo PORT
"""

import asyncio
import socket
import sys

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


async def echo(websocket: WebSocket) -> None:
    """Send back what comes."""
    await websocket.accept()
    try:
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())
    except WebSocketDisconnect:
        pass


async def main() -> None:
    """Serve until killed."""
    config = uvicorn.Config(
        Starlette(routes=[WebSocketRoute("/", echo)]),
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        log_config=None,
        access_log=False,
    )
    # Not by the server's own function: with it comes all of the server, and the start counts too.
    listening = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=2048)
    listening.setblocking(False)
    print("ready", flush=True)  # noqa: T201
    await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
