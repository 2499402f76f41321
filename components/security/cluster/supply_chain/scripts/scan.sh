#!/bin/sh
# Scans every image that runs, into a report each. Findings do not fail the job, because a job that fails runs again: they
# are counted and kept. An image that cannot be scanned is counted apart.
set -eu
found=0 failed=0
while read -r image; do
  echo "Scanning $image"
  report="/reports/$(echo "$image" | tr '/' '_' | tr ':' '_').json"
  code=0
  trivy image --config /config/trivy.yaml --format json "$image" > "$report.part" || code=$?
  # Trivy ends with `exit-code` of its configuration after a whole report, and with the same where it could not scan.
  if [ -s "$report.part" ]; then
    mv "$report.part" "$report"
    [ "$code" -eq 0 ] || found=$((found + 1))
  else
    rm -f "$report.part"
    failed=$((failed + 1))
  fi
done < "$WORK/images"
find /reports -name '*.json' -mtime "+$KEPT_DAYS" -delete
echo "$found images have findings, $failed could not be scanned"
echo "$found $failed" > "$WORK/done"
