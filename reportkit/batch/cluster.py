"""Makes reports on the machines of a Dask cluster; this one alone writes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from reportkit.apart import start_server
from reportkit.batch.fingerprint import look, programs
from reportkit.batch.pool import Pool
from reportkit.errors import ClusterError, MissingExtraError

RETRIES = 3
"""How often a report is begun again, elsewhere, whose worker died."""

EMPTY = 3
"""How often in a row a cluster without workers is waited for: a nanny begins another."""


@contextmanager
def open_cluster(address: str) -> Iterator[Pool]:
    """The workers of a scheduler.

    Raises:
        MissingExtraError: Dask is not installed.
        ClusterError: no answer, no worker, or workers whose pages would not be the same.
    """
    try:
        from distributed import Client  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtraError("L'option --scheduler", "cluster") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters we say ourselves
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"aucun ordonnanceur ne répond à l'adresse {address}. Lancez « dask scheduler » sur "
            "cette machine, ou corrigez l'adresse (tcp://machine:8786)."
        ) from error
    with client:
        workers = _workers(client)
        sound = _sound_workers(client)
        yield Pool(
            client.get_executor(pure=False, retries=RETRIES),
            sum(workers[worker]["nthreads"] for worker in sound if worker in workers),
            _watch(client),
        )


def signature() -> tuple[str, str]:
    """What must be the same everywhere for the same pages: programs and look."""
    return programs(), look()


def get_ready() -> tuple[str, str]:
    """On a worker: begin to load what its reports need; gives its signature."""
    start_server()
    return signature()


def _workers(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return found


def _sound_workers(client: Any) -> list[str]:
    """The workers that are there and whose pages would be the same as here."""
    here, sound = signature(), []
    for worker, told in client.run(get_ready, on_error="return").items():
        if isinstance(told, OSError):
            continue  # it died as it was asked: the others do its work
        if told != here:
            known = isinstance(told, tuple) and told[0] == here[0]
            what = "le même dossier templates/" if known else "les mêmes programmes"
            raise ClusterError(
                f"le travailleur {worker} n'a pas {what} : ses pages différeraient. Installez "
                "partout les mêmes versions de Python, de reportkit et de ses bibliothèques, et "
                "lancez chaque travailleur dans un dossier qui a le même templates/."
            )
        sound.append(worker)
    if not sound:
        raise ClusterError(
            "l'ordonnanceur n'a aucun travailleur. Lancez « dask worker » sur chaque machine."
        )
    return sound


def _watch(client: Any) -> Callable[[], None]:
    """Asks, each time that it is called, whether somebody is left to work."""
    empty = 0

    def check() -> None:
        nonlocal empty
        empty = 0 if _workers(client) else empty + 1
        if empty >= EMPTY:
            raise ClusterError(
                "l'ordonnanceur n'a plus aucun travailleur. Relancez « dask worker », puis la "
                "même commande : ce qui est fait est gardé."
            )

    return check
