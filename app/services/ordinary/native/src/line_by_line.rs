//! Many forms, one a line: results without explanations, one a line, until a line that is for Python.

use crate::facts::Facts;
use crate::figures::push_whole;
use crate::form::{self, Asked, Buffers};
use crate::stop::Stop;
use crate::text::find;

/// Lines from `start` on, of which the first has this `number`; `opening` begins each result, the number follows it.
pub struct Text<'a> {
    pub bytes: &'a [u8],
    pub start: usize,
    pub number: u64,
    pub longest: usize,
    pub opening: &'a [u8],
}

/// How far it went: the line that begins at `at` is the one to go on with, `lines` were dealt with before it.
pub struct Ended {
    pub at: usize,
    pub lines: usize,
    pub why: Option<Stop>,
}

pub fn score(facts: &Facts, buffers: &mut Buffers, results: &mut Vec<u8>, text: &Text) -> Ended {
    const ASKED: Asked = Asked { brief: true, record: false };
    let (mut at, mut lines) = (text.start, 0);
    while at < text.bytes.len() {
        let rest = &text.bytes[at..];
        let length = find(rest, b'\n');
        let line = &rest[..length];
        if !line.iter().all(u8::is_ascii_whitespace) {
            let scored =
                if line.len() > text.longest { Err(Stop::Odd) } else { form::score(facts, buffers, line, ASKED) };
            match scored {
                Ok(scored) => {
                    let [head, sheet, codes, ..] = scored.ends.map(|end| end as usize);
                    results.push(b'{');
                    results.extend_from_slice(text.opening);
                    push_whole(results, u128::from(text.number + lines as u64));
                    results.extend_from_slice(b",\"status\":\"scored\",");
                    results.extend_from_slice(&buffers.out[1..head]);
                    results.extend_from_slice(b",\"finding_codes\":[");
                    push_quoted(results, &buffers.out[sheet..codes]);
                    results.extend_from_slice(b"]}\n");
                }
                Err(why) => return Ended { at, lines, why: Some(why) },
            }
        }
        at += length + 1;
        lines += 1;
    }
    Ended { at, lines, why: None }
}

/// Codes with commas between them, each in quotes.
fn push_quoted(out: &mut Vec<u8>, codes: &[u8]) {
    if codes.is_empty() {
        return;
    }
    out.push(b'"');
    for &byte in codes {
        if byte == b',' {
            out.extend_from_slice(b"\",\"");
        } else {
            out.push(byte);
        }
    }
    out.push(b'"');
}
