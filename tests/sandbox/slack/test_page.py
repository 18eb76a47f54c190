"""The page as a person uses it, by the names a screen reader hears."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackStandIn
from sandbox.wire import SystemClock
from tests.sandbox.slack.parts import Json, button, mrkdwn, plain, send

BOOKKEEPING = "C0BOEKHD1"


@pytest.fixture
def clock() -> SystemClock:
    """The page shows times as the browser knows them."""
    return SystemClock()


async def test_a_typed_command_is_sent_and_its_private_answer_shown(
    slack: SlackStandIn, connected: AsyncApp, page: Page
) -> None:
    go_on = asyncio.Event()

    @connected.command("/twikey")
    async def answer(ack: AsyncAck, command: Json) -> None:
        await go_on.wait()
        await ack(f"You said {command['text']}")

    await send(page, "/twikey why 42")
    await expect(page.get_by_text("Sending /twikey why 42")).to_be_visible()
    go_on.set()

    article = page.get_by_role("article", name="Twikey")
    await expect(article).to_contain_text("You said why 42")
    await expect(article).to_contain_text("Only visible to you")
    await expect(page.get_by_text("Sending")).to_have_count(0)


async def test_a_failing_command_is_shown_as_slack_shows_it(
    slack: SlackStandIn, page: Page
) -> None:
    await send(page, "/twikey help")

    article = page.get_by_role("article", name="Slackbot")
    await expect(article).to_contain_text(
        '/twikey failed with the error "dispatch_failed"'
    )


async def test_a_written_message_shows_markup_and_no_html(
    slack: SlackStandIn, client: AsyncWebClient, page: Page
) -> None:
    await send(page, "5 < 6 & <img src=x onerror=alert(1)>")
    await client.chat_postMessage(
        channel=BOOKKEEPING,
        text="*Paid* by <@U0JAN0001>, see <https://example.invalid|the site> "
        "and <javascript:alert(1)|this>",
    )

    said = page.get_by_role("article", name="Sofie Peeters")
    await expect(said).to_contain_text("5 < 6 & <img src=x onerror=alert(1)>")
    posted = page.get_by_role("article", name="Twikey")
    await expect(posted.get_by_role("strong").get_by_text("Paid")).to_be_visible()
    await expect(posted).to_contain_text("@Jan Willems")
    await expect(posted.get_by_role("link")).to_have_count(1)


async def test_the_home_tab_is_published_when_opened_and_follows_the_language(
    slack: SlackStandIn, connected: AsyncApp, client: AsyncWebClient, page: Page
) -> None:
    @connected.event("app_home_opened")
    async def publish(event: Json) -> None:
        user = await client.users_info(user=event["user"], include_locale=True)
        words = {"de-DE": "Rechnungen", "en-GB": "Invoices"}
        title = plain(words[user["user"]["locale"]])
        view = {"type": "home", "blocks": [{"type": "header", "text": title}]}
        await client.views_publish(user_id=event["user"], view=view)

    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name="Invoices")).to_be_visible()
    await page.get_by_label("Language").select_option("de")

    await expect(page.get_by_role("heading", name="Rechnungen")).to_be_visible()
    assert slack.user("Sofie").locale == "de-DE"


async def test_another_user_sees_their_own_messages(
    slack: SlackStandIn, client: AsyncWebClient, page: Page
) -> None:
    await client.chat_postEphemeral(
        channel=BOOKKEEPING, user="U0EMMA001", text="Only for Emma"
    )
    await client.chat_postMessage(channel="U0EMMA001", text="Bonjour Emma")
    await expect(page.get_by_text("Only for Emma")).to_have_count(0)

    await page.get_by_label("User").select_option(label="Emma Dubois")
    await expect(page.get_by_text("Only for Emma")).to_be_visible()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_text("Bonjour Emma")).to_be_visible()
    channels = page.get_by_role("list", name="Channels")
    await channels.get_by_role("button", name="#algemeen").click()
    await expect(page.get_by_role("heading", name="#algemeen")).to_be_visible()


async def test_focus_and_half_typed_words_survive_news(
    slack: SlackStandIn, client: AsyncWebClient, page: Page
) -> None:
    posted = await client.chat_postMessage(
        channel=BOOKKEEPING, text="x", blocks=[button("Look again", "look")]
    )
    await page.get_by_role("textbox", name="Message").fill("half a sen")
    await page.get_by_role("button", name="Look again").focus()
    await client.chat_update(
        channel=BOOKKEEPING,
        ts=posted["ts"],
        text="y",
        blocks=[
            {"type": "section", "text": mrkdwn("changed")},
            button("Look again", "look"),
        ],
    )

    await expect(page.get_by_text("changed")).to_be_visible()
    await expect(page.get_by_role("button", name="Look again")).to_be_focused()
    await expect(page.get_by_role("textbox", name="Message")).to_have_value(
        "half a sen"
    )


MARKUP = {
    "*bold* _it_ ~no~": "<strong>bold</strong> <em>it</em> <s>no</s>",
    "2*3*4 snake_case_name a~b~c": "2*3*4 snake_case_name a~b~c",
    "`*code* <x>` *x*": "<code>*code* &lt;x&gt;</code> <strong>x</strong>",
    "a\n> b\n> c\nd": "a<blockquote>b<br>c</blockquote>d",
    "```\nx &lt; y\n```": "<pre>x &lt; y</pre>",
    "&lt;b&gt; &amp;amp;": "&lt;b&gt; &amp;amp;",
    "<#C0ALGEMN1> <!here>": '<span class="mention">#algemeen</span> '
    '<span class="mention">@here</span>',
    "<!date^0^{date_num} {nonsense}|then>": "<time "
    'datetime="1970-01-01T00:00:00.000Z">1970-01-01 {nonsense}</time>',
    "<!date^soon^{date}|then>": "then",
    "<mailto:a@b.invalid|write>": '<a href="mailto:a@b.invalid" target="_blank" '
    'rel="noopener noreferrer">write</a>',
    "<javascript:alert(1)|press>": "press",
    ":nonsense: 10:30:45": ":nonsense: 10:30:45",
}


async def test_markup_becomes_elements_and_nothing_else(page: Page) -> None:
    shown = await page.evaluate(
        """async (texts) => {
          const { mrkdwn } = await import("/page/mrkdwn.js");
          const reader = {
            locale: "nl-NL", tz: "Europe/Brussels", now: new Date(0),
            userName: () => undefined, channelName: () => "algemeen",
          };
          return texts.map((text) => {
            const holder = document.createElement("div");
            holder.append(mrkdwn(text, reader));
            return holder.innerHTML;
          });
        }""",
        list(MARKUP),
    )

    assert dict(zip(MARKUP, shown, strict=True)) == MARKUP


async def test_a_shared_file_can_be_looked_at_and_saved(
    slack: SlackStandIn, client: AsyncWebClient, page: Page
) -> None:
    await client.files_upload_v2(
        channel=BOOKKEEPING, filename="run.csv", content="number,amount\n", title="Run"
    )

    article = page.get_by_role("article", name="Twikey")
    await article.get_by_text("First lines").click()
    await expect(article).to_contain_text("number,amount")
    async with page.expect_download() as download:
        await article.get_by_role("link", name="Download").click()
    assert (await download.value).suggested_filename == "run.csv"


async def test_an_archived_channel_cannot_be_written_to(
    slack: SlackStandIn, page: Page
) -> None:
    channels = page.get_by_role("list", name="Channels")
    await channels.get_by_role("button", name="#archief-2019").click()

    await expect(page.get_by_role("textbox", name="Message")).to_be_disabled()
