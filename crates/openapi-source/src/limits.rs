//! What one text may cost.

/// Bounds on reading one text; what exceeds one is a fault that names it, never a crash.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The deepest nesting of arrays and objects. Default 256, twice what common readers allow.
    pub depth: u32,
    /// The most bytes of one text, at most 4 GiB - 1. Default 2 GiB.
    pub bytes: usize,
    /// The most values and names that YAML aliases may stand for once followed; a text counts once more
    /// for every 64 bytes. Default 4,000,000.
    pub expanded_nodes: u64,
    /// The most faults collected from one text before reading stops. Default 10,000.
    pub faults: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 256, bytes: 2 << 30, expanded_nodes: 4_000_000, faults: 10_000 }
    }
}
