// The calls of the last seven days, as CSV with the outcome's label.
import { Engagements } from "hubspot-engagements";

const { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_BASE_URL: baseUrl } = process.env;
const since = Date.now() - 7 * 24 * 60 * 60 * 1000;
const hubspot = await Engagements.connect({ accessToken, baseUrl });
const labels = new Map((await hubspot.dispositions()).map(({ id, label }) => [id, label]));

// A quote within a field is doubled, as RFC 4180 says; a leading sign must not start a formula in a spreadsheet.
const field = (value) => `"${String(value ?? "").replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;

console.log("when,owner,contact,minutes,status,outcome");
for await (const { engagement, associations, metadata } of hubspot.recent({ count: 100, since })) {
  if (engagement.type !== "CALL" || engagement.timestamp < since) continue;
  const row = [
    new Date(engagement.timestamp).toISOString(),
    engagement.ownerId,
    associations.contactIds[0],
    ((metadata.durationMilliseconds ?? 0) / 60000).toFixed(1),
    metadata.status,
    labels.get(metadata.disposition),
  ];
  console.log(row.map(field).join(","));
}
hubspot.close();
