//! What every [`StandingRepository`](campfire_domain::ports::StandingRepository) must do.

use super::{race, seen, sorted};
use crate::{Scene, Stores, a_message, a_session, a_user, builders::START};
use campfire_domain::{
    Audience, EventKind, PageCut, PageSize, Position, PublicAddress, Role, RoomId, Standing,
    Unread, User, UserId,
    ports::{AppendError, ChangeError, Committed, StandingError, StartSessionError},
};

async fn ban(s: &Scene, user: &User) -> Committed<User> {
    let banned = s
        .stores
        .standing
        .ban(user.id, vec![], s.ann.id, START)
        .await;
    banned.expect("they are banned")
}

async fn unban(s: &Scene, user: &User) -> User {
    let back = s.stores.standing.unban(user.id, s.ann.id, START).await;
    back.expect("the ban is lifted").value
}

async fn deactivate(s: &Scene, user: &User) -> User {
    let left = s.stores.standing.deactivate(user.id, s.ann.id, START);
    left.await.expect("they are deactivated").value
}

async fn set_role(s: &Scene, user: &User, role: Role) -> Committed<User> {
    let set = s.stores.standing.set_role(user.id, role, s.ann.id, START);
    set.await.expect("the role is set")
}

/// What the messages of a room say; tombstones say nothing.
async fn said(s: &Scene, room_id: RoomId) -> Vec<String> {
    let page = s
        .stores
        .message_reader
        .page(room_id, PageCut::Newest, PageSize::default());
    let page = page
        .await
        .expect("the store reads")
        .expect("the room is there");
    let texts = page.items.iter().map(|message| {
        message
            .content
            .as_ref()
            .map_or_else(String::new, |content| content.body.plain_text().to_owned())
    });
    texts.collect()
}

async fn is_loaded_as(s: &Scene, user: &User) -> bool {
    let loaded = s.stores.directory.load().await.expect("the store reads");
    loaded.users.contains(user)
}

/// So nothing reaches their sockets, and one event stands for all messages.
pub async fn a_ban_ends_sessions_first_and_erases_messages_last(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for n in 0..3 {
        s.say(s.lobby, &s.bob, &format!("number {n}")).await;
    }
    let before = s.head().await;
    let banned = ban(&s, &s.bob).await;

    let standing = Standing::Banned;
    assert_eq!(
        banned.value,
        User {
            standing,
            ..s.bob.clone()
        }
    );
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), e.rev, e.actor_id))
        .collect();
    let expected = ["sessions_ended", "user_updated", "messages_erased"];
    assert_eq!(told, expected.map(|name| (name, None, Some(s.ann.id))));
    assert_eq!(events[0].audience, Audience::Users([s.bob.id].into()));
    assert!(
        events[1..]
            .iter()
            .all(|event| event.audience == Audience::Account)
    );
    assert_eq!(
        events[2].kind,
        EventKind::MessagesErased { user_id: s.bob.id }
    );
    assert_eq!(events[2].position, banned.position);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    assert!(
        loaded
            .sessions
            .iter()
            .all(|session| session.user_id != s.bob.id)
    );
    assert!(is_loaded_as(&s, &banned.value).await);
    let again = s.stores.sessions.start(a_session(s.bob.id).build()).await;
    assert!(
        matches!(again, Err(StartSessionError::NotActive)),
        "{again:?}"
    );
}

/// Pages, single messages and the log.
pub async fn erased_messages_are_tombstones_on_every_read_at_once(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let mut theirs = Vec::new();
    for n in 0..120 {
        let room_id = if n % 10 == 0 { direct } else { s.lobby };
        theirs.push(s.say(room_id, &s.bob, &format!("bob {n}")).await);
        s.say(s.lobby, &s.carl, &format!("carl {n}")).await;
    }
    ban(&s, &s.bob).await;

    let reader = &s.stores.message_reader;
    for message in &theirs {
        let found = reader.find(message.room_id, message.id).await;
        let found = found.expect("the store reads").expect("its place is kept");
        assert!(found.is_deleted(), "{found:?}");
        assert_eq!((found.seq, found.rev), (message.seq, message.rev));
    }
    assert_eq!(said(&s, direct).await, vec![String::new(); 12]);
    let page = said(&s, s.lobby).await;
    let (words, empty): (Vec<_>, Vec<_>) = page.iter().partition(|text| !text.is_empty());
    assert!(
        words.iter().all(|text| text.starts_with("carl")),
        "{words:?}"
    );
    assert!(empty.len() >= 20, "{page:?}");
    let log = seen(&*s.stores.events, s.ann.id, Position::ZERO).await;
    for event in log.expect("the store reads") {
        let message = event.kind.message().filter(|m| m.creator_id == s.bob.id);
        assert!(
            message.is_none_or(|message| message.is_deleted()),
            "{event:?}"
        );
    }
}

