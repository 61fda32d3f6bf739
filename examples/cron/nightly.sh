#!/bin/sh
# Appends what changed since the last run to a folder, one NDJSON file a run: `nightly.sh FOLDER`.
# A run that fails changes nothing, and the next one makes up for it.
set -eu
folder=${1:?a folder is needed: nightly.sh FOLDER}
mkdir -p "$folder"
# The service shows a change a while after it was made, so each run goes back an hour before the last one began.
began=$(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ)
since=$(cat "$folder/since" 2>/dev/null || echo 1970-01-01)

status=0
hubspot-engagements --utc export --modified-after "$since" -o "$folder/$(date -u +%Y%m%dT%H%M%S).ndjson" || status=$?
case $status in
    0) echo "$began" > "$folder/since.new" && mv "$folder/since.new" "$folder/since" ;;
    5 | 7) echo "nightly.sh: HubSpot is busy or away; the next run makes up for it" >&2 ;;
    *) exit "$status" ;;
esac
