"""The journey of a program that knows Campfire by its OpenAPI document only."""

import os
from uuid import uuid4

from campfire_client import AuthenticatedClient, Client
from campfire_client.api.messages import delete_message, edit_message, get_message, list_messages, post_message
from campfire_client.api.rooms import create_room
from campfire_client.api.sessions import create_account, create_token
from campfire_client.models import (
    Credentials,
    IssuedToken,
    Message,
    MessageEdit,
    MessagePage,
    NewAccount,
    NewMessage,
    NewRoom,
    NewRoomKind,
    PostedMessage,
    Problem,
    Room,
)

EMAIL = "ann@example.org"
PASSWORD = "correct horse battery"
URL = os.environ["CAMPFIRE_URL"] + "/api/v1"


def main() -> None:
    stranger = Client(base_url=URL)
    account = NewAccount(account_name="Acme", name="Ann", email=EMAIL, password=PASSWORD)
    made = create_account.sync_detailed(client=stranger, body=account)
    assert made.status_code == 201, made

    issued = create_token.sync(client=stranger, body=Credentials(email=EMAIL, password=PASSWORD))
    assert isinstance(issued, IssuedToken), issued
    ann = AuthenticatedClient(base_url=URL, token=issued.access_token)

    room = create_room.sync(client=ann, body=NewRoom(kind=NewRoomKind.OPEN, name="Launch"))
    assert isinstance(room, Room), room

    new = NewMessage(client_message_id=uuid4(), body="Hello, **world**!")
    posted = post_message.sync_detailed(room.id, client=ann, body=new)
    assert posted.status_code == 201, posted
    message = posted.parsed
    assert isinstance(message, PostedMessage), message
    assert not message.duplicate and message.seq == 1, message
    again = post_message.sync_detailed(room.id, client=ann, body=new)
    assert again.status_code == 200, again
    assert isinstance(again.parsed, PostedMessage), again
    assert again.parsed.duplicate and again.parsed.id == message.id, again

    page = list_messages.sync(room.id, client=ann, limit=10)
    assert isinstance(page, MessagePage), page
    assert [one.plain_text for one in page.messages] == ["Hello, world!"], page

    edited = edit_message.sync(room.id, message.id, client=ann, body=MessageEdit(body="Hello, *moon*!"))
    assert isinstance(edited, Message) and edited.plain_text == "Hello, moon!", edited
    deleted = delete_message.sync_detailed(room.id, message.id, client=ann)
    assert deleted.status_code == 204, deleted
    tombstone = get_message.sync(room.id, message.id, client=ann)
    assert isinstance(tombstone, Message) and tombstone.deleted, tombstone

    refused = edit_message.sync_detailed(room.id, message.id, client=ann, body=MessageEdit(body="Too late"))
    assert refused.status_code == 409, refused
    assert isinstance(refused.parsed, Problem), refused
    assert refused.parsed.code == "message.deleted", refused

    print("Python client: 10 calls, the journey is complete")


main()
