from __future__ import annotations

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from sandbox.wire import ManualClock
from tests.sandbox.slack.parts import Json, error_of, form, opened


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: SlackStandIn, client: AsyncWebClient, clock: ManualClock
) -> None:
    trigger = slack.new_trigger("U0JAN0001")
    await client.views_open(trigger_id=trigger, view=form())

    again = client.views_open(trigger_id=trigger, view=form())
    assert await error_of(again) == "exchanged_trigger_id"
    late = slack.new_trigger("U0JAN0001")
    await clock.sleep(3.5)
    assert (
        await error_of(client.views_open(trigger_id=late, view=form()))
        == "expired_trigger_id"
    )
    unknown = client.views_open(trigger_id="1.2.abc", view=form())
    assert await error_of(unknown) == "invalid_trigger_id"


async def test_a_submission_carries_every_field_and_closes_the_modal(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[Json] = []

    @connected.view("leave-out")
    async def save(ack: AsyncAck, view: Json) -> None:
        seen.append(view["state"]["values"])
        await ack()

    view = await opened(slack, client)
    ack = await slack.submit("Jan", view, {"Reason": "double"})

    assert ack.ok
    assert seen == [
        {
            "reason": {"text": {"type": "plain_text_input", "value": "double"}},
            "until": {"when": {"type": "static_select", "selected_option": None}},
        }
    ]
    assert slack.modal("Jan") is None


async def test_an_empty_required_field_never_reaches_the_app(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)

    ack = await slack.submit("Jan", view, {"until": "Never"})

    assert ack.outcome == "not_sent"
    assert ack.errors == {"reason": "Please complete this required field."}
    assert slack.delivery.sockets.envelopes == []


async def test_errors_stay_on_the_form_until_it_is_right(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    @connected.view("leave-out")
    async def save(ack: AsyncAck, view: Json) -> None:
        text = view["state"]["values"]["reason"]["text"]["value"]
        if len(text) < 5:
            await ack(response_action="errors", errors={"reason": "Say more"})
        else:
            await ack()

    view = await opened(slack, client)

    ack = await slack.submit("Jan", view, {"reason": "no"})
    assert ack.errors == view.errors == {"reason": "Say more"}
    await slack.submit("Jan", view, {"reason": "because"})
    assert slack.modal("Jan") is None


async def test_a_form_nobody_answers_stays_open_with_a_notice(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)

    ack = await slack.submit("Jan", view, {"reason": "because"})

    assert ack.outcome == "dispatch_failed"
    assert slack.modal("Jan") is view
    assert view.notice == "We had some trouble connecting. Try again?"


async def test_update_and_push_and_clear_do_what_they_say(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    answers: list[Json] = [
        {"response_action": "update", "view": form("Second")},
        {"response_action": "push", "view": form("Third")},
        {"response_action": "clear"},
    ]

    @connected.view("leave-out")
    async def save(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    async def send() -> list[str]:
        view = slack.modal("Jan")
        assert view is not None
        await slack.submit("Jan", view, {"reason": "because"})
        stack = slack.modals.get("U0JAN0001", [])
        return [str(one.body["title"]["text"]) for one in stack]

    await opened(slack, client, form("First"))

    assert await send() == ["Second"]
    assert await send() == ["Second", "Third"]
    assert await send() == []


async def test_what_was_entered_survives_an_update_with_the_same_ids(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    seen: list[str] = []

    @connected.view("leave-out")
    async def save(ack: AsyncAck, view: Json) -> None:
        seen.append(view["state"]["values"]["reason"]["text"]["value"])
        await ack()

    view = await opened(slack, client)
    await slack.choose("Jan", view, "double", action_id="text")
    await client.views_update(view_id=view.id, view=form("Newer"))
    await slack.submit("Jan", view)

    assert seen == ["double"]


async def test_closing_is_told_only_if_asked_for(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient
) -> None:
    closed: list[bool] = []

    @connected.view_closed("leave-out")
    async def gone(ack: AsyncAck, body: Json) -> None:
        closed.append(body["is_cleared"])
        await ack()

    quiet = await opened(slack, client)
    assert (await slack.close("Jan", quiet)).outcome == "not_sent"
    loud = await opened(slack, client, form(notify_on_close=True))
    assert (await slack.close("Jan", loud)).ok

    assert closed == [False]
    assert slack.modal("Jan") is None


async def test_a_fourth_modal_is_one_too_many(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    await opened(slack, client)
    for title in ("Second", "Third"):
        trigger = slack.new_trigger("U0JAN0001")
        await client.views_push(trigger_id=trigger, view=form(title))

    pushed = client.views_push(
        trigger_id=slack.new_trigger("U0JAN0001"), view=form("Fourth")
    )
    assert await error_of(pushed) == "push_limit_reached"
    assert len(slack.modals["U0JAN0001"]) == 3


async def test_an_update_of_a_modal_that_changed_meanwhile_is_refused(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)
    seen = view.hash
    await client.views_update(view_id=view.id, view=form("Newer"), hash=seen)

    late = client.views_update(view_id=view.id, view=form("Older"), hash=seen)
    assert await error_of(late) == "hash_conflict"
    assert view.body["title"]["text"] == "Newer"


async def test_a_modal_that_was_closed_is_not_found(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    view = await opened(slack, client)
    await slack.close("Jan", view)

    late = client.views_update(view_id=view.id, view=form())
    assert await error_of(late) == "not_found"


async def test_a_view_known_by_a_name_of_the_app_is_found_by_it(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    await opened(slack, client, form(external_id="mine"))

    await client.views_update(external_id="mine", view=form("Newer"))
    assert slack.modal("Jan") is not None
    gone = client.views_update(external_id="mine", view=form("Newest"))
    assert await error_of(gone) == "not_found"
