"""Lists the tasks that are overdue, the oldest first."""

import os
from datetime import datetime, timezone

from hubspot_engagements import Client, Task

now_ms = int(datetime.now(timezone.utc).timestamp() * 1000)
overdue = []
with Client(os.environ["HUBSPOT_ACCESS_TOKEN"], base_url=os.environ.get("HUBSPOT_BASE_URL")) as hubspot:
    for engagement in hubspot.list(limit=250):
        match engagement.metadata:
            case Task(status=status, subject=subject) if status != "COMPLETED":
                if (engagement.timestamp_ms or now_ms) < now_ms:
                    overdue.append((engagement.timestamp_ms, engagement.timestamp, engagement.owner_id, subject))

for _, due, owner, subject in sorted(overdue, key=lambda task: task[0]):
    print(f"{due:%Y-%m-%d}  owner {owner}  {subject}")
print(f"{len(overdue)} overdue")
