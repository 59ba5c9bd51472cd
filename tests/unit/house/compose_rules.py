"""Rules for the services of docker-compose.yml: each function returns violations of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Compose = dict[str, Any]
Service = dict[str, Any]
ONCE = {"migrate"}  # runs to its end, so it has no health check
ROLES = {"migrate", "api", "worker", "scheduler"}
SERVICES = ROLES | {"db", "redis"}


def runs_as_unprivileged_user(_name: str, service: Service, _compose: Compose) -> Iterator[str]:
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", str(service.get("user", ""))):
        yield "runs as root, or as a user that is no number"


def writes_only_to_listed_folders(_name: str, service: Service, _compose: Compose) -> Iterator[str]:
    if service.get("read_only") != "true":
        yield "its root file system can be written"


def has_no_rights_of_the_kernel(_name: str, service: Service, _compose: Compose) -> Iterator[str]:
    if service.get("cap_drop") != ["ALL"] or "cap_add" in service:
        yield "keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "may gain privileges"
    for key in (
        "privileged",
        "pid",
        "ipc",
        "network_mode",
        "devices",
        "userns_mode",
        "extra_hosts",
    ):
        if key in service:
            yield f"asks for {key}"


def has_a_tagged_image(_name: str, service: Service, _compose: Compose) -> Iterator[str]:
    image = str(service.get("image", ""))
    name, _, tag = image.rpartition(":")
    if not name or tag in {"latest", ""}:
        yield "its image has no tag of a version"
    if "/" in image:
        yield "its image names a host or an owner"


def listens_on_loopback_only(_name: str, service: Service, _compose: Compose) -> Iterator[str]:
    for port in service.get("ports", []):
        if not str(port).startswith("127.0.0.1:"):
            yield "publishes a port beyond loopback"


def is_cut_off_unless_it_is_the_api(name: str, service: Service, compose: Compose) -> Iterator[str]:
    networks = service.get("networks", [])
    outside = [
        one for one in networks if (compose["networks"].get(one) or {}).get("internal") != "true"
    ]
    if not networks or (outside and name != "api"):
        yield "has a way out of the internal network"
    if name != "api" and "ports" in service:
        yield "publishes a port"


def is_looked_after(name: str, service: Service, _compose: Compose) -> Iterator[str]:
    check = service.get("healthcheck") or {}
    if name not in ONCE and not check.get("test"):
        yield "has no health check"
    if service.get("restart") not in {"unless-stopped", "on-failure"}:
        yield "is not started again"


def takes_secrets_as_files(_name: str, service: Service, compose: Compose) -> Iterator[str]:
    declared = set(service.get("secrets", []))
    for secret in declared:
        if set((compose.get("secrets", {}).get(secret) or {}).keys()) != {"file"}:
            yield f"secret {secret} is no file"
    named = set()
    for key, value in service.get("environment", {}).items():
        if str(value).startswith("/run/secrets/"):
            named.add(str(value).removeprefix("/run/secrets/"))
        elif re.search("PASSWORD|SECRET|TOKEN|_KEY", key):
            yield f"{key} is a secret in the environment"
        if re.search(r"://[^/@]*:[^/@]*@", str(value)):
            yield f"{key} carries a password"
    named |= set(re.findall(r"/run/secrets/(\w+)", str(service.get("command", ""))))
    for secret in sorted(named ^ declared):
        yield f"secret {secret} is {'not mounted' if secret in named else 'mounted and not used'}"


def waits_for_what_it_needs(name: str, service: Service, _compose: Compose) -> Iterator[str]:
    needs = {
        one: (wait or {}).get("condition") for one, wait in service.get("depends_on", {}).items()
    }
    if name == "migrate" and needs != {"db": "service_healthy"}:
        yield "does not wait for the database"
    if name in ROLES - {"migrate"} and needs.get("migrate") != "service_completed_successfully":
        yield "does not wait for the tables"


def keeps_its_data_in_named_volumes(
    _name: str, service: Service, compose: Compose
) -> Iterator[str]:
    for volume in service.get("volumes", []):
        if str(volume).split(":")[0] not in compose.get("volumes", {}):
            yield f"{volume} is no named volume"


RULES: tuple[Callable[[str, Service, Compose], Iterator[str]], ...] = (
    runs_as_unprivileged_user,
    writes_only_to_listed_folders,
    has_no_rights_of_the_kernel,
    has_a_tagged_image,
    listens_on_loopback_only,
    is_cut_off_unless_it_is_the_api,
    is_looked_after,
    takes_secrets_as_files,
    waits_for_what_it_needs,
    keeps_its_data_in_named_volumes,
)


def findings(compose: Compose) -> list[str]:
    """Return all violations as `service: problem`."""
    return [
        f"{name}: {wrong}"
        for name, service in compose["services"].items()
        for rule in RULES
        for wrong in rule(name, service, compose)
    ]
