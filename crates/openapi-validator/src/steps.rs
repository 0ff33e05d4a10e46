//! A bound on the work of one check. A schema of a few lines can make a validator look at one value more often
//! than there are atoms: alternatives that double per level, of the schema or of the value. The `jsonschema`
//! crate has no bound of its own; but all that it knows of a value it asks for through our representation, so
//! that is where its steps are counted, and where it is left when there were too many.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// How many steps a check may take at least: a second or so, where no honest schema needs a tenth of it.
const STEPS: u64 = 5_000_000;

/// And how many more for each byte of the payload.
const STEPS_PER_BYTE: u64 = 20;

/// How much of the stack one check may use. Threads have 2 MiB unless asked for more.
const STACK: usize = 1 << 20;

thread_local! {
    /// What the work under way may still cost.
    static LEFT: Cell<Left> = const { Cell::new(Left::UNBOUNDED) };
}

#[derive(Clone, Copy)]
struct Left {
    steps: u64,
    /// An address on the stack where the work began; 0 where it is not bounded.
    stack: usize,
}

impl Left {
    const UNBOUNDED: Self = Self { steps: u64::MAX, stack: 0 };
}

/// Why work was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// It took too many steps.
    Steps,
    /// It went too deep.
    Depth,
}

/// How many steps the check of a payload of so many bytes may take.
pub(crate) fn of_payload(bytes: usize) -> u64 {
    STEPS + STEPS_PER_BYTE * bytes as u64
}

/// Counts one look at a value.
#[inline]
pub(crate) fn step() {
    take(1);
}

/// Counts steps. Inside [`bounded`] it does not return when there were too many.
#[inline]
pub(crate) fn take(steps: u64) {
    let left = LEFT.get();
    let Some(fewer) = left.steps.checked_sub(steps) else {
        return leave(Limit::Steps);
    };
    if left.stack != 0 && left.stack.abs_diff(here(&left)) > STACK {
        return leave(Limit::Depth);
    }
    LEFT.set(Left { steps: fewer, ..left });
}

/// The address of something on the stack.
#[inline]
fn here<T>(local: &T) -> usize {
    std::ptr::from_ref(local).addr()
}

/// Leaves the work under way. This is no panic: nothing is broken and nothing is printed. A validator keeps what
/// it knows of a run on the stack, so that nothing half done remains.
#[cold]
fn leave(why: Limit) {
    // Where unwinding is compiled out, the work can't be left and goes on.
    if cfg!(panic = "unwind") {
        resume_unwind(Box::new(why));
    }
}

/// Does something that may take so many steps.
///
/// # Errors
/// It would take more, or more of the stack than there may be.
pub(crate) fn bounded<T>(steps: u64, work: impl FnOnce() -> T) -> Result<T, Limit> {
    let outer = LEFT.get();
    LEFT.set(Left { steps, stack: here(&outer) });
    let done = catch_unwind(AssertUnwindSafe(work));
    LEFT.set(outer);
    done.map_err(|thrown| match thrown.downcast::<Limit>() {
        Ok(limit) => *limit,
        Err(panic) => resume_unwind(panic),
    })
}

/// How many steps the work under way may still take.
pub(crate) fn left() -> u64 {
    LEFT.get().steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_left_when_it_takes_too_many_steps() {
        let work = |steps: u32| move || (0..steps).for_each(|_| step());
        assert_eq!(bounded(10, work(10)), Ok(()));
        assert_eq!(bounded(10, work(11)), Err(Limit::Steps));
        // The outer bound is as it was.
        assert_eq!(bounded(3, || (bounded(10, work(11)), step())), Ok((Err(Limit::Steps), ())));
        work(100)();
    }

    #[test]
    fn work_is_left_when_it_goes_too_deep() {
        fn down(levels: u32) -> u32 {
            step();
            if levels == 0 { 0 } else { std::hint::black_box(down(levels - 1)) + 1 }
        }
        assert_eq!(bounded(u64::MAX, || down(10)), Ok(10));
        assert_eq!(bounded(u64::MAX, || down(u32::MAX)), Err(Limit::Depth));
    }
}
