"""Steps of several requests take turns."""

import asyncio

from app.api.in_step import in_step


def test_the_same_step_is_done_for_all_before_the_next_one() -> None:
    done = []

    async def request(name: str) -> None:
        for step in range(3):
            done.append(f"{name}{step}")
            await in_step()

    async def all_of_them() -> None:
        await asyncio.gather(*map(request, "abc"))

    asyncio.run(all_of_them())
    assert done == ["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"]
