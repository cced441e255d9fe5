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
