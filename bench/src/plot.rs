//! A small plot: cost of one record over the number of records.

use std::fmt::Write;

/// The points as an SVG with a logarithmic axis of counts.
pub fn svg(points: &[(u64, f64)]) -> String {
    let (width, height, margin) = (640.0, 320.0, 60.0);
    let top = points.iter().map(|(_, cost)| *cost).fold(1.0, f64::max) * 1.25;
    let log = |count: u64| (count as f64).log10();
    let (first, last) = (log(points[0].0), log(points[points.len() - 1].0));
    let x = |count: u64| margin + (log(count) - first) / (last - first) * (width - 2.0 * margin);
    let y = |cost: f64| height - margin - cost / top * (height - 2.0 * margin);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{margin}\" y=\"24\">Nanoseconds for one invite, by how many there are in the list</text>\n"
    );
    let line: Vec<String> =
        points.iter().map(|(count, cost)| format!("{:.1},{:.1}", x(*count), y(*cost))).collect();
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#0b6e99\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    let base = y(0.0);
    let _ = writeln!(
        out,
        "<line x1=\"{margin}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\" stroke=\"black\"/>",
        width - margin
    );
    for (count, cost) in points {
        let (x, y) = (x(*count), y(*cost));
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#0b6e99\"/>");
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{cost:.0} ns</text>",
            y - 10.0
        );
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{count}</text>",
            base + 18.0
        );
    }
    out + "</svg>\n"
}
