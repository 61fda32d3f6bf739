// A sketch of an app card that shows a contact's engagements. See README.md for what nobody has tried.
import { hubspot, List, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import { Engagements } from 'hubspot-engagements/slim';
import { useEffect, useState } from 'react';
import { over } from './transport.js';

// A back end of yours: it checks HubSpot's signature, adds the token and passes the request on.
const BACK_END = 'https://engagements.example.com';

hubspot.extend(({ context }) => <EngagementsCard contactId={context.crm.objectId} />);

function EngagementsCard({ contactId }) {
  const [shown, setShown] = useState({});
  useEffect(() => {
    load(contactId).then(
      (engagements) => setShown({ engagements }),
      (error) => setShown({ problem: error.message }),
    );
  }, [contactId]);

  if (shown.problem) return <Text>{shown.problem}</Text>;
  if (!shown.engagements) return <LoadingSpinner label="Loading engagements" />;
  return <List>{shown.engagements.map(line)}</List>;
}

function line({ engagement }) {
  const when = new Date(engagement.timestamp).toLocaleDateString();
  return `${engagement.type} · ${when} · ${engagement.bodyPreview ?? ''}`;
}

async function load(contactId) {
  const file = await hubspot.fetch(`${BACK_END}/hubspot_engagements_bg.wasm`);
  const client = await Engagements.connect({
    baseUrl: BACK_END,
    fetch: over(hubspot.fetch),
    wasm: await file.arrayBuffer(),
  });
  try {
    const page = await client.associated('CONTACT', contactId, { limit: 20 });
    return page.items;
  } finally {
    client.close();
  }
}
