"""Group J, what is masked: cards, what belongs to them, accounts, contacts and ids of persons."""

import unicodedata
from random import Random
from string import ascii_uppercase

import pytest
from stdnum import iban as standard
from stdnum import numdb

from assist.playbooks.load import load
from assist.privacy import SORTS, Carry, Masker, Sort, mask
from assist.reading.reader import Reader
from assist.resources import rules_dir
from benchmarks.masking import LABELLED, SCHEMES, checked, others, writings

ALL = frozenset(SORTS)
CARD = "4111 1111 1111 1111"
REGISTERED = [
    (country, known["bban"])
    for country in (one + other for one in ascii_uppercase for other in ascii_uppercase)
    for _, known in numdb.get("iban").info(country)[:1]
    if known
]


def shown(text: str) -> str:
    """Return the digits of a text that are still to be read."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


@pytest.mark.parametrize("writing", writings("0" * 16))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_J01_a_card_of_any_scheme_is_masked_however_it_is_written(
    scheme: str, writing: str
) -> None:
    chance = Random(f"{scheme} {writing}")
    starts, lengths = SCHEMES[scheme]
    for start in starts:
        for length in lengths:
            digits = checked(chance, start, length)
            masked = mask(f"sure: {writings(digits)[writing]}").text
            assert shown(masked) in (digits[:6] + digits[-4:], digits[:6] + digits[12:16])


@pytest.mark.parametrize(
    "number",
    ["4222222222222", "4000000000000000006", "5105105105105100", "2221000000000009",
     "2720990000000007", "378282246310005", "6011111111111117", "3530111333300000",
     "30569309025904", "6200000000000005", "6200000000000000000", "6759649826438453",
     "2200700081234568", "6521111111111110"],
)  # fmt: skip
def test_J01_the_first_six_and_the_last_four_stay(number: str) -> None:
    hidden = number[:6] + "•" * (len(number) - 10) + number[-4:]
    assert mask(number).text == hidden


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (("my card is 4111 1111", "1111 1111"), ("my card is 4111 11••", "•••• 1111")),
        (("4111 1111 1111", "1111"), ("4111 1111 1111", "••••")),
        (("4111 1111", "then 1111 1111"), ("4111 1111", "then •••• ••••")),
        (("card: 4111", "1111", "1111", "1111"), ("card: 4111", "11••", "••••", "1111")),
        (("ma carte : ٤١١١ ١١١١ ١١", "١١ ١١١١"), ("ma carte : ٤١١١ ١١•• ••", "•• ١١١١")),
        (("order no. 4111 1111", "1111 1111"), ("order no. 4111 1111", "1111 1111")),
        (("I waited 45", "11 days"), ("I waited 45", "11 days")),
        ((CARD, "12/27", "123"), ("4111 11•• •••• 1111", "••/••", "•••")),
    ],
)
def test_J01_a_card_cut_in_two_messages_is_masked(
    said: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    carry: Carry | None = None
    masked = []
    for text in said:
        one, carry = Masker().mask(text, carry)
        masked.append(one.text)
    assert tuple(masked) == kept


def test_J01_digits_are_suspicious_once_the_other_side_asked_for_a_card() -> None:
    masker = Masker()
    first, _ = masker.mask("4111 1111 11", masker.asked("Your card number, please?"))
    assert first.text == "4111 11•• ••"
    assert masker.mask("4111 1111 11")[0].text == "4111 1111 11"


@pytest.mark.parametrize("sort", LABELLED)
def test_J02_a_number_that_is_called_something_else_stays(sort: str) -> None:
    chance = Random(sort)
    for _ in range(200):
        text = chance.choice(LABELLED[sort]).format(others(chance)[sort])
        assert not any(hit.sort == "card" for hit in mask(text).hits), text


@pytest.mark.parametrize(
    "text",
    [
        "order no. 4111111111111111",
        "commande n° 4111 1111 1111 1111",
        "4111111111111111 is my order number",
        "4111111111111111, c'est mon numéro de commande",
        "n° de suivi : 4111111111111111",
        "SIRET 36252187900034",
        "notre SIRET est le 362 521 879 00034",
        "362 521 879 00034",
        "IMEI 356938035643809",
        "1732258800000",
        "4111111a-1111-4111-8111-111111111111",
        "https://example.com/orders/4111111111111111",
        "0.4111111111111111",
        "EAN 4006381333931",
    ],
)
def test_J02_numbers_that_are_no_cards_stay(text: str) -> None:
    assert mask(text).text == text


def test_J02_no_timestamp_of_this_century_is_a_card() -> None:
    chance = Random(2)
    for _ in range(5000):
        moment = str(chance.randint(946_684_800_000, 3_999_999_999_999))
        assert mask(moment).text == moment


def test_J02_a_label_of_another_thing_does_not_save_a_card() -> None:
    for text in (
        f"my card number for order 12345 is {CARD}",
        f"paid with {CARD} for order 1234",
        f"Where is my order. {CARD}",
        f"my order {CARD} 12/27",
    ):
        assert "4111 11•• •••• 1111" in mask(text).text


@pytest.mark.parametrize("text", ["my card is 4111111111111112", "carte 4111 1111 1111 1112"])
def test_J03_a_wrong_digit_leaves_it_unless_typos_count(text: str) -> None:
    assert mask(text).text == text
    assert Masker().mask(text)[0].text == text
    assert "••••" in mask(text, typos=True).text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{CARD} 12/27 123", "4111 11•• •••• 1111 ••/•• •••"),
        (f"{CARD}, exp: 12/2027, CVV: 123.", "4111 11•• •••• 1111, exp: ••/••••, CVV: •••."),
        (f"{CARD} expire le 12/27, cryptogramme 123", "4111 11•• •••• 1111 expire le ••/••, "
         "cryptogramme •••"),
        ("4111111111111111|12|27|123", "411111••••••1111|••|••|•••"),
        (f"12/27 {CARD}", "••/•• 4111 11•• •••• 1111"),
        ("3782 822463 10005 code 1234", "3782 82•••• •0005 code ••••"),
        ("the cvc is 123", "the cvc is •••"),
        (f"{CARD} 250 euros", "4111 11•• •••• 1111 250 euros"),
        ("I waited 123 days since 12/27", "I waited 123 days since 12/27"),
    ],
)  # fmt: skip
def test_J04_the_code_and_the_date_beside_a_card_go_wholly(text: str, kept: str) -> None:
    assert mask(text).text == kept


def account(chance: Random, country: str, form: str) -> str:
    """Return an account of a country, with the right check digits."""
    kinds = {"n": "0123456789", "a": "ABCDEFGHJ", "c": "ABC0123456789"}
    parts = (part.split("!") for part in form.replace("n", "n ").replace("a", "a ")
             .replace("c", "c ").split())  # fmt: skip
    bban = "".join(chance.choice(kinds[kind]) for count, kind in parts for _ in range(int(count)))
    return country + standard.calc_check_digits(country + "00" + bban) + bban


@pytest.mark.parametrize(("country", "form"), REGISTERED)
def test_J05_an_account_of_every_country_is_masked_exactly(country: str, form: str) -> None:
    chance = Random(country)
    whole = account(chance, country, form)
    hidden = "•" * len(whole)
    fours = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
    assert mask(f"iban{whole}merci").text == f"iban{hidden}merci"
    assert shown(mask(f"on {fours.lower()} please").text) == ""
    wrong = whole[:2] + str((int(whole[2:4]) + 1) % 100).zfill(2) + whole[4:]
    assert not any(hit.sort == "iban" for hit in mask(wrong).hits)


def test_J05_wrong_check_digits_leave_it() -> None:
    text = "FR76 3000 6000 0112 3456 7890 188"
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("sort", "locale", "text", "kept"),
    [
        ("email", "en", "write to a.b+c@mail.example.com.", "write to •.•+•@••••.•••••••.•••."),
        ("phone", "fr-FR", "au 06 12 34 56 78 svp", "au •• •• •• •• •• svp"),
        ("phone", "fr", "tél. 0612345678", "tél. ••••••••••"),
        ("phone", "en-GB", "ring 07400 123456", "ring ••••• ••••••"),
        ("phone", "en-US", "(212) 555-0143", "(•••) •••-••••"),
        ("phone", "fr", "+33 6 12 34 56 78", "+•• • •• •• •• ••"),
        ("phone", "fr", "commande 0612345678", "commande 0612345678"),
        ("phone", "en-US", "order 2125550143", "order 2125550143"),
        ("phone", "en-GB", "call us on 0800 123 4567", "call us on 0800 123 4567"),
        ("national-id", "fr-FR", "2 55 08 14 168 025 38", "• •• •• •• ••• ••• ••"),
        ("national-id", "en-US", "my SSN is 536-90-4399", "my SSN is •••-••-••••"),
        ("national-id", "en-GB", "AB 12 34 56 C", "•• •• •• •• •"),
        ("national-id", "fr-BE", "85.07.30-033.28", "••.••.••-•••.••"),
        ("national-id", "fr-CH", "756.9217.0769.85", "•••.••••.••••.••"),
        ("national-id", "es-ES", "DNI 54362315K", "DNI •••••••••"),
        ("national-id", "fr-FR", "536-90-4399", "536-90-4399"),
    ],
)
def test_J06_contacts_and_ids_go_where_the_tenant_says_so(
    sort: Sort, locale: str, text: str, kept: str
) -> None:
    assert mask(text, frozenset({sort}), (locale,)).text == kept
    assert mask(text, frozenset(), (locale,)).text == text


def test_J07_nothing_that_masking_gives_back_prints_a_card() -> None:
    masked, carry = Masker().mask(f"card {CARD} and then 4111 1111 1111")
    for value in (masked, carry, repr(masked), str(carry)):
        assert "411111111111" not in str(value).replace(" ", "")


@pytest.mark.parametrize("writing", ["full-width", "no-break spaces", "zero-width between"])
def test_J08_masking_after_nfkc_gives_the_same(writing: str) -> None:
    text = writings("4111111111111111")[writing]
    composed = unicodedata.normalize("NFKC", text)
    assert unicodedata.normalize("NFKC", mask(text).text) == mask(composed).text


@pytest.mark.parametrize("cut", range(1, len(CARD)))
def test_J08_wherever_a_card_is_cut_four_digits_at_least_never_show(cut: int) -> None:
    text = f"my card: {CARD}"
    cut += len("my card: ")
    first, carry = Masker().mask(text[:cut])
    second, _ = Masker().mask(text[cut:], carry)
    assert len(shown(first.text + second.text)) <= 12


@pytest.mark.parametrize(
    "text",
    ["４１１１１１１１１１１１１１１１", "𝟒𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏 𝟏𝟏𝟏𝟏",
     "④①①①①①①①①①①①①①①①",
     "4\u0301111 1111 1111 1111",
     "४१११ ११११ ११११ ११११", "4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111"],
)  # fmt: skip
def test_H06_twins_of_digits_are_digits(text: str) -> None:
    assert shown(mask(text).text) == "4111111111"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load(rules_dir()))


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        (f"I am furious, you charged my card {CARD} twice!", "anger"),
        (f"Je suis furieuse, ma carte {CARD} a été débitée deux fois !", "anger"),
        ("I have waited three weeks, write to eve@example.org, I am so disappointed",
         "disappointment"),
        ("Appelez-moi au 06 12 34 56 78, je suis très inquiète", "anxiety"),
    ],
)  # fmt: skip
def test_a_masked_message_feels_as_it_did(reader: Reader, text: str, tone: str) -> None:
    masked = mask(text, ALL, ("GB", "US", "FR")).text
    assert masked != text
    before, after = reader.read(text), reader.read(masked)
    assert [one.tone for one in after.tones] == [one.tone for one in before.tones] == [tone]
    assert after.cues == before.cues
    assert after.language == before.language
