"""`warmline export`: a customer or a conversation -> all that is kept of them, as JSON lines."""

import asyncio
from pathlib import Path

import click

from assist.cli.subjects import Place, Subject, of_subject


@click.command()
@of_subject
def export(
    customer: str | None,
    conversation: str | None,
    tenant: str,
    data: Path,
    url: str,
    token: str | None,
    key_file: Path | None,
) -> None:
    """Print all that is kept of a customer, or a conversation: one JSON object a line.

    Personal data is in it: keep it as you keep the journal.
    """
    subject = Subject(tenant=tenant, customer=customer, conversation=conversation).checked()
    place = Place(data=data, url=url, token=token, key_file=key_file)
    if place.served:
        lines = place.ask(tenant, "/v1/export", None, **subject.plain).decode()
    else:
        lines = asyncio.run(_lines(place, subject))
    click.echo(lines, nl=False)


async def _lines(place: Place, subject: Subject) -> str:
    from assist.journal.contract import Journal
    from assist.server.export import conversation_lines, customer_lines

    async def work(journal: Journal) -> str:
        if subject.customer is not None:
            lines = customer_lines(journal, subject.tenant, subject.customer)
        else:
            (key,) = await subject.keys(journal)
            lines = conversation_lines(journal, key)
        return "".join([line async for line in lines])

    return await place.opened(work)
