//! What a rule is: something that looks at guests, invites, events or whole bodies.

use openapi_findings::Rule;
use openapi_source::Node;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::found::Found;
use crate::guest::Guest;
use crate::payload::Payload;
use crate::place::At;

/// A rule at work. Each implements what it looks at.
pub trait Check: Send + Sync {
    /// Looks at a guest of a request to create invites.
    fn guest(&self, _guest: &Guest<'_>, _found: &mut Found) {}

    /// Looks at the list of guests of such a request, after its guests.
    fn batch(&self, _batch: &Batch<'_>, _found: &mut Found) {}

    /// Looks at an invite of an answer.
    fn invite(&self, _invite: &Invite<'_>, _found: &mut Found) {}

    /// Looks at an event, of a request or an answer.
    fn event(&self, _event: &Event<'_>, _found: &mut Found) {}

    /// Looks at a payload as a whole, after all that is in it.
    fn body(&self, _body: &Body<'_>, _found: &mut Found) {}
}

/// A rule as the table knows it: its text, and its options, which are the fields of the type itself.
pub(crate) trait Definition: Check + Default + DeserializeOwned + JsonSchema + 'static {
    /// What the rule means.
    const RULE: Rule;
}

/// The list of guests of one request.
#[derive(Debug)]
pub struct Batch<'t> {
    /// The list.
    pub node: Node<'t>,
    /// Where it is.
    pub at: At<'t>,
    /// Pointer of the list.
    pub list: &'static str,
}

/// One invite of an answer.
#[derive(Debug)]
pub struct Invite<'t> {
    /// The object.
    pub node: Node<'t>,
    /// Where it is.
    pub at: At<'t>,
    /// Whether it was just created.
    pub is_new: bool,
}

/// What an event is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A request to create it.
    ToCreate,
    /// The answer to one about itself, or with an invite.
    Alone,
    /// The answer to its deletion.
    AsDeleted,
    /// An answer with the counts of its invites.
    WithStats,
    /// A group of the answer that lists events.
    InGroup(Group),
}

/// A group of events in the answer of Get All Events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the API say it")]
pub enum Group {
    Ongoing,
    Ended,
    UpComing,
    Archived,
}

impl Group {
    /// All of them, in the order of the API.
    pub const ALL: [Group; 4] = [Group::Ongoing, Group::Ended, Group::UpComing, Group::Archived];

    /// The member that holds it.
    pub fn name(self) -> &'static str {
        &self.pointer()[1..]
    }

    /// The pointer of that member.
    pub fn pointer(self) -> &'static str {
        match self {
            Group::Ongoing => "/ongoing",
            Group::Ended => "/ended",
            Group::UpComing => "/up_coming",
            Group::Archived => "/archived",
        }
    }
}

/// One event.
#[derive(Debug)]
pub struct Event<'t> {
    /// The object.
    pub node: Node<'t>,
    /// Where it is.
    pub at: At<'t>,
    /// What tells of it.
    pub told: Told,
}

/// A whole payload.
#[derive(Debug)]
pub struct Body<'t> {
    /// Its root.
    pub node: Node<'t>,
    /// Where it is.
    pub at: At<'t>,
    /// What it is.
    pub payload: Payload,
}
