"""Points of the curve for the tests, in plain coordinates and without haste: what the verifier's are held against."""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Affine = tuple[int, int]


def added(one: Affine, other: Affine) -> Affine:
    """RFC 8032, 5.1.4, in affine coordinates."""
    product = D * one[0] * other[0] * one[1] * other[1]
    x = (one[0] * other[1] + other[0] * one[1]) * pow(1 + product, -1, P)
    y = (one[1] * other[1] + one[0] * other[0]) * pow(1 - product, -1, P)
    return x % P, y % P


def times(number: int, point: Affine) -> Affine:
    result = (0, 1)
    while number:
        if number & 1:
            result = added(result, point)
        point, number = added(point, point), number >> 1
    return result


def encoded(point: Affine) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _point_of_order_eight() -> Affine:
    """Any point times the prime order lies in the group of eight; most of them generate it."""
    for y in range(2, 1000):
        square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
        x = pow(square, (P + 3) // 8, P)
        if x * x % P != square:
            x = x * pow(2, (P - 1) // 4, P) % P
        if x * x % P == square:
            found = times(ORDER, (x, y))
            if times(4, found) != (0, 1):
                return found
    raise AssertionError("no point of order eight")


SMALL_ORDER = [times(number, _point_of_order_eight()) for number in range(8)]
"""The eight points whose order divides eight, the neutral one first."""


def challenge(point: bytes, public_key: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(point + public_key + message).digest(), "little") % ORDER
