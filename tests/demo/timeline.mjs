// Node's part of the demo: reads a contact's timeline and sets a call's outcome by its label.
import { readFileSync } from "node:fs";
import { Engagements } from "../../js/dist/index.js";
import { identity } from "./identity.mjs";

const { base_url: baseUrl, token: accessToken, contactId, callId } = JSON.parse(readFileSync(0, "utf8"));
const hubspot = await Engagements.connect({ accessToken, baseUrl });

const answer = {};
if (callId !== undefined) {
  const outcomes = await hubspot.dispositions();
  const connected = outcomes.find((outcome) => outcome.label === "Connected");
  const updated = await hubspot.update(callId, { metadata: { disposition: connected.id } });
  answer.outcome = connected.label;
  answer.disposition = updated.metadata.disposition;
}
answer.timeline = [];
for await (const engagement of hubspot.associated("CONTACT", contactId, { limit: 100 })) {
  answer.timeline.push(identity(engagement));
}
hubspot.close();
console.log(JSON.stringify(answer));
