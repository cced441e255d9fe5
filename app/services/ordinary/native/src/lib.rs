//! Ordinary forms, from bytes to bytes, by what Python taught: no threshold and no word of an answer is written here.
//!
//! `app/services/ordinary` says what an ordinary form is, cuts the templates out of the domain's own answers and
//! works out all that follows from a text alone. Scoring is then looking up, comparing integers and filling in. A
//! form that is not ordinary in every part is given back. Only this file touches memory that is not Rust's.

mod canonical;
mod cell;
mod facts;
mod figures;
mod form;
mod funds;
mod json;
mod line_by_line;
mod lines;
mod message;
mod stop;
mod template;
mod text;

use std::panic::{catch_unwind, AssertUnwindSafe};

use facts::Facts;
use form::{Asked, Buffers, Scored};
use line_by_line::{Ended, Text};
use stop::Stop;

const SCORED: i32 = 0;
const UNKNOWN: i32 = 1;
const ODD: i32 = 2;
const FORGOT: i32 = 3;
const FAULT: i32 = 4;

/// All that was taught, and memory for answers.
pub struct Core {
    facts: Facts,
    buffers: Buffers,
    results: Vec<u8>,
}

/// What a call answers with: where its bytes are, and the numbers of `form::Scored`.
#[repr(C)]
pub struct Answer {
    bytes: *const u8,
    length: usize,
    desk: i64,
    score: i64,
    weight: i64,
    band: i64,
    department: i64,
    unit: i64,
    ends: [i64; 7],
}

impl Answer {
    fn of(bytes: &[u8], scored: Scored) -> Self {
        let Scored { desk, score, weight, band, department, unit, ends } = scored;
        Answer { bytes: bytes.as_ptr(), length: bytes.len(), desk, score, weight, band, department, unit, ends }
    }
}

/// The digest of the sources that this was built from, which the build script hands over.
const SOURCES: &str = concat!(env!("CORE_SOURCES"), "\0");

#[no_mangle]
pub extern "C" fn ordinary_sources() -> *const u8 {
    SOURCES.as_ptr()
}

#[no_mangle]
pub extern "C" fn ordinary_new(most_facts: usize) -> *mut Core {
    Box::into_raw(Box::new(Core { facts: Facts::new(most_facts), buffers: Buffers::default(), results: Vec::new() }))
}

/// # Safety
/// `core` comes from `ordinary_new` and is not used afterwards.
#[no_mangle]
pub unsafe extern "C" fn ordinary_free(core: *mut Core) {
    drop(unsafe { Box::from_raw(core) });
}

/// # Safety
/// `core` comes from `ordinary_new`, nothing else uses it meanwhile, and `message` has `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn ordinary_learn(core: *mut Core, message: *const u8, length: usize) -> i32 {
    let (core, message) = unsafe { (&mut *core, std::slice::from_raw_parts(message, length)) };
    match catch_unwind(AssertUnwindSafe(|| core.facts.learn(message))) {
        Ok(true) => SCORED,
        Ok(false) => FORGOT,
        Err(_) => FAULT,
    }
}

/// # Safety
/// As for `ordinary_learn`; `answer` may be written to, and its bytes are read before the next call.
#[no_mangle]
pub unsafe extern "C" fn ordinary_score(
    core: *mut Core,
    body: *const u8,
    length: usize,
    brief: i32,
    record: i32,
    answer: *mut Answer,
) -> i32 {
    let (core, body) = unsafe { (&mut *core, std::slice::from_raw_parts(body, length)) };
    let asked = Asked { brief: brief != 0, record: record != 0 };
    let (facts, buffers) = (&core.facts, &mut core.buffers);
    let outcome = catch_unwind(AssertUnwindSafe(|| form::score(facts, buffers, body, asked)));
    let (status, bytes, scored) = match outcome {
        Ok(Ok(scored)) => (SCORED, &buffers.out, scored),
        Ok(Err(Stop::Unknown)) => (UNKNOWN, &buffers.questions.bytes, Scored::default()),
        Ok(Err(Stop::Odd)) => (ODD, &buffers.out, Scored::default()),
        Err(_) => (FAULT, &buffers.out, Scored::default()),
    };
    unsafe { answer.write(Answer::of(bytes, scored)) };
    status
}

/// Scores a text line by line from `start` on, as far as it goes: the answer's first two `ends` say where that is, in
/// bytes and in lines. The results of earlier calls are kept until the call that `begins`.
///
/// # Safety
/// As for `ordinary_score`; `opening` has `opening_length` bytes.
#[no_mangle]
pub unsafe extern "C" fn ordinary_score_lines(
    core: *mut Core,
    text: *const u8,
    length: usize,
    start: usize,
    number: u64,
    longest: usize,
    opening: *const u8,
    opening_length: usize,
    begins: i32,
    answer: *mut Answer,
) -> i32 {
    let (core, bytes) = unsafe { (&mut *core, std::slice::from_raw_parts(text, length)) };
    let opening = unsafe { std::slice::from_raw_parts(opening, opening_length) };
    let Core { facts, buffers, results } = core;
    if begins != 0 {
        results.clear();
    }
    let kept = results.len();
    let text = Text { bytes, start, number, longest, opening };
    let outcome = catch_unwind(AssertUnwindSafe(|| line_by_line::score(facts, buffers, results, &text)));
    let (status, shown, ends) = match outcome {
        Ok(Ended { at, lines, why: None }) => (SCORED, &*results, [at, lines]),
        Ok(Ended { at, lines, why: Some(Stop::Unknown) }) => (UNKNOWN, &buffers.questions.bytes, [at, lines]),
        Ok(Ended { at, lines, why: Some(Stop::Odd) }) => (ODD, &*results, [at, lines]),
        Err(_) => {
            results.truncate(kept);
            (FAULT, &*results, [start, 0])
        }
    };
    let mut written = Answer::of(shown, Scored::default());
    written.ends[0] = ends[0] as i64;
    written.ends[1] = ends[1] as i64;
    unsafe { answer.write(written) };
    status
}
