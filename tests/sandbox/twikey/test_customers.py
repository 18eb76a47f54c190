from __future__ import annotations

import pytest

from tests.sandbox.twikey.client import PLAIN, RESTING, SENDS, Caller, refused


async def patch(caller: Caller, number: str, **query: str) -> object:
    path = f"/creditor/customer/{number}"
    response = await caller.call("PATCH", path, params=query)
    return refused(response) if response.content else response.status_code


async def test_a_customer_is_changed_by_the_query_string(caller: Caller) -> None:
    await caller.created()

    assert await patch(caller, "C-1", email="new@bakery.example", l="nl") == 204
    assert caller.standin.customers["C-1"].fields == {
        "email": "new@bakery.example",
        "l": "nl",
    }


async def test_a_body_changes_nothing_and_says_204(caller: Caller) -> None:
    await caller.created()
    response = await caller.call(
        "PATCH", "/creditor/customer/C-1", json={"email": "new@bakery.example"}
    )

    assert response.status_code == 204
    assert caller.standin.customers["C-1"].email == "pay@bakery.example"


async def test_the_company_code_needs_the_company_name(caller: Caller) -> None:
    await caller.created()
    await patch(caller, "C-1", coc="0999")
    assert "coc" not in caller.standin.customers["C-1"].fields

    await patch(caller, "C-1", coc="0999", companyName="Zonneveld")
    assert caller.standin.customers["C-1"].fields["coc"] == "0999"


@pytest.mark.parametrize(
    ("number", "query", "code"),
    [
        ("NOBODY", {"email": "x@y.example"}, "err_debtor_not_found"),
        ("C-1", {"email": "x"}, "err_invalid_email"),
        ("C-1", {"country": "BEL"}, "err_invalid_country"),
        ("C-1", {"l": "xx"}, "err_invalid_lang"),
        ("C-1", {"customerNumber": "C-2"}, "err_duplicate_ref"),
        ("C-1", {"ct": str(RESTING)}, "err_no_such_ct"),
    ],
)
async def test_a_wrong_change_is_refused(
    caller: Caller, number: str, query: dict[str, str], code: str
) -> None:
    await caller.created()
    await caller.created(number="F-2", customer={"customerNumber": "C-2"})

    assert (await patch(caller, number, **query))[:2] == (400, code)  # type: ignore[index]


async def test_a_customer_can_get_another_number(caller: Caller) -> None:
    await caller.created()
    caller.standin.sign_mandate("C-1", PLAIN)
    await patch(caller, "C-1", customerNumber="C-9")

    assert list(caller.standin.customers) == ["C-9"]
    assert (
        await caller.create(number="F-2", customer=None, customerByRef="C-9")
    ).json()["state"] == "PENDING"


async def test_the_customers_own_profile_comes_before_the_default(
    caller: Caller,
) -> None:
    await caller.created()
    await patch(caller, "C-1", ct=str(SENDS))

    assert (await caller.create(number="F-2", ct=None)).json()["ct"] == SENDS


async def test_a_customer_can_be_read(caller: Caller) -> None:
    await caller.created()
    reply = (await caller.get("/customer/C-1")).json()

    assert reply["customerNumber"] == "C-1"
    assert reply["email"] == "pay@bakery.example"
    assert reply["mobile"] is None
    assert refused(await caller.get("/customer/NOBODY"))[1] == "err_not_found"


async def test_reading_a_customer_may_not_exist(caller: Caller) -> None:
    await caller.created()
    caller.standin.switches.customer_get = False

    assert (await caller.get("/customer/C-1")).status_code == 404


async def test_a_put_makes_a_customer_and_replaces_everything(caller: Caller) -> None:
    for form in ({"email": "a@b.example", "city": "Aalst"}, {"lastname": "Z"}):
        await caller.call("PUT", "/creditor/customer/C-7", data=form)

    assert caller.standin.customers["C-7"].fields == {"lastname": "Z"}


async def test_a_customer_with_a_mandate_stays(caller: Caller) -> None:
    await caller.created()
    path = "/creditor/customer/C-1"
    mandate = caller.standin.sign_mandate("C-1", PLAIN)
    assert refused(await caller.call("DELETE", path))[1] == "err_remove_stale"

    del caller.standin.mandates[mandate.number]
    assert (await caller.call("DELETE", path)).status_code == 204
    assert not caller.standin.customers


async def test_profiles_are_listed_without_their_two_switches(caller: Caller) -> None:
    (first, *others) = (await caller.get("/template")).json()

    assert (first["id"], first["name"], first["active"]) == (PLAIN, "P4020", True)
    assert not {"send_on_booking", "include_pdf"} & set(first)
    assert others[-1]["active"] is False


async def test_the_list_of_profiles_may_not_exist(caller: Caller) -> None:
    caller.standin.switches.profile_list = False

    assert (await caller.get("/template")).status_code == 404


@pytest.mark.parametrize(
    ("profile", "status"), [(PLAIN, 200), (RESTING, 400), (9999, 400)]
)
async def test_payment_methods_tell_whether_a_profile_exists(
    caller: Caller, profile: int, status: int
) -> None:
    response = await caller.get("/payment/methods", params={"ct": profile})

    assert response.status_code == status
    if status == 400:
        assert refused(response)[1:] == ("err_no_such_ct", str(profile))


async def test_the_mandates_of_a_customer_can_be_asked_for(caller: Caller) -> None:
    await caller.created()
    mandate = caller.standin.sign_mandate("C-1", PLAIN)
    query = {"customerNumber": "C-1"}

    (entry,) = (await caller.get("/mandate/query", params=query)).json()["Contracts"]
    assert (entry["mndtId"], entry["state"]) == (mandate.number, "SIGNED")
    query = {"customerNumber": "C-2"}
    assert (await caller.get("/mandate/query", params=query)).json()["Contracts"] == []


async def test_a_signed_mandate_appears_once_in_its_feed(caller: Caller) -> None:
    await caller.created()
    mandate = caller.standin.sign_mandate("C-1", PLAIN)

    (message,) = (await caller.get("/mandate")).json()["Messages"]
    assert message["Mndt"]["MndtId"] == mandate.number
    assert (await caller.get("/mandate")).json() == {"GrpHdr": {}, "Messages": []}
