//! Why a form is not scored here.

/// `Odd`: it is for Python. `Unknown`: the key that was asked for has to be taught first.
#[derive(Debug)]
pub enum Stop {
    Odd,
    Unknown,
}

pub type Attempt<T> = Result<T, Stop>;

pub fn odd<T>() -> Attempt<T> {
    Err(Stop::Odd)
}

/// Goes on where a condition of ordinary forms holds.
pub fn require(holds: bool) -> Attempt<()> {
    if holds {
        Ok(())
    } else {
        odd()
    }
}
