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

    def admits(self, region_code: str | None, department_code: str | None) -> bool:
        """Whether a form of this region and department is inside; a form that does not say is outside of a limit."""
        in_region = self.region is None or (region_code or "").startswith(self.region)
        return in_region and (self.departments is None or department_code in self.departments)


WHOLE_TENANT = DataScope()
