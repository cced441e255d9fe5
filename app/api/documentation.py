"""Swagger UI, served whole from the service itself: an intranet has no other host to load it from."""

from fastapi import Depends, FastAPI, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.staticfiles import StaticFiles

from app.api.security.permissions import public

_SHOWN = {
    "docExpansion": "list",
    "defaultModelsExpandDepth": -1,
    "displayRequestDuration": True,
    "tryItOutEnabled": True,
    # By default a page that is not on localhost sends its specification's address to swagger.io.
    "validatorUrl": None,
}
# The page's own script is inline; nothing may come from, or go to, another host.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install_documentation(application: FastAPI) -> None:
    """Adds /docs. Addresses are relative: they hold behind any gateway, under any prefix."""
    files = StaticFiles(packages=[("fastapi_swagger", "resources")])
    application.mount("/docs/assets", files, name="documentation-assets")

    @application.get("/docs", include_in_schema=False, dependencies=[Depends(public())])
    def documentation() -> Response:
        page = get_swagger_ui_html(
            openapi_url="openapi.json",
            title=application.title,
            swagger_js_url="docs/assets/swagger-ui-bundle.js",
            swagger_css_url="docs/assets/swagger-ui.css",
            swagger_favicon_url="docs/assets/favicon-32x32.png",
            swagger_ui_parameters=_SHOWN,
        )
        page.headers["Content-Security-Policy"] = _POLICY
        return page
