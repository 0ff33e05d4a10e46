//! What a user would write on `serde_json` and `jsonschema`: reads a schema and a payload (or with `--lines`
//! one payload a line), counts what is invalid.

use std::io::BufRead;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [schema, payload, rest @ ..] = arguments.as_slice() else {
        return Err("usage: minimal SCHEMA PAYLOAD [--lines]".into());
    };
    let schema: serde_json::Value = serde_json::from_slice(&std::fs::read(schema)?)?;
    let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
    let mut invalid = 0;
    if rest.is_empty() {
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(payload)?)?;
        invalid += u64::from(!validator.is_valid(&value));
    } else {
        for line in std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(payload)?).lines() {
            let valid = serde_json::from_str(&line?).is_ok_and(|value| validator.is_valid(&value));
            invalid += u64::from(!valid);
        }
    }
    println!("{invalid} invalid");
    Ok(())
}
