//! The arenas in which the interpreter keeps what has at most 512 bytes.

use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::system::{mapped, mapped_huge, unmap};

/// What the interpreter takes at once for small objects; it takes less for its stack, which has its own pages.
const ARENA: usize = 1 << 20;
const AT_ONCE: usize = 8 * ARENA;
/// So many are kept when they are given back: to take a part of a huge page back makes many small ones of it.
const KEPT: usize = 32;

struct Arenas {
    kept: Vec<usize>,
    next: usize,
    end: usize,
}

static ARENAS: Mutex<Arenas> = Mutex::new(Arenas { kept: Vec::new(), next: 0, end: 0 });

pub fn take(size: usize) -> *mut c_void {
    let found = if size == ARENA { arenas().take() } else { mapped(size) };
    found.unwrap_or(null_mut())
}

/// # Safety
/// Nothing uses the memory afterwards.
pub unsafe fn give_back(start: *mut c_void, size: usize) {
    let kept = size == ARENA && arenas().keep(start as usize);
    if !kept {
        unsafe { unmap(start as usize, size) };
    }
}

fn arenas() -> MutexGuard<'static, Arenas> {
    ARENAS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Arenas {
    fn take(&mut self) -> Option<*mut c_void> {
        if let Some(kept) = self.kept.pop() {
            return Some(kept as *mut c_void);
        }
        if self.next == self.end {
            self.next = mapped_huge(AT_ONCE)? as usize;
            self.end = self.next + AT_ONCE;
        }
        self.next += ARENA;
        Some((self.next - ARENA) as *mut c_void)
    }

    fn keep(&mut self, start: usize) -> bool {
        let room = self.kept.len() < KEPT;
        if room {
            self.kept.push(start);
        }
        room
    }
}
