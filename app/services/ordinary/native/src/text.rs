//! Texts of a form: white space as Python counts it, lengths in characters, JSON escapes.

/// Bytes without white space.
pub fn folded(text: &[u8]) -> impl Iterator<Item = char> + '_ {
    as_str(text).chars().filter(|each| !each.is_whitespace())
}

/// Whether two texts are the same but for white space.
pub fn same_folded(one: &[u8], other: &[u8]) -> bool {
    one == other || folded(one).eq(folded(other))
}

/// Whether a text has at most `most` characters.
pub fn at_most(text: &[u8], most: usize) -> bool {
    text.len() <= most || count(text) <= most
}

pub fn count(text: &[u8]) -> usize {
    text.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

/// The text of bytes that were read as UTF-8; empty where they are not.
pub fn as_str(text: &[u8]) -> &str {
    std::str::from_utf8(text).unwrap_or("")
}

/// A text as JSON writes it, without its quotes.
pub fn push_escaped(out: &mut Vec<u8>, text: &[u8], plain: bool) {
    if plain {
        out.extend_from_slice(text);
        return;
    }
    for &byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => out.push(byte),
        }
    }
}

/// Where a byte stands first; the length of the text where it does not.
pub fn find(text: &[u8], byte: u8) -> usize {
    let pattern = ONES * u64::from(byte);
    let mut at = 0;
    while let Some(eight) = text.get(at..at + 8) {
        if zero_in(word_of(eight) ^ pattern) != 0 {
            break;
        }
        at += 8;
    }
    at + text[at..].iter().position(|each| *each == byte).unwrap_or(text.len() - at)
}

pub const ONES: u64 = 0x0101_0101_0101_0101;
pub const HIGH: u64 = 0x8080_8080_8080_8080;

/// Eight bytes as a number.
pub fn word_of(eight: &[u8]) -> u64 {
    u64::from_le_bytes(eight.try_into().expect("eight bytes"))
}

/// Not zero where one of eight bytes is.
pub fn zero_in(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}
