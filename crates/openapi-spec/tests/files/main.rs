//! Documents of several files, read from memory: what is followed, where it is said to stand, and what is refused.

mod support;

mod follow;
mod hostile;
mod places;
mod random;
