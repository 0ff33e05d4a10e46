//! Which elements of an array a tree does not hold.

use super::Node;

/// Where elements were left out of an array, in order.
#[derive(Debug, Default)]
pub(super) struct Gaps(Vec<Gap>);

#[derive(Debug)]
struct Gap {
    /// How many elements that are there come before it.
    rank: usize,
    /// How many elements are left out up to its end.
    left_out: usize,
}

impl Gaps {
    /// Adds a gap behind so many elements that are there.
    pub(super) fn add(&mut self, rank: u32, left_out: u32) {
        self.0.push(Gap { rank: rank as usize, left_out: self.left_out() + left_out as usize });
    }

    /// How many elements are left out in all.
    pub(super) fn left_out(&self) -> usize {
        self.0.last().map_or(0, |last| last.left_out)
    }

    /// How many are left out before the element of a rank.
    pub(super) fn before_rank(&self, rank: usize) -> usize {
        let after = self.0.partition_point(|gap| gap.rank <= rank);
        after.checked_sub(1).map_or(0, |last| self.0[last].left_out)
    }

    /// The rank of the element at an index; `None` if that was left out.
    pub(super) fn rank_of(&self, index: usize) -> Option<usize> {
        // Gaps that end at or before it; those before the first that does not have no other.
        let ended = self.0.partition_point(|gap| gap.rank + gap.left_out <= index);
        let before = ended.checked_sub(1).map_or(0, |last| self.0[last].left_out);
        let rank = index - before;
        self.0.get(ended).is_none_or(|next| rank < next.rank).then_some(rank)
    }
}

impl<'t> Node<'t> {
    pub(super) fn gaps(self) -> Option<&'t Gaps> {
        // Nearly all trees are whole.
        if self.tree.gaps.is_empty() { None } else { self.tree.gaps.get(&self.cell) }
    }

    /// The index of the element that [`elements`](Self::elements) yields at a rank: the rank itself, unless
    /// elements before it were left out.
    pub fn index_of(self, rank: usize) -> usize {
        rank + self.gaps().map_or(0, |gaps| gaps.before_rank(rank))
    }

    /// The inverse of [`index_of`](Self::index_of); `None` for an element that was left out.
    pub fn rank_of(self, index: usize) -> Option<usize> {
        self.gaps().map_or(Some(index), |gaps| gaps.rank_of(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_and_indexes_are_inverse() {
        // Of nine elements these are there: 2, 3, 6.
        let mut gaps = Gaps::default();
        gaps.add(0, 2);
        gaps.add(2, 2);
        gaps.add(3, 2);
        assert_eq!(gaps.left_out(), 6);
        let there = [2, 3, 6];
        for (rank, index) in there.into_iter().enumerate() {
            assert_eq!(rank + gaps.before_rank(rank), index);
        }
        for index in 0..9 {
            assert_eq!(gaps.rank_of(index), there.iter().position(|known| *known == index), "{index}");
        }
    }
}
