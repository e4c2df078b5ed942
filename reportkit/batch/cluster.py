"""Makes reports on the machines of a Dask cluster; this one alone writes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from reportkit.batch.fingerprint import look, programs
from reportkit.errors import ClusterError, MissingExtraError

RETRIES = 3
"""How often a report is begun again, elsewhere, whose worker died."""


@contextmanager
def open_cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The workers of a scheduler, and how many reports they make at once.

    Raises:
        MissingExtraError: Dask is not installed.
        ClusterError: no answer, no worker, or workers whose pages would not be the same.
    """
    try:
        from distributed import Client  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtraError("L'option --scheduler", "cluster") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"aucun ordonnanceur ne répond à l'adresse {address}. Lancez « dask scheduler » sur "
            "cette machine, ou corrigez l'adresse (tcp://machine:8786)."
        ) from error
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        _check(client, list(workers))
        yield (
            client.get_executor(pure=False, retries=RETRIES),
            sum(worker["nthreads"] for worker in workers.values()),
        )


def signature() -> tuple[str, str]:
    """What must be the same everywhere for the same pages: programs and look."""
    return programs(), look()


def _check(client: Any, workers: list[str]) -> None:
    if not workers:
        raise ClusterError(
            "l'ordonnanceur n'a aucun travailleur. Lancez « dask worker » sur chaque machine."
        )
    here = signature()
    for worker, told in client.run(signature).items():
        if told != here:
            what = "les mêmes programmes" if told[0] != here[0] else "le même dossier templates/"
            raise ClusterError(
                f"le travailleur {worker} n'a pas {what} : ses pages différeraient. Installez "
                "partout les mêmes versions de Python, de reportkit et de ses bibliothèques, et "
                "lancez chaque travailleur dans un dossier qui a le même templates/."
            )
