//! The table of rules. Of two that would speak of one fault, the first in the table does.

use openapi_findings::Rule;
use serde_json::Value;

use crate::check::{Check, Definition};
use crate::options::{OptionError, make};

mod invite {
    pub(super) mod batch_size;
    pub(super) mod duplicate_email;
    pub(super) mod stray_space;
}

/// Makes a rule of its options.
type Make = fn(Option<&Value>) -> Result<Box<dyn Check>, OptionError>;

/// One rule of the table.
pub(crate) struct Entry {
    pub(crate) rule: &'static Rule,
    pub(crate) make: Make,
}

macro_rules! table {
    ($($group:ident / $module:ident / $check:ident,)*) => {
        /// Every rule of this crate, in the order in which they look.
        pub const RULES: &[&Rule] = &[$(&<$group::$module::$check as Definition>::RULE,)*];

        /// The same, with how each is made.
        pub(crate) const TABLE: &[Entry] = &[$(Entry {
            rule: &<$group::$module::$check as Definition>::RULE,
            make: make::<$group::$module::$check>,
        },)*];
    };
}

table! {
    invite / stray_space / StraySpace,
    invite / duplicate_email / DuplicateEmail,
    invite / batch_size / BatchSize,
}
