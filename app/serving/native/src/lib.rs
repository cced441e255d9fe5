//! Memory of this process in pages of 2 MB: the C library's heap, the interpreter's arenas, and its instructions.
//!
//! `app/serving/huge_pages.py` asks for it once, before there is a second thread; the interpreter then takes its arenas
//! from here and gives them back, from whatever thread. What the system refuses stays as it is.
#![cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]

mod arenas;
mod heap;
mod instructions;
mod system;

use std::ffi::c_void;

/// What the C library hands out from now on.
#[no_mangle]
pub extern "C" fn huge_pages_for_heap() {
    heap::enlarge();
}

/// Memory for the interpreter, as `PyObjectArenaAllocator` takes it; null where there is none.
#[no_mangle]
pub extern "C" fn huge_pages_take(_context: *mut c_void, size: usize) -> *mut c_void {
    arenas::take(size)
}

/// # Safety
/// `start` comes from `huge_pages_take` or from a mapping of this `size`, and nothing uses it afterwards.
#[no_mangle]
pub unsafe extern "C" fn huge_pages_give_back(_context: *mut c_void, start: *mut c_void, size: usize) {
    unsafe { arenas::give_back(start, size) }
}

/// Says whether what lies in whole huge pages between the two addresses was moved there.
///
/// # Safety
/// All of it is mapped, and nothing writes to it, now or later.
#[no_mangle]
pub unsafe extern "C" fn huge_pages_for_instructions(start: usize, end: usize) -> bool {
    unsafe { instructions::moved(start, end) }
}
