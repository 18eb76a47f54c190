"""The kinds of setting there are: a type and how its text is read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_settings import NoDecode

from bot.settings import addresses, keys, profile_list, words
from bot.settings.parsing import reads
from bot.words import LANGUAGES
from core.domain.invoice import DepartmentId
from core.domain.policy import ZeroChanged
from core.domain.profile import Profile

BotToken = Annotated[
    SecretStr, reads(keys.slack_token("xoxb-", "bot user OAuth token", "xapp-"))
]
AppToken = Annotated[
    SecretStr, reads(keys.slack_token("xapp-", "app-level token", "xoxb-"))
]
ChannelId = Annotated[str, reads(words.channel)]
UserIds = Annotated[tuple[str, ...], NoDecode, reads(words.user_ids)]
BaseAddress = Annotated[str, reads(addresses.base_address)]
SlackAddress = Annotated[str, reads(addresses.slack_address)]
PublicAddress = Annotated[str, reads(addresses.public_address)]
Hosts = Annotated[tuple[str, ...], NoDecode, reads(addresses.hosts)]
HexKey = Annotated[SecretStr, reads(keys.hex_key)]
PathSecret = Annotated[SecretStr, reads(keys.path_secret)]
DatabaseAddress = Annotated[SecretStr, reads(addresses.database)]
FernetKeys = Annotated[tuple[SecretStr, ...], NoDecode, reads(keys.fernet_keys)]
Zone = Annotated[ZoneInfo, reads(words.zone)]
YesOrNo = Annotated[bool, reads(words.yes_or_no)]
Moment = Annotated[datetime, reads(words.moment)]
ProfileId = Annotated[str, reads(words.profile_id)]
FieldId = Annotated[str, reads(words.field_id)]
FieldIds = Annotated[tuple[str, ...], NoDecode, reads(words.field_ids)]
Departments = Annotated[frozenset[DepartmentId], NoDecode, reads(words.department_ids)]
Profiles = Annotated[tuple[Profile, ...], NoDecode, reads(profile_list.profiles)]
LogLevel = Annotated[str, reads(words.one_of("DEBUG", "INFO", "WARNING", "ERROR"))]
Language = Annotated[str, reads(words.one_of(*LANGUAGES))]
LogFormat = Annotated[str, reads(words.one_of("text", "json"))]
ZeroChange = Annotated[ZeroChanged, reads(words.one_of("ask", "import"))]
