//! What every store must do, port by port.
//!
//! Each contract gets the ports of a fresh, empty store and asks only through them. The laws make
//! several stores and compare them. The one list below stamps all of them: see
//! [`contract_tests!`](crate::contract_tests).
//!
//! # Decided here, where the ports leave room
//! - Read again, a message event keeps its kind, with the message of now in it, tombstone or not:
//!   so whoever replays `message_posted` still counts its `seq` and raises its creator's marker.
//! - A message event of a room that is gone comes as `room_deleted`; a session that ended since as
//!   `sessions_ended`; one's own involvement or marker in a room that one has left as
//!   `membership_revoked`, or as `room_deleted` when it is gone.
//! - The actor of a join, a session, an involvement or a read marker is that person.

pub mod accounts;
pub mod audit;
pub mod bookmarks;
pub mod boosts;
pub mod credentials;
pub mod directory;
pub mod events;
pub mod feedback;
pub mod flags;
pub mod health;
pub mod laws;
pub mod membership_reader;
pub mod memberships;
pub mod mentions;
pub mod message_reader;
pub mod messages;
pub mod post_journal;
pub mod profiles;
pub mod recent_searches;
pub mod rooms;
pub mod search;
pub mod sessions;
pub mod sink;
pub mod standing;
pub mod transfers;
pub mod undelivered;
pub mod users;

use campfire_domain::{Audience, Event, Position, StoreError, UserId, ports::EventReader};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};
use tokio::task::JoinSet;

/// How many callers take part in a race (issue 2, Shows 5).
pub const RACERS: usize = 50;

