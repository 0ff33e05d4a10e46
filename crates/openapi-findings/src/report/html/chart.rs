//! The chart of findings by rule.

use std::fmt::Write;

use super::{escaped, grouped};
use crate::RuleStatistics;

/// The most bars; further rules share one.
const MAX_BARS: usize = 12;

const WIDTH: usize = 560;
const ROW: usize = 28;
/// Where bars begin, after the longest name of a rule that is usual.
const LEFT: usize = 240;
/// The longest bar; beside it there is room for its count.
const LONGEST: usize = WIDTH - LEFT - 70;

/// Writes the section with the chart, or nothing where there is nothing to show.
pub(super) fn write(out: &mut String, by_rule: &[RuleStatistics]) {
    out.push_str("<section class=\"card\"><h2>Findings by rule</h2>\n");
    if by_rule.is_empty() {
        out.push_str("<p class=\"faint\">There are none.</p></section>\n");
        return;
    }
    let mut lines: Vec<&RuleStatistics> = by_rule.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.count));
    let others: u64 = lines.iter().skip(MAX_BARS).map(|line| line.count).sum();
    let most = lines.first().map_or(1, |line| line.count).max(others).max(1);
    let bars = lines.len().min(MAX_BARS) + usize::from(others > 0);
    let _ = writeln!(
        out,
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {}\" role=\"group\" aria-label=\"Findings by rule\">",
        bars * ROW
    );
    for (index, line) in lines.iter().take(MAX_BARS).enumerate() {
        bar(out, index, &line.rule, line.severity.name(), line.count, most);
    }
    if others > 0 {
        bar(out, MAX_BARS, "other rules", "info", others, most);
    }
    out.push_str("</svg></section>\n");
}

fn bar(out: &mut String, index: usize, rule: &str, class: &str, count: u64, most: u64) {
    // A length in hundredths would be exact; whole units are finer than a screen.
    let length =
        usize::try_from(u128::from(count) * LONGEST as u128 / u128::from(most)).unwrap_or(LONGEST).max(2);
    let top = index * ROW;
    let data = if rule.contains('/') { format!(" data-rule=\"{}\"", escaped(rule)) } else { String::new() };
    let _ = writeln!(
        out,
        "<g class=\"bar\"{data}><title>{rule}: {count}</title><rect class=\"back\" x=\"0\" y=\"{top}\" width=\"{WIDTH}\" \
         height=\"{ROW}\" rx=\"6\"/><text x=\"4\" y=\"{text}\">{rule}</text><rect class=\"{class}\" x=\"{LEFT}\" \
         y=\"{bar}\" width=\"{length}\" height=\"14\" rx=\"3\"/><text class=\"count\" x=\"{end}\" y=\"{text}\">{count}\
         </text></g>",
        rule = escaped(rule),
        count = grouped(count),
        text = top + 19,
        bar = top + 7,
        end = LEFT + length + 8
    );
}
