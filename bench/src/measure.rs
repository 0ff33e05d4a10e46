//! Work measured in turns, and the table of it.

use std::fmt::Write;
use std::time::Instant;

/// Named pieces of work.
pub type Work<'w> = Vec<(&'w str, Box<dyn FnMut() + 'w>)>;

/// Runs each piece of work in turn, several rounds, and returns the median seconds of each.
pub fn interleaved(rounds: usize, work: &mut Work<'_>) -> Vec<f64> {
    let mut times = vec![Vec::new(); work.len()];
    for _ in 0..rounds {
        for (idx, (_, work)) in work.iter_mut().enumerate() {
            let start = Instant::now();
            work();
            times[idx].push(start.elapsed().as_secs_f64());
        }
    }
    times.into_iter().map(median).collect()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Measures work over so many bytes, and adds its table: times as multiples of the first row. Returns those.
pub fn table(
    title: &str,
    bytes: usize,
    rounds: usize,
    mut work: Work<'_>,
    out: &mut String,
) -> Vec<(String, f64)> {
    let times = interleaved(rounds, &mut work);
    let _ = writeln!(out, "\n### {title}\n\n| work | time, as a multiple | GB/s |\n|---|--:|--:|");
    let mut ratios = Vec::new();
    for ((name, _), time) in work.iter().zip(&times) {
        let ratio = time / times[0];
        let _ = writeln!(out, "| {name} | {ratio:.2} | {:.3} |", bytes as f64 / time / 1e9);
        ratios.push(((*name).to_owned(), ratio));
    }
    ratios
}