/// How long one contract may take: far above what a slow disk needs, so that only a store that
/// never answers reaches it.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// The one list: each storing port, the module of its contracts, and their names.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_contract {
    ([$($callback:tt)+]) => {
        $($callback)+! {
            AccountRepository => accounts {
                the_first_run_makes_everything_at_once,
                a_second_first_run_is_refused_and_changes_nothing,
                of_fifty_racing_first_runs_one_wins,
                what_changes_about_the_account_is_told_to_everyone_and_audited,
                what_changes_nothing_of_the_account_writes_nothing,
                each_change_of_the_style_has_the_next_version,
                a_new_join_code_kills_the_old_one,
                who_joins_while_the_code_changes_is_in_wholly_or_refused,
                only_an_administrator_of_now_changes_the_account,
                read_again_a_change_of_the_account_has_the_account_of_now,
            }
            UserRepository => users {
                a_newcomer_is_in_every_open_room_from_now_on,
                a_newcomer_writes_two_events_however_many_rooms_there_are,
                a_wrong_code_lets_nobody_in,
                nobody_joins_before_the_first_run,
                a_known_address_is_refused_and_changes_nothing,
                of_fifty_racing_joins_with_one_address_one_wins,
                a_taken_handle_gets_the_next_free_number,
                racing_newcomers_of_one_name_get_different_handles,
            }
            CredentialReader => credentials {
                the_hash_is_found_by_the_address,
                an_unknown_address_has_none,
            }
            SessionRepository => sessions {
                a_session_begins_unseen_by_clients,
                nobody_unknown_begins_a_session,
                an_ended_session_is_gone_and_its_user_is_told_once,
                nobody_ends_the_session_of_another,
                ending_nothing_writes_nothing,
                of_racing_ends_of_a_session_one_names_it,
                use_is_noted_without_an_event_and_never_goes_back,
                the_last_public_address_of_a_session_is_kept,
            }
            TransferRepository => transfers {
                a_transfer_signs_in_once,
                of_fifty_racing_uses_one_signs_in,
                a_transfer_ends_by_itself,
                a_person_has_one_transfer_at_most,
                a_transfer_signs_in_its_own_person_only,
                only_an_administrator_makes_a_transfer_for_another,
                a_former_administrator_s_transfer_is_refused,
                a_transfer_ends_with_the_session_it_was_made_in,
                a_transfer_ends_with_a_new_password_a_ban_and_a_farewell,
            }
            StandingRepository => standing {
                a_ban_ends_sessions_first_and_erases_messages_last,
                erased_messages_are_tombstones_on_every_read_at_once,
                a_ban_takes_the_closed_rooms_and_leaves_the_direct_ones,
                nobody_posts_after_a_ban_and_edits_stay_out,
                what_is_erased_does_not_count_as_unread,
                a_lifted_ban_gives_the_open_rooms_back_and_no_messages,
                a_second_ban_erases_what_was_written_since,
                a_ban_bans_addresses_too,
                banned_addresses_are_free_again_when_nobody_is_banned_with_them,
                who_is_deactivated_keeps_their_words_and_frees_their_address,
                who_has_left_is_neither_banned_nor_given_a_role,
                a_role_is_told_to_everyone,
                what_changes_nothing_about_a_person_writes_nothing,
                only_an_administrator_of_now_decides,
                the_last_administrator_stays,
                of_two_administrators_who_ban_each_other_one_remains,
            }
            ProfileRepository => profiles {
                a_changed_profile_is_told_to_everyone,
                what_changes_nothing_of_a_profile_writes_nothing,
                a_taken_handle_or_address_is_refused_and_changes_nothing,
                of_racing_changes_to_one_handle_one_wins,
                a_new_password_ends_the_other_sessions,
                who_is_banned_changes_nothing_of_themselves,
            }
            AuditReader => audit {
                every_decision_is_a_line_in_its_order,
                a_refusal_leaves_no_line,
                the_audit_log_is_read_a_few_lines_at_a_time,
            }
            RoomRepository => rooms {
                an_open_room_has_everyone_and_is_announced_to_everyone,
                a_closed_room_has_its_creator_and_the_named,
                unknown_people_are_refused_and_nothing_is_made,
                a_direct_room_has_its_people_who_hear_everything,
                a_direct_room_is_found_again_by_each_of_its_people,
                other_people_have_another_direct_room,
                one_can_be_alone_in_a_direct_room,
                of_fifty_racing_identical_direct_rooms_one_is_made,
                a_new_name_takes_the_next_rev,
                a_new_name_is_told_to_those_who_see_the_room,
                what_has_no_name_is_not_renamed,
                a_room_that_becomes_closed_keeps_only_those_who_stay,
                a_room_that_becomes_open_has_everyone,
                a_new_name_of_a_closed_room_is_told_to_those_who_stay,
                a_conversion_that_changes_nothing_writes_nothing,
                what_has_no_name_is_not_converted,
                nobody_unknown_stays_in_a_room,
                whoever_lost_a_room_reads_its_changes_as_its_removal,
                a_deleted_room_is_gone_with_all_that_was_in_it,
                a_deleted_open_room_is_told_to_everyone,
                a_deleted_room_is_told_to_its_former_members,
                a_deleted_direct_room_frees_its_people,
                of_racing_deletes_one_wins,
            }
            MembershipRepository => memberships {
                a_grant_writes_one_event_for_each_new_member,
                a_membership_begins_with_everything_read,
                a_grant_that_changes_nothing_writes_nothing,
                only_closed_rooms_take_members,
                unknown_people_are_refused_and_nobody_becomes_a_member,
                of_racing_grants_one_makes_the_membership,
                a_revoke_is_told_to_the_members_and_the_person,
                the_last_one_to_leave_deletes_the_room,
                who_is_no_member_of_a_closed_room_is_not_revoked,
                a_new_involvement_is_told_to_that_person_only,
                the_same_involvement_writes_nothing,
                a_favourite_is_told_to_that_person_only,
                the_same_favourite_writes_nothing,
                the_marker_only_rises,
                the_marker_goes_back_when_asked_to,
                the_marker_stays_within_the_room,
                a_marker_that_stays_writes_nothing,
                strangers_have_neither_marker_nor_involvement,
            }
            MembershipReader => membership_reader {
                my_rooms_are_those_i_am_a_member_of,
                invisible_rooms_are_listed_too,
                a_room_of_others_is_not_mine,
                a_room_shows_its_numbers_and_its_newest_message,
                tombstones_are_not_unread,
                ones_own_post_marks_everything_read,
                each_level_counts_its_own,
                an_edit_changes_who_is_mentioned,
            }
            MessageRepository => messages {
                a_message_is_read_back_as_it_was_posted,
                seq_and_rev_are_dense_from_one,
                racing_posts_get_dense_numbers,
                rooms_count_for_themselves,
                posts_begun_in_an_order_are_stored_in_it,
                nothing_is_stored_in_a_closed_lane,
                of_fifty_racing_posts_with_one_client_id_one_is_stored,
                a_repeat_after_an_edit_gives_the_message_as_it_is_now,
                a_repeat_after_a_delete_gives_the_tombstone,
                another_body_under_a_used_client_id_is_refused,
                a_client_id_is_used_up_in_every_room,
                a_client_id_belongs_to_its_creator,
                membership_is_judged_before_the_client_id,
                only_members_post,
                a_call_that_was_dropped_is_stored_once_or_not_at_all,
                a_post_raises_the_markers_of_its_creator_without_an_event,
                an_edit_takes_the_next_rev_and_keeps_the_seq,
                of_racing_edits_the_later_commit_wins,
                a_tombstone_is_not_edited,
                what_is_not_in_the_room_is_not_changed,
                only_members_change_messages,
                a_delete_leaves_the_tombstone,
                a_second_delete_changes_nothing,
                of_racing_deletes_one_makes_the_tombstone,
                a_tombstone_outlives_a_racing_edit,
            }
            MessageReader => message_reader {
                every_cut_gives_the_range_of_the_domain,
                a_page_around_a_message_is_the_page_around_its_seq,
                tombstones_keep_their_place_on_a_page,
                an_empty_room_has_an_empty_page,
                what_does_not_exist_has_no_page,
                a_message_is_found_in_its_own_room_only,
            }
            MentionReader => mentions {
                mentions_come_from_every_room_one_is_in_posted_last_first,
                mentions_are_read_a_page_at_a_time,
                only_who_is_mentioned_now_finds_it,
            }
            BookmarkRepository => bookmarks {
                a_bookmark_is_told_to_its_owner_only,
                the_same_bookmark_again_changes_nothing,
                bookmarks_are_read_newest_first_a_page_at_a_time,
                rooms_one_is_not_in_show_no_bookmarks,
                a_tombstone_is_on_no_list,
                a_list_has_so_many_bookmarks_and_no_more,
                read_again_a_bookmark_is_told_as_it_is_now,
            }
            BoostRepository => boosts {
                a_boost_is_told_to_the_room_and_read_with_its_message,
                boosts_are_read_in_the_order_in_which_they_came,
                the_same_boost_again_changes_nothing,
                of_fifty_racing_identical_boosts_one_is_given,
                a_message_takes_so_many_boosts_and_no_more,
                a_boost_taken_back_is_told_to_the_room,
                only_members_boost_what_is_there,
                a_tombstone_has_no_boosts,
                read_again_a_boost_that_is_gone_is_its_removal,
            }
            MessageSearch => search {
                messages_are_found_by_their_words_newest_first,
                phrases_and_beginnings_are_found,
                signs_and_scripts_without_spaces_are_found_as_written,
                no_words_are_an_error,
                only_the_named_rooms_are_searched,
                a_message_is_found_by_its_words_of_now,
                filters_leave_out_the_rest,
                a_page_goes_on_behind_the_one_before,
                a_hit_says_where_it_is_and_why,
                what_a_banned_person_wrote_is_not_found,
            }
            RecentSearchRepository => recent_searches {
                what_was_looked_for_last_comes_first,
                a_repeated_query_moves_to_the_front,
                only_the_newest_are_kept,
                what_is_cleared_is_gone_for_that_person_only,
                who_is_deactivated_leaves_no_searches,
            }
            FlagRepository => flags {
                before_the_first_change_every_flag_has_its_default,
                a_change_is_the_next_version_and_told_to_everyone,
                a_change_leaves_the_other_flags_alone,
                setting_a_flag_to_what_it_is_is_a_version_too,
                a_roll_back_is_a_new_version_with_the_flags_of_the_old_one,
                what_never_was_is_not_rolled_back_to,
                the_history_is_read_a_few_versions_at_a_time,
                of_racing_changes_each_is_a_version_of_its_own,
                read_again_a_change_of_flags_has_the_flags_of_now,
            }
            FeedbackRepository => feedback {
                interest_is_counted_by_people_and_by_times,
                one_person_leaves_only_so_many_different_ones,
            }
            EventReader => events {
                an_empty_log_ends_at_zero,
                positions_are_dense_and_rise,
                a_page_of_the_log_says_how_far_it_looked,
                a_person_sees_what_is_meant_for_them,
                nobody_sees_a_session_begin,
                a_room_is_seen_from_the_present_membership_on,
                who_has_left_still_learns_that_they_were_removed,
                a_deleted_message_comes_as_its_tombstone,
                an_edited_message_comes_as_it_is_now,
                what_is_gone_comes_as_its_removal_with_the_same_rev,
                a_lost_membership_comes_as_its_removal_with_the_same_rev,
                the_count_is_that_of_the_pages_up_to_its_limit,
                every_cursor_of_the_log_is_known_again,
                a_made_up_cursor_is_unknown,
                a_cursor_with_too_old_events_behind_it_has_expired,
            }
            PostJournal => post_journal {
                posts_are_pending_in_the_order_of_writing,
                a_forgotten_post_is_not_pending,
                a_journal_is_used_again_after_it_was_empty,
            }
            UndeliveredRepository => undelivered {
                a_refused_post_is_kept_and_told_to_its_author_alone,
                a_post_is_refused_once_even_after_it_was_discarded,
                a_discarded_post_is_gone_for_its_author_only,
                a_list_of_refused_posts_has_an_end,
            }
            StoreHealth => health {
                a_store_that_works_is_well,
            }
            EventSink => sink {
                the_sink_is_told_before_the_caller,
                the_order_of_the_sink_is_that_of_the_log,
                a_refusal_tells_nothing,
                what_was_told_is_what_the_log_says,
            }
            DirectoryReader => directory {
                an_empty_store_has_nothing_but_a_key,
                everything_is_loaded_as_of_the_head,
                only_closed_and_direct_rooms_name_their_members,
                the_key_stays_the_same,
            }
            ; laws {
                the_same_commands_have_the_same_history,
                the_directory_and_the_events_since_are_the_directory_now,
                what_a_client_knew_and_sees_since_is_what_it_would_read_now,
                a_cursor_of_another_log_is_no_place_in_this_one,
            }
        }
    };
}

