//! A payload that is held as a whole, JSON or YAML: the fast pass first, the full pass where that can't tell, and the
//! rules.

use openapi_findings::{Finding, NotChecked, Subject};
use openapi_source::{
    FaultKind, Kind, Limits, Locator, Message, Parsed, Tree, parse_json_without, parse_yaml,
};
use openapi_validator::{Answer, Glance, Padded, glance};
use securegate_rules::{Found, Memory};

use super::linter::{Decision, Linter, UNDECIDED};
use super::settings::{Intake, Settings};
use crate::input;
use crate::output::Failure;

impl Linter<'_> {
    /// Lints the JSON payload in a file, or on standard input for `-`. A large file in which nothing is wrong is judged
    /// while it is read, and never held as a whole, unless a rule looks at it.
    ///
    /// # Errors
    /// It can't be read.
    pub(super) fn lint_json_file(
        &mut self,
        file: &str,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<Subject, Failure> {
        if input::is_large_file(file)
            && let Some(subject) = self.lint_large_and_clean(file, settings)?
        {
            return Ok(subject);
        }
        Ok(self.lint_json(input::shown_name(file), input::read(file)?, settings, memory))
    }

    /// `None` where the payload must be read as a whole after all.
    fn lint_large_and_clean(&mut self, file: &str, settings: &Settings) -> Result<Option<Subject>, Failure> {
        let start = input::start(file)?;
        let Some(decision) = Glance::of_start(&start).and_then(|glance| self.decide(&glance)) else {
            return Ok(None);
        };
        let Some(schema) = &decision.schema else { return Ok(None) };
        if self.rules(&decision, settings).is_some() {
            return Ok(None);
        }
        let Some((plan, scratch)) = self.plan(schema).as_mut() else {
            return Ok(None);
        };
        let answer = plan.judge_stream(input::open(file)?, scratch);
        let answer = answer.map_err(|source| Failure::Read { file: file.to_owned(), source })?;
        let checked_as = Some(decision.assumption);
        Ok((answer == Answer::Clean).then(|| Subject { checked_as, ..Subject::new(file) }))
    }

    /// Lints one JSON payload.
    pub(super) fn lint_json(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Subject {
        let text = Padded::new(bytes);
        let payload = glance(&text);
        let decision = payload.as_ref().and_then(|payload| self.decide(payload));
        let mut clean = Vec::new();
        let mut is_clean = false;
        if let Some(schema) = decision.as_ref().and_then(|decision| decision.schema.as_ref())
            && let Some((plan, scratch)) = self.plan(schema).as_mut()
        {
            is_clean = plan.judge(&text, scratch) == Answer::Clean;
            if !is_clean {
                clean = plan.clean_elements(&text, scratch);
            }
        }
        let mut intake = Intake::new(name, settings);
        if let Some(decision) = decision.filter(|_| is_clean) {
            if self.rules(&decision, settings).is_some() {
                let tree = parse_json_without(name, text.bytes(), &Limits::default(), &[]).tree;
                intake.findings(self.look(tree.as_ref(), &decision, settings, memory));
            }
            intake.subject().checked_as = Some(decision.assumption);
            return intake.done();
        }
        let parsed = parse_json_without(name, text.bytes(), &Limits::default(), &clean);
        self.lint_fully(parsed, payload, &mut intake, |linter, tree, decision| {
            let whole =
                tree.has_gaps().then(|| parse_json_without(name, text.bytes(), &Limits::default(), &[]));
            let whole = whole.as_ref().and_then(|whole| whole.tree.as_ref()).unwrap_or(tree);
            linter.look(Some(whole), decision, settings, memory)
        });
        intake.done()
    }

    /// Lints one YAML payload.
    pub(super) fn lint_yaml(
        &mut self,
        name: &str,
        bytes: &[u8],
        settings: &Settings,
        memory: &mut Memory,
    ) -> Subject {
        let mut intake = Intake::new(name, settings);
        let parsed = parse_yaml(name, bytes, &Limits::default());
        if let Some(tree) = &parsed.tree {
            settings.triage.borrow_mut().read_comments(tree);
        }
        self.lint_fully(parsed, None, &mut intake, |linter, tree, decision| {
            linter.look(Some(tree), decision, settings, memory)
        });
        intake.done()
    }

    /// What the rules find in a payload.
    fn look(
        &mut self,
        tree: Option<&Tree>,
        decision: &Decision,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Vec<Finding> {
        let mut found = Found::new();
        if let (Some(tree), Some(rules)) = (tree, self.rules(decision, settings)) {
            rules.look_at_tree(tree, None, &mut found);
            memory.admit(&mut found);
        }
        found.findings
    }

    /// The full pass over what was read, of which elements that are known to be clean may be left out, `payload` being
    /// what the whole looks like if that is known; and what `rules` find.
    fn lint_fully(
        &mut self,
        parsed: Parsed,
        payload: Option<Glance>,
        intake: &mut Intake<'_>,
        rules: impl FnOnce(&mut Self, &Tree, &Decision) -> Vec<Finding>,
    ) {
        let Parsed { source, tree, faults } = parsed;
        let not_checked =
            |reason: Message| NotChecked { file: source.name().to_owned(), pointer: None, reason };
        let has_more = faults.iter().any(|fault| fault.kind == FaultKind::TrailingContent);
        let mut findings = Vec::new();
        for fault in faults {
            let line = source.position(fault.span.start).line;
            if fault.fatal {
                let reason = format!("the text can't be read past line {line}, so no schema was applied");
                intake.not_checked(not_checked(reason.into()));
            } else if fault.kind == FaultKind::TrailingContent {
                let reason = format!("what follows the first value, from line {line} on, was not looked at");
                intake.not_checked(not_checked(reason.into()));
            }
            findings.push(Finding::from_fault(fault, &source));
        }
        let Some(tree) = tree else {
            intake.findings(findings);
            return;
        };
        let mut locator = Locator::new(&tree);
        let mut findings: Vec<Finding> =
            findings.into_iter().map(|finding| finding.located(&mut locator)).collect();
        if has_more && !matches!(tree.root().kind(), Kind::Array | Kind::Object) {
            // The first cell of a table, or the first word of a log: no schema is about that.
            intake.findings(findings);
            return;
        }
        let payload = payload.unwrap_or_else(|| Glance::of(tree.root()));
        if let Some(decision) = self.decide(&payload) {
            intake.subject().checked_as = Some(decision.assumption.clone());
            if let Some(schema) = &decision.schema {
                match self.checker(schema) {
                    Ok(checker) => {
                        let outcome = checker.check(&tree);
                        findings.extend(outcome.findings);
                        outcome.not_checked.into_iter().for_each(|part| intake.not_checked(part));
                    }
                    Err(message) => intake.because(message),
                }
            } else {
                let described = &decision.assumption.checked_as;
                intake.because(&format!("the document gives no schema for the {described}"));
            }
            findings.extend(rules(self, &tree, &decision));
        } else {
            intake.because(UNDECIDED);
        }
        findings.sort_by_key(|finding| finding.place.span.start);
        intake.findings(findings);
    }
}
