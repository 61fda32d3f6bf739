"""Where a sync writes, as a process that is killed is told; in a module that such a process can import."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import Any

from hubspot_engagements import Client
from hubspot_engagements.parquet import ParquetFolder

LIMIT = 20
"""Records a page: small pages are many moments at which to be killed."""


def client_of(account: dict[str, Any]) -> Client:
    return Client(access_token=account["token"], base_url=account["base_url"], rate_limit=0)


@dataclass(frozen=True)
class Destination:
    """Where a sync writes, which a child process is told, too."""

    kind: str
    where: str

    def sync(self, account: dict[str, Any]) -> None:
        options: dict[str, Any] = {"sweep": True, "limit": LIMIT, "max_deletes": 1000}
        with client_of(account) as client:
            if self.kind == "parquet":
                ParquetFolder(self.where).sync(client, commit_rows=2 * LIMIT, **options)
            else:
                from hubspot_engagements.dlt import sync_to

                sync_to(self._of_dlt(), client, load_rows=100, **options)

    def held(self) -> tuple[dict[int, int], str | None]:
        """Ids with digests, and the checkpoint."""
        if self.kind == "parquet":
            folder = ParquetFolder(self.where)
            return folder.known(), folder.checkpoint
        import dlt

        from hubspot_engagements.dlt import checkpoint_in, known_in

        with tempfile.TemporaryDirectory() as working:
            pipeline = dlt.pipeline(
                "hubspot_engagements", destination=self._of_dlt(), dataset_name="hubspot", pipelines_dir=working
            )
            return known_in(pipeline), checkpoint_in(pipeline)

    def _of_dlt(self) -> Any:
        import dlt

        return getattr(dlt.destinations, self.kind)(self.where)