/// In ascending order of the rooms; a room that nobody is left in goes too.
pub async fn a_ban_takes_the_closed_rooms_and_leaves_the_direct_ones(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let shared = s.closed_room(&[&s.bob, &s.carl]).await;
    let own = s.closed_room(&[&s.bob]).await;
    s.revoke(own, &s.ann).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let before = s.head().await;
    ban(&s, &s.bob).await;

    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .filter_map(|e| Some((e.kind.name(), e.kind.room_id()?)))
        .collect();
    let mut expected = [("membership_revoked", shared), ("room_deleted", own)];
    expected.sort_unstable_by_key(|(_, room_id)| *room_id);
    assert_eq!(told, expected);
    let mine = s.stores.membership_reader.my_rooms(s.bob.id).await;
    let mine: Vec<_> = mine
        .expect("the store reads")
        .iter()
        .map(|mine| mine.room.id)
        .collect();
    assert_eq!(mine, [direct]);
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let members = |id| {
        loaded
            .rooms
            .iter()
            .find(|state| state.room.id == id)
            .map(|state| state.member_ids.clone())
    };
    assert_eq!(members(shared), Some(sorted([s.ann.id, s.carl.id])));
    assert_eq!(members(direct), Some(sorted([s.ann.id, s.bob.id])));
    assert_eq!(members(own), None);
}

/// Not even in a direct room, where their membership stays.
pub async fn nobody_posts_after_a_ban_and_edits_stay_out(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    let message = s.say(direct, &s.bob, "before").await;
    let of_carl = s.say(s.lobby, &s.carl, "of carl").await;
    ban(&s, &s.bob).await;
    deactivate(&s, &s.carl).await;
    let before = s.head().await;
    for (room_id, user) in [(direct, &s.bob), (s.lobby, &s.bob), (s.lobby, &s.carl)] {
        let posted = s
            .stores
            .messages
            .append(a_message(room_id, user.id).build())
            .await;
        assert!(matches!(posted, Err(AppendError::NotAMember)), "{posted:?}");
    }
    for (message, user) in [(&message, &s.bob), (&of_carl, &s.carl)] {
        let erased = s
            .stores
            .messages
            .erase(message.room_id, message.id, user.id, START)
            .await;
        assert!(matches!(erased, Err(ChangeError::NotAMember)), "{erased:?}");
    }
    assert_eq!(s.head().await, before);
    assert_eq!(said(&s, s.lobby).await, ["of carl"]);
}

/// Neither as a message nor as a mention.
pub async fn what_is_erased_does_not_count_as_unread(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for user in [&s.bob, &s.carl, &s.bob] {
        let message = a_message(s.lobby, user.id).mentioning(&[s.ann.id]);
        message.post_in(&*s.stores.messages).await;
    }
    let unread = async || s.my_room(s.ann.id, s.lobby).await.unread;
    assert_eq!(
        unread().await,
        Unread {
            messages: 3,
            mentions: 3
        }
    );
    ban(&s, &s.bob).await;
    assert_eq!(
        unread().await,
        Unread {
            messages: 1,
            mentions: 1
        }
    );
}

/// As a newcomer has them.
pub async fn a_lifted_ban_gives_the_open_rooms_back_and_no_messages(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.bob, "before").await;
    ban(&s, &s.bob).await;
    s.say(s.lobby, &s.carl, "between").await;
    let before = s.head().await;
    let back = unban(&s, &s.bob).await;

    assert_eq!(back, s.bob);
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), &e.audience))
        .collect();
    assert_eq!(told, [("user_updated", &Audience::Account)]);
    let mine = s.my_room(s.bob.id, s.lobby).await;
    assert_eq!(
        (mine.last_read_seq, mine.unread),
        (mine.room.last_seq, Unread::default())
    );
    s.say(s.lobby, &s.bob, "after").await;
    assert_eq!(said(&s, s.lobby).await, ["", "between", "after"]);
    let known = s
        .stores
        .credentials
        .find_by_email(s.bob.email.clone().expect("an address"))
        .await;
    assert!(
        known.expect("the store reads").is_some(),
        "they sign in as before"
    );
    s.stores
        .sessions
        .start(a_session(s.bob.id).build())
        .await
        .expect("they take part");
}

