//! Numbers for new engagements.

use crate::random::Random;

/// Draws ids. They have gaps, as other accounts' engagements are numbered in between. With several blocks, as with the
/// service's several machines, an id can be below one that was given out before.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    random: Random,
    blocks: Vec<Block>,
    /// Where the next block begins.
    top: i64,
}

#[derive(Debug, Clone, Copy)]
struct Block {
    last: i64,
    end: i64,
}

/// The first id has the size of those of 2022.
const FIRST: i64 = 24_386_500_000;
/// How many numbers a block has, of which engagements get about a thousandth.
const BLOCK: i64 = 100_000;

impl Ids {
    /// Ids that are drawn from so many blocks at a time; one block has no end.
    pub(crate) fn new(seed: u64, blocks: u32) -> Ids {
        let mut ids = Ids { random: Random::new(seed), blocks: Vec::new(), top: FIRST };
        if blocks <= 1 {
            ids.blocks.push(Block { last: FIRST, end: i64::MAX });
        }
        while ids.blocks.len() < usize::try_from(blocks).unwrap_or(usize::MAX) {
            let block = ids.block();
            ids.blocks.push(block);
        }
        ids
    }

    fn block(&mut self) -> Block {
        let last = self.top;
        self.top = last.saturating_add(BLOCK);
        Block { last, end: self.top }
    }

    /// The next id.
    pub(crate) fn next(&mut self) -> i64 {
        let several = self.blocks.len() > 1;
        let at = if several { self.random.below(self.blocks.len() as u64) } else { 0 };
        let at = usize::try_from(at).unwrap_or(0);
        let mut block = self.blocks.get(at).copied().unwrap_or_else(|| self.block());
        let step = self.random.between(1, 2_000);
        if block.last.saturating_add(step) > block.end {
            block = self.block();
        }
        block.last = block.last.saturating_add(step);
        if let Some(place) = self.blocks.get_mut(at) {
            *place = block;
        }
        block.last
    }
}
