//! The plots: how long the peers take, and what one record costs as the list grows. Colours follow the reader's theme.

use std::fmt::Write;

/// What one invite costs in a list of so many, in nanoseconds.
pub struct Point {
    pub count: u64,
    pub ours: f64,
    pub peer: Option<f64>,
}

const WIDTH: f64 = 840.0;
const LEFT: f64 = 400.0;
const BAR: f64 = 26.0;

const STYLE: &str = "<style>
text { font: 13px sans-serif; fill: #1f2328 } .title { font-weight: bold; font-size: 15px }
.ours { fill: #0b6e99; stroke: #0b6e99 } .peer { fill: #8c959f; stroke: #8c959f }
line { stroke: #8c959f } .grid { stroke: #8c959f; stroke-opacity: 0.3 } polyline { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #58a6ff; stroke: #58a6ff } }
</style>";

/// Both plots as one SVG without a background. `bars` are names with multiples of the time of the first.
pub fn svg(bars: &[(String, f64)], points: &[Point]) -> String {
    let below = 60.0 + BAR * bars.len() as f64 + 60.0;
    let height = below + 330.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"How long peers take, and what one invite costs as the list grows\">\n{STYLE}\n"
    );
    draw_bars(bars, &mut out);
    draw_growth(points, below, &mut out);
    out + "</svg>\n"
}

fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, class: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('`', "");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{text}</text>"
    );
}

fn line(out: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
    let _ = writeln!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" class=\"{class}\"/>"
    );
}

fn draw_bars(bars: &[(String, f64)], out: &mut String) {
    text(
        out,
        (10.0, 24.0),
        "start",
        "title",
        "10,000 invites, 4 MB, one thread: time, as a multiple of ours",
    );
    let most = bars.iter().map(|(_, ratio)| *ratio).fold(1.0, f64::max);
    let scale = (WIDTH - LEFT - 70.0) / most;
    for (idx, (name, ratio)) in bars.iter().enumerate() {
        let y = 42.0 + BAR * idx as f64;
        text(out, (LEFT - 8.0, y + 15.0), "end", "", name);
        let class = if name.starts_with("ours") { "ours" } else { "peer" };
        let _ = writeln!(
            out,
            "<rect x=\"{LEFT}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" class=\"{class}\"/>",
            (ratio * scale).max(1.0),
            BAR - 8.0
        );
        text(out, (LEFT + ratio * scale + 6.0, y + 15.0), "start", "", &format!("{ratio:.1} ×"));
    }
}

fn draw_growth(points: &[Point], top: f64, out: &mut String) {
    let (left, right, base) = (80.0, WIDTH - 190.0, top + 260.0);
    text(out, (10.0, top), "start", "title", "What one invite costs, by how many there are in the list");
    let log = |value: f64| value.log10();
    let costs = points.iter().flat_map(|point| [Some(point.ours), point.peer]).flatten();
    // Whole powers of ten around all costs.
    let (low, high) = costs.fold((f64::MAX, 1.0_f64), |(low, high), cost| (low.min(cost), high.max(cost)));
    let (low, high) = (log(low).floor(), log(high).ceil());
    let first = log(points[0].count as f64);
    let last = log(points[points.len() - 1].count as f64);
    let x = |count: u64| left + (log(count as f64) - first) / (last - first) * (right - left);
    let y = |cost: f64| base - (log(cost) - low) / (high - low) * (base - top - 30.0);
    let mut power = low;
    while power <= high {
        let cost = 10_f64.powf(power);
        line(out, (left, y(cost)), (right, y(cost)), "grid");
        text(out, (left - 8.0, y(cost) + 4.0), "end", "", &format!("{cost:.0} ns"));
        power += 1.0;
    }
    line(out, (left, base), (right, base), "");
    for point in points {
        text(out, (x(point.count), base + 18.0), "middle", "", &thousands(point.count));
    }
    text(out, ((left + right) / 2.0, base + 40.0), "middle", "", "invites in the list");
    let series: [(&str, &str, Vec<(f64, f64)>); 2] = [
        ("ours", "ours", points.iter().map(|point| (x(point.count), y(point.ours))).collect()),
        (
            "peer",
            "serde_json + jsonschema",
            points.iter().filter_map(|point| Some((x(point.count), y(point.peer?)))).collect(),
        ),
    ];
    for (class, name, line) in series {
        let Some((end_x, end_y)) = line.last() else { continue };
        let list: Vec<String> = line.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ =
            writeln!(out, "<polyline points=\"{}\" class=\"{class}\" style=\"fill: none\"/>", list.join(" "));
        for (x, y) in &line {
            let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" class=\"{class}\"/>");
        }
        text(out, (end_x + 10.0, end_y + 4.0), "start", "", name);
    }
}

fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
