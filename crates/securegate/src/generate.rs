//! `securegate generate`: Rust crates out of a document. What to write is decided by `openapi-bindgen`, which
//! takes a while to build and is there only with the feature `generate`.

#[cfg(feature = "generate")]
mod folder;

use std::process::ExitCode;

use crate::cli::{ColorWhen, GenerateArgs};
use crate::output::Failure;

/// Says how to get what this program was built without.
///
/// # Errors
/// Always.
#[cfg(not(feature = "generate"))]
pub(crate) fn run(_: &GenerateArgs, _: ColorWhen) -> Result<ExitCode, Failure> {
    Err(Failure::Usage(
        "this program was built without its generator; \
         `cargo install --path crates/securegate --features generate` builds it with it"
            .to_owned(),
    ))
}

/// Writes the crates, or with `--check` says which files are stale and why.
///
/// # Errors
/// The document can't be read or generated from, or a file is in the way or can't be written.
#[cfg(feature = "generate")]
pub(crate) fn run(arguments: &GenerateArgs, color: ColorWhen) -> Result<ExitCode, Failure> {
    use std::fmt::Write as _;

    use openapi_bindgen::LossClass;

    let document = crate::contract::document(&arguments.spec, color)?;
    let package = package(arguments, &document)?;
    let folder = folder::Folder::new(&arguments.out);
    let plan = openapi_bindgen::plan(&package, |path| folder.read(path))?;
    let mut out = String::new();
    // Writing to a string does not fail, here and below.
    if arguments.check {
        for stale in &plan.stale {
            let _ = writeln!(out, "stale: {}: {}", stale.path, stale.reasons.join("; "));
        }
        if plan.is_empty() {
            let _ = writeln!(out, "{} files are up to date", package.files.len() + 1);
        }
        crate::output::print(&out)?;
        return Ok(ExitCode::from(u8::from(!plan.is_empty())));
    }
    if !plan.conflicts.is_empty() && !arguments.force {
        let lines: Vec<String> =
            plan.conflicts.iter().map(|found| format!("  {}: {}", found.path, found.reason)).collect();
        return Err(Failure::Usage(format!(
            "nothing was written, since files would be lost:\n{}\nmove them away, or use --force to overwrite them",
            lines.join("\n")
        )));
    }
    folder.follow(&plan)?;
    for file in &plan.write {
        let _ = writeln!(out, "wrote {}", file.path);
    }
    for path in &plan.delete {
        let _ = writeln!(out, "deleted {path}");
    }
    let _ = write!(out, "{} files; losses:", package.files.len() + 1);
    for class in LossClass::ALL.into_iter().rev() {
        let hits = package.losses.iter().filter(|loss| loss.class == class).count();
        let _ = write!(out, " {hits} {class}");
    }
    out.push_str(" (losses.txt names each)\n");
    crate::output::print(&out)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "generate")]
fn package(
    arguments: &GenerateArgs,
    document: &openapi_spec::Document,
) -> Result<openapi_bindgen::Package, Failure> {
    use openapi_bindgen::PackageSettings;

    // The name of the file alone, so that the output is the same wherever it stands.
    let input = match arguments.spec.document.as_deref() {
        None => "securegate.yaml".to_owned(),
        Some("-") => "standard input".to_owned(),
        Some(path) => {
            std::path::Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
    };
    let name = arguments.name.clone().unwrap_or_else(|| PackageSettings::name_for(document));
    let settings = PackageSettings::new(name, input, "securegate generate");
    openapi_bindgen::package(document, &settings).map_err(|error| {
        let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
        let text = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
        Failure::Usage(text)
    })
}

#[cfg(feature = "generate")]
#[cfg(test)]
mod tests;
