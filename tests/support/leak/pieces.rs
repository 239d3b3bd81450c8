//! The pieces of all secrets, found in one pass over a text.

use std::collections::HashMap;

use super::PIECE;

/// A piece of fewer different bytes (a run of `A`, of zeros) is no evidence of a secret.
const FEWEST_DIFFERENT_BYTES: usize = 4;
const FILTER_BITS: u32 = 20;

/// Whose piece, and in what form the secret was cut.
type Origin = (usize, &'static str);

/// [`PIECE`] bytes in a row are a number of 96 bits; a bitmap turns nearly every other number away.
pub struct Pieces {
    origins: HashMap<u128, Origin>,
    filter: Vec<u64>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            origins: HashMap::new(),
            filter: vec![0; 1 << (FILTER_BITS - 6)],
        }
    }
}

impl Pieces {
    /// Cuts `bytes` into pieces; says how many of them are evidence.
    pub fn add(&mut self, id: usize, form: &'static str, bytes: &[u8]) -> usize {
        let mut usable = 0;
        for window in bytes.windows(PIECE).filter(|window| is_evidence(window)) {
            let number = window.iter().fold(0, |number, byte| shifted(number, *byte));
            let bit = filter_bit(number);
            self.filter[bit >> 6] |= 1 << (bit & 63);
            self.origins.entry(number).or_insert((id, form));
            usable += 1;
        }
        usable
    }

    /// The first piece of each secret in `text`: whose, in what form, and where.
    pub fn hits(&self, text: &[u8]) -> Vec<(usize, &'static str, usize)> {
        let mut hits: Vec<(usize, &'static str, usize)> = Vec::new();
        let mut number = 0;
        for (at, byte) in text.iter().enumerate() {
            number = shifted(number, *byte);
            let bit = filter_bit(number);
            if self.filter[bit >> 6] >> (bit & 63) & 1 == 0 || at + 1 < PIECE {
                continue;
            }
            let Some((id, form)) = self.origins.get(&number) else {
                continue;
            };
            if hits.iter().all(|(known, ..)| known != id) {
                hits.push((*id, form, at + 1 - PIECE));
            }
        }
        hits
    }
}

fn shifted(number: u128, byte: u8) -> u128 {
    (number << 8 | u128::from(byte)) & ((1 << (8 * PIECE)) - 1)
}

/// Fibonacci hashing of the last eight bytes.
fn filter_bit(number: u128) -> usize {
    let low = (number & u128::from(u64::MAX)) as u64;
    (low.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_BITS)) as usize
}

fn is_evidence(window: &[u8]) -> bool {
    let mut bytes = window.to_vec();
    bytes.sort_unstable();
    bytes.dedup();
    bytes.len() >= FEWEST_DIFFERENT_BYTES
}
