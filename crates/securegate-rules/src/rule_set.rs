//! The rules of one kind of payload, made with their options and ready to look at payloads from any thread.

use std::collections::BTreeMap;

use openapi_source::{Kind, Node, Source, Tree};
use serde_json::Value;

use crate::check::{Batch, Body, Check, Event, Group, Invite, Told};
use crate::found::Found;
use crate::guest::Guest;
use crate::options::{OptionError, rule_named};
use crate::payload::Payload;
use crate::place::At;
use crate::rules::{RULES, TABLE};

/// Rules at work.
pub struct RuleSet {
    payload: Payload,
    checks: Vec<Box<dyn Check>>,
}

impl RuleSet {
    /// The rules that look at such a payload and that `keeps` wants. `options` holds for each rule's name a table of
    /// its options.
    ///
    /// # Errors
    /// The first option that is wrong, of any rule, also one that does not look at this payload.
    pub fn new(
        payload: Payload,
        options: &BTreeMap<String, Value>,
        keeps: &dyn Fn(&str) -> bool,
    ) -> Result<Self, OptionError> {
        for name in options.keys() {
            rule_named(RULES, name)?;
        }
        let mut checks = Vec::new();
        for entry in TABLE {
            let check = (entry.make)(options.get(entry.rule.name))?;
            if groups(payload).contains(&entry.rule.group()) && keeps(entry.rule.name) {
                checks.push(check);
            }
        }
        Ok(Self { payload, checks })
    }

    /// No rules, for where there are none to be made.
    pub fn empty(payload: Payload) -> Self {
        Self { payload, checks: Vec::new() }
    }

    /// Whether no rule is left, so that looking is a waste.
    pub fn is_empty(&self) -> bool {
        self.checks.is_empty()
    }

    /// What it looks at.
    pub fn payload(&self) -> Payload {
        self.payload
    }

    /// Looks at one guest of a stream.
    pub fn look_at_guest(&self, guest: &Guest<'_>, found: &mut Found) {
        for check in &self.checks {
            check.guest(guest, found);
        }
    }

    /// Looks at a whole payload. `record` is its 1-based number where it is one of a stream; in a payload alone, the
    /// elements of its list are the records.
    pub fn look_at_tree(&self, tree: &Tree, record: Option<u64>, found: &mut Found) {
        let source: &Source = tree.source();
        let at = At { record, ..At::whole(source) };
        let root = tree.root();
        match self.payload {
            Payload::Guests => self.look_at_guests(root, at, found),
            Payload::NewInvites | Payload::Invites => self.look_at_invites(root, at, found),
            Payload::InviteWithEvent => {
                if let Some(invite) = root.get("invite") {
                    self.look_at_invite(invite, at.inside("/invite"), found);
                }
                if let Some(event) = root.get("event") {
                    self.look_at_event(event, at.inside("/event"), Told::Alone, found);
                }
            }
            Payload::NewEvent => self.look_at_event(root, at, Told::ToCreate, found),
            Payload::Event => self.look_at_event(root, at, Told::Alone, found),
            Payload::DeletedEvent => self.look_at_event(root, at, Told::AsDeleted, found),
            Payload::EventWithStats => self.look_at_event(root, at, Told::WithStats, found),
            Payload::EventsByStatus => {
                for group in Group::ALL {
                    let events = root.get(group.name()).into_iter().flat_map(Node::elements);
                    for (index, event) in events.enumerate() {
                        let at = at.element(group.pointer(), index);
                        self.look_at_event(event, at, Told::InGroup(group), found);
                    }
                }
            }
        }
        let body = Body { node: root, at, payload: self.payload };
        self.checks.iter().for_each(|check| check.body(&body, found));
    }

    fn look_at_guests(&self, root: Node<'_>, at: At<'_>, found: &mut Found) {
        let wrapped = root.get("invites").filter(|list| list.kind() == Kind::Array);
        let (list, node) = match wrapped {
            Some(list) => ("/invites", list),
            None => ("", root),
        };
        if node.kind() == Kind::Array {
            for (index, element) in node.elements().enumerate() {
                if let Some(guest) = Guest::of_node(element, at.element(list, index)) {
                    self.look_at_guest(&guest, found);
                }
            }
            let batch = Batch { node, at, list };
            self.checks.iter().for_each(|check| check.batch(&batch, found));
        } else if let Some(guest) = Guest::of_node(node, at) {
            self.look_at_guest(&guest, found);
        }
    }

    fn look_at_invites(&self, root: Node<'_>, at: At<'_>, found: &mut Found) {
        if root.kind() == Kind::Array {
            for (index, node) in root.elements().enumerate() {
                self.look_at_invite(node, at.element("", index), found);
            }
        } else {
            self.look_at_invite(root, at, found);
        }
    }

    fn look_at_invite(&self, node: Node<'_>, at: At<'_>, found: &mut Found) {
        let invite = Invite { node, at, is_new: self.payload == Payload::NewInvites };
        self.checks.iter().for_each(|check| check.invite(&invite, found));
    }

    fn look_at_event(&self, node: Node<'_>, at: At<'_>, told: Told, found: &mut Found) {
        let event = Event { node, at, told };
        self.checks.iter().for_each(|check| check.event(&event, found));
    }
}

/// The groups of rules that look at a payload.
fn groups(payload: Payload) -> &'static [&'static str] {
    match payload {
        Payload::Guests => &["invite"],
        Payload::NewInvites | Payload::Invites => &["answer"],
        Payload::InviteWithEvent => &["answer", "event"],
        Payload::NewEvent
        | Payload::Event
        | Payload::DeletedEvent
        | Payload::EventWithStats
        | Payload::EventsByStatus => &["event"],
    }
}
