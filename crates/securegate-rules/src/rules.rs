//! The table of rules. Of two that would speak of one fault, the first in the table does.

use openapi_findings::Rule;
use serde_json::Value;

use crate::check::{Check, Definition};
use crate::options::{OptionError, make};

mod answer {
    pub(super) mod answered_on_creation;
    pub(super) mod blank_id;
    pub(super) mod duplicate_id;
    pub(super) mod duplicate_session_code;
    pub(super) mod empty_session_code;
    pub(super) mod missing_status;
    pub(super) mod several_events;
    pub(super) mod time_order;
}

mod event {
    pub(super) mod blank_title;
    pub(super) mod deleted_in_listing;
    pub(super) mod deleted_on_creation;
    pub(super) mod ends_before_start;
    pub(super) mod implausible_time;
    pub(super) mod milliseconds;
    pub(super) mod mixed_units;
    pub(super) mod naive_time;
    pub(super) mod not_deleted;
    pub(super) mod stats_mismatch;
    pub(super) mod wrong_group;
}

mod invite {
    pub(super) mod batch_size;
    pub(super) mod blank_value;
    pub(super) mod broken_encoding;
    pub(super) mod contact_in_name;
    pub(super) mod duplicate_email;
    pub(super) mod duplicate_phone;
    pub(super) mod email_domain_typo;
    pub(super) mod empty_batch;
    pub(super) mod full_name_in_one_field;
    pub(super) mod invalid_phone;
    pub(super) mod invisible_character;
    pub(super) mod landline_phone;
    pub(super) mod letter_case;
    pub(super) mod markup_in_name;
    pub(super) mod no_verification_level;
    pub(super) mod phone_formatting;
    pub(super) mod phone_with_prefix;
    pub(super) mod phone_with_text;
    pub(super) mod phone_with_trunk_zero;
    pub(super) mod placeholder_value;
    pub(super) mod same_name;
    pub(super) mod spreadsheet_damage;
    pub(super) mod spreadsheet_formula;
    pub(super) mod stray_space;
    pub(super) mod swapped_columns;
    pub(super) mod swapped_names;
    pub(super) mod title_in_name;
    pub(super) mod undeliverable_email;
    pub(super) mod unusual_email;
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
    invite / spreadsheet_formula / SpreadsheetFormula,
    invite / full_name_in_one_field / FullNameInOneField,
    invite / blank_value / BlankValue,
    invite / placeholder_value / PlaceholderValue,
    invite / spreadsheet_damage / SpreadsheetDamage,
    invite / swapped_columns / SwappedColumns,
    invite / broken_encoding / BrokenEncoding,
    invite / markup_in_name / MarkupInName,
    invite / contact_in_name / ContactInName,
    invite / stray_space / StraySpace,
    invite / invisible_character / InvisibleCharacter,
    invite / title_in_name / TitleInName,
    invite / swapped_names / SwappedNames,
    invite / letter_case / LetterCase,
    invite / undeliverable_email / UndeliverableEmail,
    invite / unusual_email / UnusualEmail,
    invite / email_domain_typo / EmailDomainTypo,
    invite / phone_with_prefix / PhoneWithPrefix,
    invite / phone_with_trunk_zero / PhoneWithTrunkZero,
    invite / phone_with_text / PhoneWithText,
    invite / phone_formatting / PhoneFormatting,
    invite / invalid_phone / InvalidPhone,
    invite / landline_phone / LandlinePhone,
    invite / duplicate_email / DuplicateEmail,
    invite / duplicate_phone / DuplicatePhone,
    invite / same_name / SameName,
    invite / no_verification_level / NoVerificationLevel,
    invite / empty_batch / EmptyBatch,
    invite / batch_size / BatchSize,
    answer / duplicate_id / DuplicateId,
    answer / duplicate_session_code / DuplicateSessionCode,
    answer / empty_session_code / EmptySessionCode,
    answer / blank_id / BlankId,
    answer / several_events / SeveralEvents,
    answer / time_order / TimeOrder,
    answer / answered_on_creation / AnsweredOnCreation,
    answer / missing_status / MissingStatus,
    event / ends_before_start / EndsBeforeStart,
    event / milliseconds / Milliseconds,
    event / implausible_time / ImplausibleTime,
    event / mixed_units / MixedUnits,
    event / deleted_on_creation / DeletedOnCreation,
    event / blank_title / BlankTitle,
    event / not_deleted / NotDeleted,
    event / deleted_in_listing / DeletedInListing,
    event / wrong_group / WrongGroup,
    event / stats_mismatch / StatsMismatch,
    event / naive_time / NaiveTime,
}
