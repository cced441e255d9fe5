"""How far into its tenant's records a caller sees; queries narrow by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataScope:
    """Which forms of a tenant: those of a region, of some departments, or both at once; None leaves a side open."""

    region: str | None = None
    """A region code or the beginning of one (GB/T 2260): `1101` admits 110106."""
    departments: frozenset[str] | None = None
    """Department codes."""

    @property
    def whole_tenant(self) -> bool:
        return self.region is None and self.departments is None

    def left_out(self, region_code: str | None, department_code: str | None) -> tuple[str, ...]:
        """By which members a form is outside: `region_code`, `department/code`; by none if it is admitted."""
        outside = []
        if self.region is not None and not (region_code or "").startswith(self.region):
            outside.append("region_code")
        if self.departments is not None and department_code not in self.departments:
            outside.append("department/code")
        return tuple(outside)

    def admits(self, region_code: str | None, department_code: str | None) -> bool:
        """Whether a form of this region and department is inside; a form that does not say is outside of a limit."""
        return not self.left_out(region_code, department_code)


WHOLE_TENANT = DataScope()
