//! Figures as integers in millionths: the counterparts of `figures.py`, to the byte.

pub const MILLION: u128 = 1_000_000;
const RATIO_DIGITS: usize = 34;

/// An integer as digits.
pub fn push_whole(out: &mut Vec<u8>, number: u128) {
    let mut digits = [0u8; 40];
    let mut at = digits.len();
    let mut rest = number;
    while rest > u128::from(u64::MAX) {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let mut small = rest as u64;
    loop {
        at -= 1;
        digits[at] = b'0' + (small % 10) as u8;
        small /= 10;
        if small == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Exactly `places` digits of `number`, zeros in front.
fn push_padded(out: &mut Vec<u8>, number: u64, places: usize) {
    let mut digits = [b'0'; 20];
    let mut rest = number;
    for digit in digits[..places].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits[..places]);
}

fn without_zeros(out: &mut Vec<u8>) {
    while out.last() == Some(&b'0') {
        out.pop();
    }
}

/// Millionths as digits, without idle zeros.
pub fn push_plain(out: &mut Vec<u8>, millionths: i128) {
    if millionths < 0 {
        out.push(b'-');
    }
    let count = millionths.unsigned_abs();
    let (whole, rest) = (count / MILLION, (count % MILLION) as u64);
    push_whole(out, whole);
    if rest != 0 {
        out.push(b'.');
        push_padded(out, rest, 6);
        without_zeros(out);
    }
}

fn digits_of(number: u128) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// A ratio to 34 significant digits, half up.
pub fn push_ratio(out: &mut Vec<u8>, above: u128, below: u128) {
    let (whole, mut rest) = (above / below, above % below);
    if rest == 0 {
        push_whole(out, whole);
        return;
    }
    let places = if whole > 0 {
        RATIO_DIGITS.saturating_sub(digits_of(whole))
    } else {
        RATIO_DIGITS - 1 + digits_of(below / above)
    };
    let start = out.len();
    push_whole(out, whole);
    let point = out.len();
    out.push(b'.');
    let mut left = places;
    while left > 0 && rest != 0 {
        let step = left.min(9);
        let power = 10u128.pow(step as u32);
        let product = rest * power;
        push_padded(out, (product / below) as u64, step);
        rest = product % below;
        left -= step;
    }
    if 2 * rest >= below && rest != 0 {
        round_up(out, start, point);
    }
    without_zeros(out);
    if out.last() == Some(&b'.') {
        out.pop();
    }
}

/// Adds one to the last digit of the number that begins at `start` and has its point at `point`.
fn round_up(out: &mut Vec<u8>, start: usize, point: usize) {
    let mut at = out.len();
    while at > start {
        at -= 1;
        if at == point {
            continue;
        }
        if out[at] != b'9' {
            out[at] += 1;
            return;
        }
        out[at] = b'0';
    }
    out.insert(start, b'1');
}

/// A ratio as a percentage to two decimals, half up, without its sign.
pub fn push_percent(out: &mut Vec<u8>, above: u128, below: u128) {
    let units = (20_000 * above + below) / (2 * below);
    push_whole(out, units / 100);
    out.push(b'.');
    push_padded(out, (units % 100) as u64, 2);
}

/// A quotient to the nearest multiple of `grain`, half up.
pub fn rounded(above: u128, below: u128, grain: u128) -> u128 {
    (2 * above + below * grain) / (2 * below * grain) * grain
}

/// A quotient as a trace shows it: all of it, or four decimals and an ellipsis.
pub fn push_shown(out: &mut Vec<u8>, above: u128, below: u128) {
    let scaled = 10_000 * above;
    let (units, rest) = (scaled / below, scaled % below);
    if rest == 0 {
        push_plain(out, (units * 100) as i128);
        return;
    }
    let units = units + u128::from(2 * rest >= below);
    push_whole(out, units / 10_000);
    out.push(b'.');
    push_padded(out, (units % 10_000) as u64, 4);
    out.extend_from_slice("…".as_bytes());
}
