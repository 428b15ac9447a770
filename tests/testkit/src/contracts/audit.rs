//! What every [`AuditReader`](campfire_domain::ports::AuditReader) must do.

use crate::{Scene, Stores, builders::START};
use campfire_domain::{AuditAction, AuditLine, AuditNumber, Role};

async fn lines(s: &Scene, before: Option<u64>, limit: u32) -> Vec<AuditLine> {
    let before = before.map(AuditNumber::new);
    let lines = s.stores.audit.lines(before, limit).await;
    lines.expect("the store reads")
}

/// Newest first, with who did it to whom.
pub async fn every_decision_is_a_line_in_its_order(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let (ann, bob, standing) = (s.ann.id, s.bob.id, &s.stores.standing);
    let roles = [Role::Administrator, Role::Member];
    for role in roles {
        let set = standing.set_role(bob, role, ann, START).await;
        set.expect("the role is set");
    }
    let banned = standing.ban(bob, vec![], ann, START).await;
    banned.expect("bob is banned");
    standing.unban(bob, ann, START).await.expect("and back");
    let left = standing.deactivate(bob, ann, START).await;
    left.expect("bob is deactivated");

    let told = lines(&s, None, 10).await;
    let actions: Vec<_> = told.iter().map(|line| line.action).collect();
    let expected = [
        AuditAction::UserDeactivated,
        AuditAction::UserUnbanned,
        AuditAction::UserBanned,
        AuditAction::AdministratorUnmade,
        AuditAction::AdministratorMade,
    ];
    assert_eq!(actions, expected);
    for (line, number) in told.iter().zip((1..=5).rev()) {
        let expected = (AuditNumber::new(number), START, ann, Some(bob));
        let got = (line.number, line.at, line.actor_id, line.user_id);
        assert_eq!(got, expected);
    }
}

/// Nothing happened.
pub async fn a_refusal_leaves_no_line(stores: Stores) {
    let s = Scene::set_up(stores).await;
    let banned = s
        .stores
        .standing
        .ban(s.ann.id, vec![], s.bob.id, START)
        .await;
    assert!(banned.is_err(), "{banned:?}");
    assert_eq!(lines(&s, None, 10).await, []);
}

/// Each page goes on where the one before ended.
pub async fn the_audit_log_is_read_a_few_lines_at_a_time(stores: Stores) {
    let s = Scene::set_up(stores).await;
    for n in 0..5 {
        let role = [Role::Administrator, Role::Member][n % 2];
        let set = s.stores.standing.set_role(s.bob.id, role, s.ann.id, START);
        set.await.expect("the role is set");
    }
    let numbers = |lines: Vec<AuditLine>| -> Vec<u64> {
        lines.iter().map(|line| line.number.get()).collect()
    };
    assert_eq!(numbers(lines(&s, None, 2).await), [5, 4]);
    assert_eq!(numbers(lines(&s, Some(4), 2).await), [3, 2]);
    assert_eq!(numbers(lines(&s, Some(2), 2).await), [1]);
    assert_eq!(numbers(lines(&s, Some(1), 2).await), [0_u64; 0]);
}
