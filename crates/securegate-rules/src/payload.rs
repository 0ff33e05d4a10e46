//! Which kind of payload a body of an operation is, as far as the rules know any.

use openapi_source::{Kind, Node};
use openapi_spec::{Document, Operation};

/// What a payload holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Payload {
    /// Guests to invite: a request to create invites, its list, or one of its records.
    Guests,
    /// The invites that were just created.
    NewInvites,
    /// Invites, one or several.
    Invites,
    /// An invite with its event.
    InviteWithEvent,
    /// An event to create.
    NewEvent,
    /// An event.
    Event,
    /// The event that was just deleted.
    DeletedEvent,
    /// An event with the counts of its invites.
    EventWithStats,
    /// Events in four groups.
    EventsByStatus,
}

impl Payload {
    /// What a body sent to an operation is. `None` where the document does not describe the Securegate API, or the
    /// rules know nothing of such a body.
    pub fn of_request(document: &Document, operation: &Operation) -> Option<Self> {
        if !describes_securegate(document) {
            return None;
        }
        match (operation.method.as_str(), path(operation).as_str()) {
            ("POST", "/events/{}/invites") => Some(Self::Guests),
            ("POST", "/events") => Some(Self::NewEvent),
            _ => None,
        }
    }

    /// What a body answered by an operation is, `status` being written as in the document (`200`, `2XX`).
    pub fn of_response(document: &Document, operation: &Operation, status: &str) -> Option<Self> {
        if !describes_securegate(document) || !status.starts_with('2') {
            return None;
        }
        match (operation.method.as_str(), path(operation).as_str()) {
            ("POST", "/events/{}/invites") => Some(Self::NewInvites),
            ("GET", "/events/{}/invites" | "/invites/{}" | "/invites") | ("PUT", "/events/{}/invites/{}") => {
                Some(Self::Invites)
            }
            ("GET", "/invites-with-event") => Some(Self::InviteWithEvent),
            ("POST", "/events") => Some(Self::Event),
            ("DELETE", "/events/{}") => Some(Self::DeletedEvent),
            ("GET", "/events/{}") => Some(Self::EventWithStats),
            ("GET", "/events") => Some(Self::EventsByStatus),
            _ => None,
        }
    }
}

/// Whether the title or a server of the document names Securegate: other APIs have events and invites too.
fn describes_securegate(document: &Document) -> bool {
    let names_it = |node: Option<Node<'_>>| {
        node.and_then(Node::as_str).is_some_and(|text| text.to_ascii_lowercase().contains("securegate"))
    };
    let root = document.tree().root();
    let servers = root.get("servers").filter(|servers| servers.kind() == Kind::Array);
    names_it(root.get("info").and_then(|info| info.get("title")))
        || servers.is_some_and(|servers| servers.elements().any(|server| names_it(server.get("url"))))
}

/// The operation's path without the names of its parameters.
fn path(operation: &Operation) -> String {
    let mut out = String::new();
    for segment in operation.path.split('/').skip(1) {
        out.push('/');
        out.push_str(if segment.starts_with('{') { "{}" } else { segment });
    }
    out
}
