"""`warmline erase`: a customer or a conversation -> nothing of them is left in a data folder."""

import asyncio
import json
import time
from pathlib import Path

import click

from assist.cli.subjects import Place, Subject, of_subject


@click.command()
@of_subject
def erase(
    customer: str | None,
    conversation: str | None,
    tenant: str,
    data: Path,
    url: str,
    token: str | None,
    key_file: Path | None,
) -> None:
    """Erase all that is kept of a customer, or a conversation, whether the server runs or not.

    What is held (POST /v1/hold) stays. Backups are not touched: see docs/privacy.md.
    """
    subject = Subject(tenant=tenant, customer=customer, conversation=conversation).checked()
    place = Place(data=data, url=url, token=token, key_file=key_file)
    if place.served:
        answer = json.loads(place.ask(tenant, "/v1/erase", subject.plain))
        erased, held = int(answer["erased"]), int(answer["held"])
    else:
        erased, held = asyncio.run(_erased(place, subject))
    click.echo(f"Conversations erased: {erased}. Held, and still there: {held}.")


async def _erased(place: Place, subject: Subject) -> tuple[int, int]:
    from assist.journal.contract import Journal
    from assist.server.erasure import Erased, erase_from

    async def work(journal: Journal) -> Erased:
        keys = await subject.keys(journal)
        return await erase_from(journal, keys, time.time(), lambda key: None)

    done = await place.opened(work)
    return done.erased, done.held
