from assist.consoles.asking import ask, basic, bearer
from assist.consoles.contract import Api

API = Api(url="https://api.example.com/v2/", user="ada", secret=b"secret")


def test_what_stands_in_one_part_of_an_address_never_becomes_another() -> None:
    found = ask(API, "conversations", "a/../b?c#d é", headers={}, query="page=1")
    assert (
        found.url == "https://api.example.com/v2/conversations/a%2F..%2Fb%3Fc%23d%20%C3%A9?page=1"
    )


def test_a_user_and_a_secret_are_one_header_and_a_secret_alone_is_another() -> None:
    assert basic(API)["authorization"] == "Basic YWRhOnNlY3JldA=="
    assert bearer(API)["authorization"] == "Bearer secret"


def test_a_request_shows_no_secret() -> None:
    assert "secret" not in repr(ask(API, "x", headers=bearer(API)))
