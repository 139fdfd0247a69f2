"""The description of the interface, and the page to browse it: both from this server alone."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_update
from django.middleware.csrf import get_token
from django.template import loader
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import TemplateHTMLRenderer


class Page(TemplateHTMLRenderer):
    """A page for itself, without the frame that the other door puts around its own."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Fill the template in."""
        assert renderer_context is not None
        template = loader.get_template(renderer_context["response"].template_name)
        return template.render({**data, "csrf_token": get_token(renderer_context["request"])})


class SchemaView(SpectacularAPIView):
    """The description, as YAML or JSON."""

    permission_classes = [AllowAny]
    public = True


# The page's own style sheet draws its arrows as images written into it.
@method_decorator(csp_update({"img-src": ["'self'", "data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The page, without a script or style inside it."""

    permission_classes = [AllowAny]
    renderer_classes = [Page]
    public = True
    url_name = "api:schema"
    template_name = "api/docs.html"
