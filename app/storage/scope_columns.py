"""A data scope in the columns `region` and `departments` of a row."""

import json
from typing import Any

from app.storage.data_scope import DataScope


def written(data: DataScope) -> dict[str, str | None]:
    departments = data.departments
    return {
        "region": data.region,
        "departments": None if departments is None else json.dumps(sorted(departments), ensure_ascii=False),
    }


def read(row: Any) -> DataScope:
    return DataScope(row.region, None if row.departments is None else frozenset(json.loads(row.departments)))
