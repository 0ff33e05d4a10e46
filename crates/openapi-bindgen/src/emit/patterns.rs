//! Regular expressions of the types: as JSON Schema has them, with the flag `u` (2020-12 Core, section 6.4). typify
//! writes them without, and then `\p{L}` is no letter.

use quote::ToTokens;
use regress::Regex;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprLit, Lit, parse_quote};

/// Rewrites `regress::Regex::new("…")` where the pattern allows it; some only are patterns without the flag.
pub(super) struct WithUnicode;

impl VisitMut for WithUnicode {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Call(ExprCall { func, args, .. }) = expression
            && func.to_token_stream().to_string() == ":: regress :: Regex :: new"
            && let Some(Expr::Lit(ExprLit { lit: Lit::Str(pattern), .. })) = args.first()
            && Regex::with_flags(&pattern.value(), "u").is_ok()
        {
            *expression = parse_quote!(::regress::Regex::with_flags(#pattern, "u"));
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let mut expression: Expr = syn::parse_str(before).expect("it is Rust");
        WithUnicode.visit_expr_mut(&mut expression);
        let expected: Expr = syn::parse_str(after).expect("it is Rust");
        assert_eq!(expression.to_token_stream().to_string(), expected.to_token_stream().to_string());
    }

    #[test]
    fn patterns_get_the_flag_where_they_allow_it() {
        check(
            r#"::regress::Regex::new("^\\p{L}$").unwrap()"#,
            r#"::regress::Regex::with_flags("^\\p{L}$", "u").unwrap()"#,
        );
        let without = r#"::regress::Regex::new("a\\-b").unwrap()"#;
        check(without, without);
        check("other::new(\"a\")", "other::new(\"a\")");
    }
}
