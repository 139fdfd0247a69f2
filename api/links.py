"""From an answer to what can be asked and done next: the links of the description."""

from typing import Any

from api.resource import Resource


def operation(resource: Resource, verb: str, last: str = "", *, acts: bool = False) -> str:
    """Name an operation as its address does."""
    parts = [resource.name, last] if acts else [verb, resource.name, last]
    return "_".join(part for part in parts if part).replace("-", "_")


def links(resource: Resource, where: str, *, version: bool) -> dict[str, Any]:
    """The doors of the record that an answer tells of, by operation.

    `where` points at the record in the answer's body; an answer that tells its `version` leads to its edit as well.
    """
    key = f"$response.body#{where}/{_key(resource)}"
    reads = [operation(resource, "list", part.name) for part in resource.parts]
    reads += [operation(resource, "read", look.name or "one") for look in resource.looks if look.of_one]
    does = [operation(resource, "", act.verb, acts=True) for act in resource.acts]
    found = {name: {"key": key} for name in [operation(resource, "read"), *reads, *does]}
    if resource.edit and version:
        found[operation(resource, "edit")] = {"key": key, "If-Match": "$response.header.ETag"}
    return {name: {"operationId": name, "parameters": given} for name, given in found.items()}


def _key(resource: Resource) -> str:
    assert resource.shape is not None
    fields, column = resource.shape().fields, resource.shape.Meta.model._meta.pk.name  # type: ignore[attr-defined]
    return "id" if "id" in fields else next(name for name, form in fields.items() if form.source in ("pk", column))
