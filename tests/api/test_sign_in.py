"""Session tokens of apps: from allauth's own endpoints to ours and back."""

from __future__ import annotations

from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tests.conftest import PASSWORD
from tracker.models import Person, User


def test_a_token_opens_the_api_until_it_is_given_back(owner: User, person: Person) -> None:
    signed_in = Api().post("/_allauth/app/v1/auth/login", {"email": owner.email, "password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.content
    app = Api(data(signed_in)["meta"]["session_token"])
    assert data(app.get("me/"))["email"] == owner.email
    assert app.delete("/_allauth/app/v1/auth/session").status_code == 401  # allauth: you are signed out now
    assert_problem(app.get("me/"), 401, "session_ended")


def test_a_closed_account_is_out_at_once(own: Api, owner: User) -> None:
    assert own.get("me/").status_code == 200
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    assert_problem(own.get("me/"), 401, "session_ended")


def test_a_new_password_ends_the_sessions_of_the_old_one(own: Api, owner: User) -> None:
    assert own.get("me/").status_code == 200
    owner.set_password("another long password")
    owner.save(update_fields=["password"])
    assert_problem(own.get("me/"), 401, "session_ended")


def test_a_token_that_never_was_is_401_even_beside_a_good_cookie(own: Api, owner: User) -> None:
    app = Api("no-such-token")
    app.client.force_login(owner)
    assert_problem(app.get("me/"), 401, "session_ended")
