"""What every service is given beside a session: settings, clock, keys, engine, features; built once a process."""

from __future__ import annotations

import dataclasses

from core.clock import Clock, SystemClock
from core.crypto import Keyring, load_keyring
from core.settings import Settings
from matching import Engine
from services.feature_store import FeatureStore
from services.rarity import RarityStore


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """Frozen and passed down; only the feature and rarity stores keep state, and that only in memory."""

    settings: Settings
    clock: Clock
    keys: Keyring
    engine: Engine
    features: FeatureStore
    rarity: RarityStore


def make_context(settings: Settings, *, clock: Clock | None = None, keys: Keyring | None = None) -> Context:
    """Build the context of a process; `KeyFileError` when the installation has no readable key file."""
    engine = Engine()
    return Context(
        settings=settings,
        clock=clock or SystemClock(),
        keys=keys or load_keyring(settings.keys),
        engine=engine,
        features=FeatureStore(),
        rarity=RarityStore(engine.version),
    )
