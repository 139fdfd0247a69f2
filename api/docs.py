"""The description of the interface, and the page to browse it: both from this server alone."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


class SchemaView(SpectacularAPIView):
    """The description, as YAML or JSON."""

    permission_classes = [AllowAny]
    public = True


# The page's own style sheet draws its arrows as images written into it.
@method_decorator(csp_update({"img-src": ["'self'", "data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The page, without a script or style inside it."""

    permission_classes = [AllowAny]
    public = True
    url_name = "api:schema"
    template_name = "api/docs.html"
