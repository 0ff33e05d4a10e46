//! `invite/no-verification-level`: a guest to be recognised, with no word on how thoroughly.

use openapi_findings::{Rule, Severity};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::check::{Check, Definition};
use crate::found::Found;
use crate::guest::{Guest, GuestField};
use crate::options::options;
use openapi_findings::Finding;
use openapi_source::Message;

/// Options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NoVerificationLevel {
    /// The level that your requests ask for.
    onboarding_flow_type: Option<Level>,
}

/// The levels that the API has.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Level {
    OnlyAuth,
    Kyc,
    SsnVerification,
    PepsSanctions,
    CriminalCheck,
}

impl Definition for NoVerificationLevel {
    const RULE: Rule = Rule {
        name: "invite/no-verification-level",
        severity: Severity::Info,
        summary: "A guest who is to be recognised by face, while nothing says how thoroughly guests are verified. Said once a file.",
        why: "The level is `onboarding_flow_type`, a parameter of the request that a body can't show. What \
              the server does without it is not documented. Whoever always sends one names it in the option, \
              and the rule is silent.",
        bad: r#"{"authentication_method": "Biometric"}"#,
        good: r#"{"authentication_method": "QR Code"}"#,
        source: "the vendor's page for Create Invites; no page states that the two parameters depend on each other",
        fix: None,
        options: options::<Self>(),
    };
}

impl Check for NoVerificationLevel {
    fn guest(&self, guest: &Guest<'_>, found: &mut Found) {
        if self.onboarding_flow_type.is_some() || found.has_said(Self::RULE.name) {
            return;
        }
        let Some(method) = guest.field(GuestField::AuthenticationMethod) else { return };
        if !matches!(method.text, "Biometric" | "Both") {
            return;
        }
        let message = Message::new("guests with ")
            .code(method.text)
            .text(" are verified as ")
            .code("onboarding_flow_type")
            .text(" says, which is no part of the body");
        let help =
            "send it with the request; the option `onboarding-flow-type` of this rule tells that you do";
        let finding = Finding::new(Self::RULE.name, Self::RULE.severity, message, guest.place(&method));
        found.report_once(finding.with_help(help));
    }
}