/// Also while the rows of the first are still being rewritten.
pub async fn a_second_ban_erases_what_was_written_since(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.bob, "first").await;
    ban(&s, &s.bob).await;
    unban(&s, &s.bob).await;
    s.say(s.lobby, &s.bob, "second").await;
    ban(&s, &s.bob).await;
    unban(&s, &s.bob).await;
    s.say(s.lobby, &s.bob, "third").await;
    assert_eq!(said(&s, s.lobby).await, ["", "", "third"]);
}

/// Somebody else may join with it.
pub async fn who_is_deactivated_keeps_their_words_and_frees_their_address(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let direct = s.direct_room(&[&s.bob]).await;
    s.closed_room(&[&s.bob]).await;
    s.say(s.lobby, &s.bob, "good bye").await;
    let before = s.head().await;
    let left = deactivate(&s, &s.bob).await;

    let expected = User {
        standing: Standing::Deactivated,
        email: None,
        ..s.bob.clone()
    };
    assert_eq!(left, expected);
    assert!(is_loaded_as(&s, &left).await);
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events.iter().map(|e| e.kind.name()).collect();
    assert_eq!(
        told,
        ["sessions_ended", "membership_revoked", "user_updated"]
    );
    assert_eq!(said(&s, s.lobby).await, ["good bye"]);
    let mine = s
        .stores
        .membership_reader
        .my_rooms(s.bob.id)
        .await
        .expect("the store reads");
    assert_eq!(
        mine.iter().map(|mine| mine.room.id).collect::<Vec<_>>(),
        [direct]
    );
    let heir = a_user("Robert")
        .with_email("bob@example.org")
        .joining(&s.account.join_code);
    s.stores
        .users
        .join(heir)
        .await
        .expect("the address is free");
}

/// There is nobody to ban.
pub async fn who_has_left_is_neither_banned_nor_given_a_role(stores: Stores) {
    let s = Scene::set_up(stores).await;
    deactivate(&s, &s.bob).await;
    let before = s.head().await;
    let standing = &s.stores.standing;
    let refused = [
        standing.ban(s.bob.id, vec![], s.ann.id, START).await,
        standing.unban(s.bob.id, s.ann.id, START).await,
        standing
            .set_role(s.bob.id, Role::Administrator, s.ann.id, START)
            .await,
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(StandingError::Deactivated)),
            "{refused:?}"
        );
    }
    assert_eq!(s.head().await, before);
}

/// From this event on.
pub async fn a_role_is_told_to_everyone(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let set = set_role(&s, &s.bob, Role::Administrator).await;
    let role = Role::Administrator;
    assert_eq!(
        set.value,
        User {
            role,
            ..s.bob.clone()
        }
    );
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events
        .iter()
        .map(|e| (e.kind.name(), &e.audience, e.position))
        .collect();
    assert_eq!(told, [("user_updated", &Audience::Account, set.position)]);
    assert!(is_loaded_as(&s, &set.value).await);
}

/// It is no error either.
pub async fn what_changes_nothing_about_a_person_writes_nothing(stores: Stores) {
    let s = Scene::set_up(stores).await;
    ban(&s, &s.bob).await;
    deactivate(&s, &s.carl).await;
    let before = s.head().await;
    assert_eq!(ban(&s, &s.bob).await.position, before);
    deactivate(&s, &s.carl).await;
    unban(&s, &s.ann).await;
    set_role(&s, &s.ann, Role::Administrator).await;
    assert_eq!(s.head().await, before);
}

/// Who was one when they asked may be none when it is their turn.
pub async fn only_an_administrator_of_now_decides(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set_role(&s, &s.carl, Role::Administrator).await;
    ban(&s, &s.carl).await;
    let before = s.head().await;
    for actor in [&s.bob, &s.carl] {
        let standing = &s.stores.standing;
        let refused = [
            standing.ban(s.ann.id, vec![], actor.id, START).await,
            standing.unban(s.carl.id, actor.id, START).await,
            standing.deactivate(s.ann.id, actor.id, START).await,
            standing
                .set_role(s.ann.id, Role::Member, actor.id, START)
                .await,
        ];
        for refused in refused {
            assert!(
                matches!(refused, Err(StandingError::NotAdministrator)),
                "{refused:?}"
            );
        }
    }
    assert_eq!(s.head().await, before);
}

