//! Cells that print one number: `≥1628人次`. The counterpart of `cells.py`.

use crate::facts::{kind, Facts, Frame};
use crate::json::Text;
use crate::message::Message;
use crate::stop::{require, Attempt};
use crate::text::{at_most, count};

const LONGEST: usize = 40;
const LONGEST_WORDS: usize = 12;
const MOST_DIGITS: usize = 12;
const MOST_DECIMALS: usize = 4;

/// A number in millionths and what stands around it.
pub struct Number<'a> {
    pub value: u128,
    pub decimals: u32,
    pub frame: &'a Frame,
    pub text: &'a [u8],
    pub plain: bool,
    digits: &'a [u8],
    own: &'a [u8],
}

impl Number<'_> {
    /// The number as a comparison shows it.
    pub fn push_own(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.own);
    }

    pub fn push_member(&self, out: &mut Vec<u8>) {
        push_joined(out, &self.frame.member, self.digits);
    }

    pub fn push_step(&self, out: &mut Vec<u8>) {
        push_joined(out, &self.frame.step, self.digits);
    }
}

fn push_joined(out: &mut Vec<u8>, pieces: &[Box<[u8]>], between: &[u8]) {
    for (number, piece) in pieces.iter().enumerate() {
        if number > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(piece);
    }
}

/// A column of cells: the kinds of what is taught of it.
#[derive(Clone, Copy)]
pub struct Column {
    frame: u8,
    cell: u8,
}

pub const TARGETS: Column = Column { frame: kind::TARGET_FRAME, cell: kind::TARGET_CELL };
pub const ACTUALS: Column = Column { frame: kind::ACTUAL_FRAME, cell: kind::ACTUAL_CELL };

/// The number of a cell; None for a text that is no single number.
pub fn number<'a>(
    facts: &'a Facts,
    key: &mut Message,
    pack: u32,
    column: Column,
    text: Text,
    bytes: &'a [u8],
) -> Attempt<Option<Number<'a>>> {
    require(at_most(bytes, LONGEST))?;
    if let Some(split) = split(bytes) {
        key.start(column.frame, pack).field(&bytes[..split.start]).field(&bytes[split.end..]);
        if let Some(frame) = facts.frame(key)? {
            let digits = &bytes[split.start..split.end];
            let own = &digits[..split.own];
            let (value, decimals, plain) = (split.value, split.decimals, text.plain);
            return Ok(Some(Number { value, decimals, frame, text: bytes, plain, digits, own }));
        }
    }
    key.start(column.cell, pack).field(bytes);
    Ok(facts.cell(key)?.as_ref().map(|cell| Number {
        value: cell.value,
        decimals: cell.decimals,
        frame: &cell.frame,
        text: bytes,
        plain: text.plain,
        digits: b"",
        own: &cell.own,
    }))
}

/// Where the digits stand, how many of them remain without idle zeros, and what they are.
struct Split {
    start: usize,
    end: usize,
    own: usize,
    value: u128,
    decimals: u32,
}

/// One number in a few words on either side; None for anything else, and for what may be a year and a month.
fn split(text: &[u8]) -> Option<Split> {
    let start = text.iter().position(u8::is_ascii_digit)?;
    let whole = run(text, start);
    let digits = whole - start;
    if digits > MOST_DIGITS || (digits > 1 && text[start] == b'0') {
        return None;
    }
    let mut end = whole;
    if text.get(whole) == Some(&b'.') {
        let decimals_end = run(text, whole + 1);
        if decimals_end > whole + 1 {
            end = decimals_end;
        }
    }
    let decimals = (end - whole).saturating_sub(1);
    let after = &text[end..];
    if decimals > MOST_DECIMALS || after.iter().any(u8::is_ascii_digit) {
        return None;
    }
    if count(&text[..start]) > LONGEST_WORDS
        || count(after) > LONGEST_WORDS
        || maybe_a_month(text, start, digits, decimals)
    {
        return None;
    }
    let mut value = 0u64;
    for &byte in text[start..end].iter().filter(|byte| **byte != b'.') {
        value = value * 10 + u64::from(byte - b'0');
    }
    let mut own = end;
    if decimals > 0 {
        while text[own - 1] == b'0' {
            own -= 1;
        }
        if text[own - 1] == b'.' {
            own -= 1;
        }
    }
    Some(Split {
        start,
        end,
        own: own - start,
        value: u128::from(value) * 10u128.pow(6 - decimals as u32),
        decimals: decimals as u32,
    })
}

fn run(text: &[u8], from: usize) -> usize {
    text[from..].iter().position(|byte| !byte.is_ascii_digit()).map_or(text.len(), |length| from + length)
}

fn maybe_a_month(text: &[u8], start: usize, digits: usize, decimals: usize) -> bool {
    digits == 4
        && (decimals == 1 || decimals == 2)
        && (text[start..].starts_with(b"19") || text[start..].starts_with(b"20"))
}
