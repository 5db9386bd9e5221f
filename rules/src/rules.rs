//! All rules. A new rule is one file in `rules/`, one `pub mod` line and one word in [`ALL`].

use crate::rule::{Group, Rule};

pub mod breaking_change;
pub mod channel_changed;
pub mod command_on_retained_topic;
pub mod contract_removed;
pub mod event_on_queue;
pub mod expired_suppression;
pub mod imperative_event;
pub mod key_changed;
pub mod kind_changed;
pub mod missing_idempotency_key;
pub mod missing_partition_key;
pub mod mixed_channel;
pub mod past_tense_command;
pub mod stale_baseline;
pub mod unknown_setting;
pub mod unread_file;
pub mod unreadable_contract;
pub mod useless_suppression;
pub mod vague_event;
pub mod wrong_partition_key;

/// Every rule, in the order of the book.
pub static ALL: &[&Rule] = &[
    &imperative_event::RULE,
    &past_tense_command::RULE,
    &vague_event::RULE,
    &command_on_retained_topic::RULE,
    &mixed_channel::RULE,
    &event_on_queue::RULE,
    &missing_idempotency_key::RULE,
    &missing_partition_key::RULE,
    &wrong_partition_key::RULE,
    &breaking_change::RULE,
    &kind_changed::RULE,
    &key_changed::RULE,
    &channel_changed::RULE,
    &contract_removed::RULE,
    &unreadable_contract::RULE,
    &unread_file::RULE,
    &unknown_setting::RULE,
    &useless_suppression::RULE,
    &expired_suppression::RULE,
    &stale_baseline::RULE,
];

/// The rule of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// The groups that settings can mute or raise as a whole: those that judge contracts. The linter's own order stays.
pub const GROUPS: &[Group] = &[Group::Naming, Group::Delivery, Group::Keys, Group::Evolution];

/// The rules that a word in settings means: one rule by its name, or all rules of a group.
#[must_use]
pub fn meant_by(word: &str) -> Vec<&'static Rule> {
    let group = GROUPS.iter().copied().find(|group| group.as_str() == word);
    let meant = |rule: &&&'static Rule| rule.name == word || Some(rule.group) == group;
    ALL.iter().filter(meant).copied().collect()
}
