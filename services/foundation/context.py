"""The context of a service, built once per process: settings, clock, keys, engine, features."""

from __future__ import annotations

import dataclasses

from core.clock import Clock, SystemClock
from core.errors import SettingsError
from core.security.crypto import Keyring
from core.security.keyring_file import open_keyring
from core.settings import Settings
from matching import Engine, WeightsError
from matching.model.weight_set import read_weights
from services.foundation.feature_store import FeatureStore
from services.foundation.population_snapshot import SnapshotStore


@dataclasses.dataclass(frozen=True, slots=True)
class Context:
    """The context: frozen. Only the feature and rarity stores have state, and only in memory."""

    settings: Settings
    clock: Clock
    keys: Keyring
    engine: Engine
    features: FeatureStore
    rarity: SnapshotStore


def make_context(
    settings: Settings, *, clock: Clock | None = None, keys: Keyring | None = None
) -> Context:
    """Build the context of a process.

    Raise `KeyFileError` without a readable key file and `SettingsError` if the configured weights
    cannot be used.
    """
    engine = load_engine(settings)
    return Context(
        settings=settings,
        clock=clock or SystemClock(),
        keys=keys or open_keyring(settings.keys),
        engine=engine,
        features=FeatureStore(),
        rarity=SnapshotStore(engine.version),
    )


def load_engine(settings: Settings) -> Engine:
    """Return the engine with the configured weights file, or with the shipped weights.

    Raise `SettingsError` if the configured file is missing or invalid. The shipped weights never
    replace it.
    """
    if settings.weights_file is None:
        return Engine()
    try:
        return Engine(read_weights(settings.weights_file.expanduser()))
    except WeightsError as error:
        raise SettingsError(f"HOMEWARD_WEIGHTS_FILE: {error}") from error
