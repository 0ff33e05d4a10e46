//! What the build made is what the repository shows. Renew it with `cargo xtask codegen`.

#[test]
fn the_client_is_the_committed_one() {
    insta::assert_snapshot!("client", include_str!(concat!(env!("OUT_DIR"), "/client.rs")));
}
