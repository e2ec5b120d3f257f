from assist.config.tenants import Tenant
from assist.journal.records import Key
from assist.privacy import SORTS, contacts, iban, identity
from assist.server.masking import KEPT, Carried, Masking


def masking() -> Masking:
    return Masking(lambda name: Tenant(name=name, mask=frozenset(SORTS if name else ())))


def test_the_tables_are_there_before_anyone_waits() -> None:
    tables = (contacts._dialled, iban._form, identity._made)
    for table in tables:
        table.cache_clear()
    masking()
    assert all(table.cache_info().currsize for table in tables)


def test_each_tenant_has_its_own_sorts() -> None:
    one = masking()
    assert one.edit("acme", "ana@example.com") == "•••@•••••••.•••"
    assert one.edit("", "ana@example.com") == "ana@example.com"


def test_what_messages_left_is_kept_for_the_latest_conversations() -> None:
    one, first = masking(), Key(tenant="acme", conversation="first")
    one.message(first, "m1", "customer", "my card: 4111 11")
    assert one.carried(first).customer.digits == "411111"
    for number in range(KEPT):
        one.message(Key(tenant="acme", conversation=f"chat-{number}"), "m1", "agent", "hello")
    assert one.carried(first) == Carried()


def test_a_card_is_asked_for_by_the_one_and_given_by_the_other() -> None:
    one, key = masking(), Key(tenant="acme", conversation="chat-1")
    one.message(key, "m1", "agent", "Your card number, please?")
    assert one.message(key, "m2", "customer", "5105105105") == "510510••••"
    assert one.message(key, "m3", "customer", "105100") == "••5100"
