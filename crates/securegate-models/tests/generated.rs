//! What the build made is what the repository shows. Renew it with `cargo xtask codegen`.

#[test]
fn the_models_are_the_committed_ones() {
    insta::assert_snapshot!("models", include_str!(concat!(env!("OUT_DIR"), "/models.rs")));
}
