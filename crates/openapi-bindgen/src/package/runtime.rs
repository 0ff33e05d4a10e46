//! The runtime as a module of the generated client, so that the client needs nothing unpublished.

/// Sources of `openapi-client-runtime`, by the name that each gets below `src/runtime`.
const SOURCES: [(&str, &str); 15] = [
    ("mod.rs", include_str!("../../../openapi-client-runtime/src/lib.rs")),
    ("body.rs", include_str!("../../../openapi-client-runtime/src/body.rs")),
    ("builder.rs", include_str!("../../../openapi-client-runtime/src/builder.rs")),
    ("connection.rs", include_str!("../../../openapi-client-runtime/src/connection.rs")),
    ("error.rs", include_str!("../../../openapi-client-runtime/src/error.rs")),
    ("hooks.rs", include_str!("../../../openapi-client-runtime/src/hooks.rs")),
    ("multipart.rs", include_str!("../../../openapi-client-runtime/src/multipart.rs")),
    ("observe.rs", include_str!("../../../openapi-client-runtime/src/observe.rs")),
    ("parameter.rs", include_str!("../../../openapi-client-runtime/src/parameter.rs")),
    ("path.rs", include_str!("../../../openapi-client-runtime/src/path.rs")),
    ("request.rs", include_str!("../../../openapi-client-runtime/src/request.rs")),
    ("response.rs", include_str!("../../../openapi-client-runtime/src/response.rs")),
    ("retry.rs", include_str!("../../../openapi-client-runtime/src/retry.rs")),
    ("stream.rs", include_str!("../../../openapi-client-runtime/src/stream.rs")),
    ("transport.rs", include_str!("../../../openapi-client-runtime/src/transport.rs")),
];

/// The runtime's sources as a module `runtime` of a client crate: file names and texts. Its unit tests
/// stay behind, since they need more dependencies.
pub fn embedded_runtime() -> Vec<(&'static str, String)> {
    SOURCES.into_iter().map(|(name, source)| (name, embed(source))).collect()
}

fn embed(source: &str) -> String {
    let code = source.split_once("\n#[cfg(test)]\n").map_or(source, |(code, _)| code);
    let code = code.replace("crate::", "super::");
    format!("{}\n", code.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_of_the_runtime_is_embedded_without_its_tests() {
        let files = embedded_runtime();
        let declared = files[0].1.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
        let mut declared: Vec<String> = declared.map(|name| format!("{name}.rs")).collect();
        declared.insert(0, "mod.rs".to_owned());
        assert_eq!(declared, files.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
        for (name, text) in &files {
            assert!(syn::parse_file(text).is_ok(), "{name}");
            assert!(text.starts_with("//! "), "{name}");
            assert!(!text.contains("cfg(test)") && !text.contains("crate::"), "{name}");
        }
    }
}
