//! What is asked of Linux and of glibc, whose numbers are the same on every processor that this is built for.

use std::ffi::{c_int, c_void};
use std::ptr::null_mut;

pub const HUGE: usize = 2 << 20;
const READ: c_int = 1;
const WRITE: c_int = 2;
const EXECUTE: c_int = 4;
const PRIVATE_ANONYMOUS: c_int = 0x22;
const MOVE_TO_FIXED: c_int = 3;
const ADVISE_HUGE: c_int = 14;

pub const TRIM_THRESHOLD: c_int = -1;
pub const TOP_PAD: c_int = -2;
pub const MMAP_THRESHOLD: c_int = -3;
pub const ARENA_MAX: c_int = -8;

extern "C" {
    fn mmap(at: *mut c_void, size: usize, access: c_int, flags: c_int, file: c_int, offset: i64) -> *mut c_void;
    fn munmap(at: *mut c_void, size: usize) -> c_int;
    fn mprotect(at: *mut c_void, size: usize, access: c_int) -> c_int;
    fn mremap(at: *mut c_void, size: usize, new_size: usize, flags: c_int, ...) -> *mut c_void;
    fn madvise(at: *mut c_void, size: usize, advice: c_int) -> c_int;
    pub fn mallopt(what: c_int, value: c_int) -> c_int;
    pub fn malloc(size: usize) -> *mut c_void;
    pub fn free(at: *mut c_void);
    pub fn sbrk(more: isize) -> *mut c_void;
}

/// The first address at or after this one at which a huge page may begin.
pub fn next_huge(address: usize) -> usize {
    (address + HUGE - 1) & !(HUGE - 1)
}

/// The last one at or before it.
pub fn last_huge(address: usize) -> usize {
    address & !(HUGE - 1)
}

/// New memory full of zeros; None where there is none.
pub fn mapped(size: usize) -> Option<*mut c_void> {
    let at = unsafe { mmap(null_mut(), size, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0) };
    (at as isize != -1).then_some(at)
}

/// The same in huge pages, `size` being a number of them.
pub fn mapped_huge(size: usize) -> Option<*mut c_void> {
    let before = mapped(size + HUGE)? as usize;
    let start = next_huge(before);
    unsafe {
        unmap(before, start - before);
        unmap(start + size, before + HUGE - start);
        in_huge_pages(start, size);
    }
    Some(start as *mut c_void)
}

/// # Safety
/// Nothing uses the memory afterwards.
pub unsafe fn unmap(start: usize, size: usize) {
    if size > 0 {
        unsafe { munmap(start as *mut c_void, size) };
    }
}

/// # Safety
/// The memory is this process' own.
pub unsafe fn in_huge_pages(start: usize, size: usize) {
    unsafe { madvise(start as *mut c_void, size, ADVISE_HUGE) };
}

/// Whether `copy` now lies at `place` as instructions, and what was there is gone. What a system is set up to refuse, it
/// refuses before anything is gone.
///
/// # Safety
/// What was there had the same bytes, to which nothing writes.
pub unsafe fn put_in_place(copy: *mut c_void, place: usize, size: usize) -> bool {
    unsafe {
        mprotect(copy, size, READ | EXECUTE) == 0
            && mremap(copy, size, size, MOVE_TO_FIXED, place as *mut c_void) as isize != -1
    }
}
