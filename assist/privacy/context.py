"""The words beside a number -> whether they say that it is a card's, or another thing's."""

import re
from typing import Final

_BEFORE: Final = 64
_AFTER: Final = 48
"""Code points beside a number in which words count."""

_CARD: Final = re.compile(
    r"(?<![a-z])(?:(?:credit|debit|bank|payment|visa|master)?[ -]?cards?|cartes?(?: bancaires?)?|cb"
    r"|visa|mastercard|amex|american express|maestro|diners(?: club)?|discover|jcb|union ?pay"
    r"|rupay|cvv2?|cvc2?|cryptogramme|tarjeta|karte)(?![a-z])"
)
IN_CARD: Final = (
    "card|cart|cb|visa|ame[rx]|maestro|diners|discover|union|rupay|cv[vc]|crypto|tarjeta|karte"
)
"""Of these each word for a card holds one."""
_LIKELY: Final = re.compile(IN_CARD)
_OTHER: Final = (
    r"(?:orders?|tracking|parcels?|packages?|shipments?|shipping|deliver(?:y|ies)|consignment|waybill"
    r"|invoices?|bookings?|reservations?|tickets?|cases?|claims?|imei|meid|iccid|sim|siret|siren"
    r"|serial|ean|gtin|upc|isbn|barcode|timestamp|uuid|guid|trace|session|transactions?|contracts?"
    r"|policy|meter|customer|client|member(?:ship)?|loyalty|gift card|sku|lot|batch"
    r"|(?<!card )(?<!carte )(?:ref|reference)"
    r"|commandes?|cmd|cde|suivi|colis|expedition|envoi|livraison|bordereau|factures?|reservations?"
    r"|dossier|billets?|serie|code[ -]barres?|horodatage|contrat|police|compteur|pdl|prm|tva"
    r"|abonne|adherent|fidelite|carte cadeau|article|phone|mobile|telephone|tel|iban|rib)"
)
_FILLER: Final = (
    r"(?:numbers?|numeros?|num|nr|no\.?|n|ids?|codes?|ref\.?|is|was|are|the|my|your|our|an?|for|of"
    r"|de|du|d|des|la|le|les|l|c|est|mon|ma|notre|votre|pour|it|s|en)"
)
_GAP: Final = r"[ :#°=('\"/_-]{1,4}"
_NAMED: Final = re.compile(
    rf"(?<![a-z]){_OTHER}(?:{_GAP}(?:{_FILLER}|{_OTHER})(?![a-z]))*[ :#°=('\"/_-]{{0,4}}\Z"
)
_NAMED_AFTER: Final = re.compile(
    rf"[ ,)]{{1,3}}(?:is|was|est|etait|c'?est)(?:[ ']{_FILLER}){{0,4}}[ ']{_OTHER}(?![a-z])"
    rf"| ?\({_OTHER}\)"
)


def of_a_card(text: str, start: int, end: int) -> bool:
    """Return whether a word for a card stands near `text[start:end]`."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    return _CARD.search(before) is not None or _CARD.search(after) is not None


def asks_for_a_card(text: str) -> bool:
    """Return whether a text speaks of a card at all."""
    # Few texts hold anything of the kind, and the long pattern takes twice as long to say so.
    return _LIKELY.search(text) is not None and _CARD.search(text) is not None


def of_another_thing(text: str, start: int, end: int) -> bool:
    """Return whether the words say that the number is an order's, a parcel's, a phone's ...

    The name must belong to this very number ("order no. 4…", "4… is my order number"): an order
    that is merely spoken of says nothing.
    """
    if _NAMED.search(text[max(0, start - _BEFORE) : start]):
        return True
    return _NAMED_AFTER.match(text, end, end + _AFTER) is not None
