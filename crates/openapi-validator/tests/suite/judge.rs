//! One case, three ways: the full pass, the fast pass, and the `jsonschema` crate on its own with the same
//! settings and with the suite's remote documents, which our passes never read.

use std::collections::BTreeMap;

use jsonschema::{PatternOptions, Retrieve, Uri};
use openapi_findings::Severity;
use openapi_source::{Limits, Parsed, Pointer, parse_json};
use openapi_spec::Resource;
use openapi_validator::{Answer, Padded, Validator};
use serde_json::Value;

use crate::cases::{Case, Suite};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// With the reason.
    NotChecked(String),
}

pub(crate) struct Judged {
    pub(crate) full: Verdict,
    /// Whether the full pass has nothing at all to say, not even a warning.
    pub(crate) is_spotless: bool,
    /// `None` where the schema has no plan.
    pub(crate) fast: Option<Answer>,
    pub(crate) plain: Verdict,
    /// Whether the schema needs a document of the folder `remotes`.
    pub(crate) needs_remotes: bool,
}

pub(crate) struct Judge {
    remotes: Remotes,
}

#[derive(Clone)]
struct Remotes(BTreeMap<String, Value>);

impl Retrieve for Remotes {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        self.0.get(uri.as_str()).cloned().ok_or_else(|| format!("{uri} is not of the suite").into())
    }
}

impl Judge {
    pub(crate) fn new(suite: &Suite) -> Self {
        Self { remotes: Remotes(suite.remotes()) }
    }

    pub(crate) fn judge(&self, case: &Case) -> Judged {
        let (full, is_spotless, fast) = ours(case);
        let plain = plain(case, &self.remotes);
        let needs_remotes = matches!(full, Verdict::NotChecked(_))
            && matches!(plain_without_remotes(case), Verdict::NotChecked(_));
        Judged { full, is_spotless, fast, plain, needs_remotes }
    }
}

fn plain_without_remotes(case: &Case) -> Verdict {
    plain(case, &Remotes(BTreeMap::new()))
}

fn plain(case: &Case, remotes: &Remotes) -> Verdict {
    let schema: Value = serde_json::from_str(&case.schema).expect("a schema is JSON");
    let Ok(instance) = serde_json::from_str::<Value>(&case.instance) else {
        return Verdict::NotChecked("serde_json does not read the instance".to_owned());
    };
    let compiled = jsonschema::options()
        .with_draft(case.draft.dialect)
        .with_retriever(remotes.clone())
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(100_000))
        .build(&schema);
    match compiled {
        Ok(compiled) if compiled.is_valid(&instance) => Verdict::Valid,
        Ok(_) => Verdict::Invalid,
        Err(error) => Verdict::NotChecked(error.to_string()),
    }
}

fn ours(case: &Case) -> (Verdict, bool, Option<Answer>) {
    let not_checked = |why: String| (Verdict::NotChecked(why), false, None);
    let (Some(resource), _) = Resource::load("schema.json", case.schema.as_bytes()) else {
        return not_checked("the schema can't be read".to_owned());
    };
    let validator = match Validator::new(&resource) {
        Ok(validator) => validator,
        Err(error) => return not_checked(error.to_string()),
    };
    let checker = match validator.schema(&Pointer::root()) {
        Ok(checker) => checker,
        Err(error) => return not_checked(error.to_string()),
    };
    let Parsed { tree, faults, .. } =
        parse_json("instance.json", case.instance.as_bytes(), &Limits::default());
    let Some(tree) = tree.filter(|_| faults.is_empty()) else {
        return not_checked(format!("the instance is not JSON here: {faults:?}"));
    };
    let found = checker.check(&tree);
    let verdict = if found.findings.iter().any(|finding| finding.severity == Severity::Error) {
        Verdict::Invalid
    } else if let Some(not_checked) = found.not_checked.first() {
        Verdict::NotChecked(not_checked.reason.shown())
    } else {
        Verdict::Valid
    };
    let is_spotless = found.findings.is_empty() && found.not_checked.is_empty();
    let plan = validator.fast_plan(&Pointer::root()).expect("the full pass compiles it");
    let fast = plan.map(|plan| {
        let text = Padded::new(case.instance.clone().into_bytes());
        let answer = plan.judge(&text, &mut plan.scratch());
        let plan = plan.without_simd();
        let portable = plan.judge(&text, &mut plan.scratch());
        assert_eq!(answer, portable, "the backends differ: {} {}", case.file, case.description);
        answer
    });
    (verdict, is_spotless, fast)
}