/// Whatever is to become of them.
pub async fn the_last_administrator_stays(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let standing = &s.stores.standing;
    let refused = [
        standing.ban(s.ann.id, vec![], s.ann.id, START).await,
        standing.deactivate(s.ann.id, s.ann.id, START).await,
        standing
            .set_role(s.ann.id, Role::Member, s.ann.id, START)
            .await,
    ];
    for refused in refused {
        assert!(
            matches!(refused, Err(StandingError::LastAdministrator)),
            "{refused:?}"
        );
    }
    assert_eq!(s.head().await, before);
}

/// G12, many times over: whoever comes second is none any more.
pub async fn of_two_administrators_who_ban_each_other_one_remains(stores: Stores) {
    let s = Scene::set_up(stores).await;
    set_role(&s, &s.bob, Role::Administrator).await;
    let results = race(|n| {
        let (standing, ann, bob) = (s.stores.standing.clone(), s.ann.id, s.bob.id);
        let (who, by) = if n % 2 == 0 { (bob, ann) } else { (ann, bob) };
        async move {
            standing
                .ban(who, vec![], by, START)
                .await
                .map(|done| done.value.id)
        }
    });
    let results = results.await;
    let mut banned: Vec<_> = results
        .iter()
        .filter_map(|result| result.as_ref().ok())
        .collect();
    banned.dedup();
    assert_eq!(banned.len(), 1, "{results:?}");
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let is_left = |user: &&User| user.is_active() && user.role == Role::Administrator;
    assert_eq!(loaded.users.iter().filter(is_left).count(), 1);
}

async fn ban_with(s: &Scene, user: &User, addresses: &[&str]) -> Committed<User> {
    let addresses = addresses.iter().copied().map(address).collect();
    let standing = &s.stores.standing;
    let banned = standing.ban(user.id, addresses, s.ann.id, START).await;
    banned.expect("they are banned")
}

fn address(text: &str) -> PublicAddress {
    PublicAddress::parse(text).expect("a public address")
}

/// Whom the store knows to be banned from where.
async fn banned_addresses(s: &Scene) -> Vec<(UserId, Vec<String>)> {
    let loaded = s.stores.directory.load().await.expect("the store reads");
    let banned = loaded.banned_addresses.into_iter();
    let texts = banned.map(|(user_id, addresses)| {
        let texts = addresses.iter().map(ToString::to_string);
        (user_id, texts.collect())
    });
    sorted(texts)
}

/// Each once, in a log that tells them to no client.
pub async fn a_ban_bans_addresses_too(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let before = s.head().await;
    let texts = ["203.0.113.9", "2001:db8:1:2::/64"];
    ban_with(&s, &s.bob, &[texts[1], texts[0], texts[1]]).await;
    let events = s.stores.sink.after(before);
    let told: Vec<_> = events.iter().map(|event| event.kind.name()).collect();
    let expected = [
        "sessions_ended",
        "user_updated",
        "addresses_banned",
        "messages_erased",
    ];
    assert_eq!(told, expected);
    let user_id = s.bob.id;
    let kind = EventKind::AddressesBanned {
        user_id,
        addresses: texts.map(address).into(),
    };
    assert_eq!(
        (&events[2].kind, &events[2].audience),
        (&kind, &Audience::Nobody)
    );
    let known = vec![(user_id, texts.map(str::to_owned).to_vec())];
    assert_eq!(banned_addresses(&s).await, known);
    // A second ban changes nothing, and the log tells what is so now.
    ban_with(&s, &s.bob, &["198.51.100.7"]).await;
    assert_eq!(banned_addresses(&s).await, known);
    let again = s.stores.events.all(before, 10).await;
    let again = again.expect("the store reads").events;
    assert_eq!((&again[2].kind, again.len()), (&kind, 4));
}

/// Lifting a ban frees them, and so does a farewell: nobody could lift it then.
pub async fn banned_addresses_are_free_again_when_nobody_is_banned_with_them(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for user in [&s.bob, &s.carl] {
        ban_with(&s, user, &["203.0.113.9"]).await;
    }
    assert_eq!(banned_addresses(&s).await.len(), 2);
    let before = s.head().await;
    unban(&s, &s.bob).await;
    let kind = EventKind::AddressesBanned {
        user_id: s.bob.id,
        addresses: [].into(),
    };
    assert_eq!(s.stores.sink.after(before)[0].kind, kind);
    let left = vec![(s.carl.id, vec!["203.0.113.9".to_owned()])];
    assert_eq!(banned_addresses(&s).await, left);
    deactivate(&s, &s.carl).await;
    assert_eq!(banned_addresses(&s).await, vec![]);
}
