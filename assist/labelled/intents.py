"""What a bank's customer asks for, as banking77 names it -> the cues that the request shows.

An intent says for certain what some cues are (a card that was swallowed is a problem, an
exchange rate that is asked for is none) and nothing about the rest; about a few intents it says
nothing at all, for their messages go both ways.
"""

from typing import Final

from assist.labelled.example import Label

_PROBLEMS: Final = frozenset(
    [
        "Refund_not_showing_up",
        "balance_not_updated_after_bank_transfer",
        "balance_not_updated_after_cheque_or_cash_deposit",
        "beneficiary_not_allowed",
        "card_not_working",
        "card_payment_not_recognised",
        "card_payment_wrong_exchange_rate",
        "card_swallowed",
        "cash_withdrawal_not_recognised",
        "compromised_card",
        "contactless_not_working",
        "declined_card_payment",
        "declined_cash_withdrawal",
        "declined_transfer",
        "direct_debit_payment_not_recognised",
        "extra_charge_on_statement",
        "failed_transfer",
        "lost_or_stolen_card",
        "lost_or_stolen_phone",
        "passcode_forgotten",
        "pin_blocked",
        "reverted_card_payment?",
        "top_up_failed",
        "top_up_reverted",
        "transaction_charged_twice",
        "transfer_not_received_by_recipient",
        "unable_to_verify_identity",
        "virtual_card_not_working",
        "wrong_amount_of_cash_received",
        "wrong_exchange_rate_for_cash_withdrawal",
    ]
)
_FRAUD: Final = frozenset(
    [
        "card_payment_not_recognised",
        "cash_withdrawal_not_recognised",
        "compromised_card",
        "direct_debit_payment_not_recognised",
    ]
)
_PLAIN: Final = frozenset(
    [
        "activate_my_card",
        "age_limit",
        "apple_pay_or_google_pay",
        "atm_support",
        "automatic_top_up",
        "card_about_to_expire",
        "card_acceptance",
        "card_delivery_estimate",
        "card_linking",
        "change_pin",
        "country_support",
        "disposable_card_limits",
        "edit_personal_details",
        "exchange_charge",
        "exchange_rate",
        "exchange_via_app",
        "fiat_currency_support",
        "get_disposable_virtual_card",
        "get_physical_card",
        "getting_spare_card",
        "getting_virtual_card",
        "order_physical_card",
        "receiving_money",
        "supported_cards_and_currencies",
        "top_up_by_bank_transfer_charge",
        "top_up_by_card_charge",
        "top_up_by_cash_or_cheque",
        "top_up_limits",
        "topping_up_by_card",
        "transfer_into_account",
        "transfer_timing",
        "verify_my_identity",
        "verify_source_of_funds",
        "verify_top_up",
        "visa_or_mastercard",
        "why_verify_identity",
    ]
)
_TOLD: Final[frozenset[Label]] = frozenset(
    {"problem", "fraud-worry", "refund-request", "churn-risk", "good", "bad"}
)


def cues_of(intent: str) -> tuple[frozenset[Label], frozenset[Label]]:
    """Return the cues that an intent shows, and those that it decides either way."""
    if intent in _PLAIN:
        return frozenset(), _TOLD
    if intent in _PROBLEMS:
        known: frozenset[Label] = frozenset({"problem", "bad"})
        fraud: frozenset[Label] = frozenset({"fraud-worry"})
        return (known | fraud, known | fraud) if intent in _FRAUD else (known, known)
    if intent == "request_refund":
        return frozenset({"refund-request"}), frozenset({"refund-request"})
    if intent == "terminate_account":
        return frozenset({"churn-risk"}), frozenset({"churn-risk"})
    return frozenset(), frozenset()