/// Stamps one test for each contract on the store that the expression makes: a path or closure that
/// is called without arguments and gives a future of [`Stores`](crate::Stores), empty each time.
///
/// The crate that uses it needs tokio with `macros` and `rt-multi-thread`.
#[macro_export]
macro_rules! contract_tests {
    ($factory:expr) => {
        async fn fresh_stores() -> $crate::Stores {
            ($factory)().await
        }
        $crate::for_each_contract! { [$crate::stamp_contracts] }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! stamp_contracts {
    (
        $($port:ident => $module:ident { $($name:ident,)+ })+
        ; laws { $($law:ident,)+ }
    ) => {
        $(
            mod $module {
                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $name() {
                        let stores = super::fresh_stores().await;
                        $crate::contracts::in_time($crate::contracts::$module::$name(stores)).await;
                    }
                )+
            }
        )+
        mod laws {
            $(
                #[test]
                fn $law() {
                    $crate::contracts::laws::$law(super::fresh_stores);
                }
            )+
        }
    };
}

macro_rules! names {
    (
        $($port:ident => $module:ident { $($name:ident,)+ })+
        ; laws { $($law:ident,)+ }
    ) => {
        /// Each storing port with the module of its contracts and their names.
        pub const LISTED: &[(&str, &str, &[&str])] =
            &[$((stringify!($port), stringify!($module), &[$(stringify!($name),)+]),)+];
        /// The laws over several stores.
        pub const LISTED_LAWS: &[&str] = &[$(stringify!($law),)+];
    };
}
for_each_contract! { [names] }

/// Holds a contract to [`DEADLINE`].
///
/// # Panics
/// When it takes longer.
pub async fn in_time<T>(contract: impl Future<Output = T>) -> T {
    let done = tokio::time::timeout(DEADLINE, Box::pin(contract)).await;
    done.expect("a store that answers in time")
}

/// Starts as many callers at once as [`RACERS`] and gives all their results.
async fn race<T, F>(caller: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut racing: JoinSet<T> = (0..RACERS).map(caller).collect();
    let mut results = Vec::with_capacity(RACERS);
    while let Some(result) = racing.join_next().await {
        results.push(result.expect("no caller panics"));
    }
    results
}

/// Begins all of them in the given order before it waits for any.
async fn begun_in_order<T>(calls: Vec<Pin<Box<dyn Future<Output = T> + Send>>>) -> Vec<T> {
    let mut calls: Vec<_> = calls
        .into_iter()
        .map(Ok)
        .collect::<Vec<Result<_, Option<T>>>>();
    poll_fn(|context| {
        let mut waiting = false;
        for call in &mut calls {
            if let Ok(future) = call {
                match future.as_mut().poll(context) {
                    Poll::Ready(value) => *call = Err(Some(value)),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
    let values = calls.into_iter().filter_map(Result::err);
    values.map(|value| value.expect("taken once")).collect()
}

/// The whole log, a few events at a time.
async fn whole_log(events: &dyn EventReader) -> Result<Vec<Arc<Event>>, StoreError> {
    let (mut log, mut after) = (Vec::new(), Position::ZERO);
    loop {
        let page = events.all(after, 50).await?;
        let is_last = page.events.len() < 50;
        log.extend(page.events);
        after = page.reached.position;
        if is_last {
            return Ok(log);
        }
    }
}

/// Everything that a user sees behind a position, a few events at a time.
async fn seen(
    events: &dyn EventReader,
    user_id: UserId,
    mut after: Position,
) -> Result<Vec<Arc<Event>>, StoreError> {
    let mut seen = Vec::new();
    loop {
        let page = events.visible(user_id, after, 7).await?;
        let is_last = page.events.len() < 7;
        seen.extend(page.events);
        after = page.reached.position;
        if is_last {
            return Ok(seen);
        }
    }
}

/// The names of the kinds of events.
fn names_of(events: &[Arc<Event>]) -> Vec<&'static str> {
    events.iter().map(|event| event.kind.name()).collect()
}

/// The people an audience names, ascending.
fn named(audience: &Audience) -> Vec<UserId> {
    let mut people = match audience {
        Audience::RoomAnd(_, people) | Audience::Users(people) => people.to_vec(),
        Audience::Room(_) | Audience::Account | Audience::Nobody => Vec::new(),
    };
    people.sort_unstable();
    people
}

/// In ascending order, to compare sets.
fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}
