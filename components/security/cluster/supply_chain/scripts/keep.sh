#!/bin/sh
# Waits for the scans, and copies their reports to the report store under this day.
set -eu
until [ -f "$WORK/done" ]; do sleep 5; done
day="$(date -u +%Y-%m-%d)"
aws s3 cp /reports "s3://$BUCKET/$PREFIX/$day/" --recursive --exclude '*' --include '*.json' --only-show-errors
echo "kept under $PREFIX/$day, with findings and failures: $(cat "$WORK/done")"
