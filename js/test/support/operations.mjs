// One check for each operation, against a portal. They run in Node and in a page, so nothing here is Node's own.

/** By the operation's name: what it must do, given a client, the portal and the module. */
export const OPERATIONS = {
  async 'engagements.get'(hubspot, portal) {
    const [first] = await hubspot.list({ limit: 1 });
    const engagement = await hubspot.get(first.engagement.id);
    equal(engagement.engagement.id, first.engagement.id);
    equal(engagement.engagement.portalId, String(portal.portal_id));
    equal(typeof engagement.engagement.createdAt, 'number');
  },

  async 'engagements.list'(hubspot, portal) {
    const ids = [];
    let pages = 0;
    for await (const page of hubspot.list({ limit: 100 }).pages()) {
      pages += 1;
      ids.push(...page.ids);
      page.free();
    }
    equal(ids.length >= portal.engagements, true);
    equal(pages > 1, true);
    equal(new Set(ids).size, ids.length);
    let walked = 0;
    for await (const engagement of hubspot.list({ limit: 100 }))
      equal(engagement.engagement.id, ids[walked++]);
    equal(walked, ids.length);
  },

  async 'engagements.recent'(hubspot) {
    const since = new Date(Date.now() - 30 * 86_400_000);
    const page = await hubspot.recent({ count: 5, since });
    equal(page.length, 5);
    equal(page.total >= 5, true);
    equal(
      [...page.lastUpdated],
      [...page.lastUpdated].sort((a, b) => b - a),
    );
    equal(
      page.items.map((engagement) => engagement.engagement.type),
      page.types,
    );
  },

  async 'engagements.modified_after'(hubspot) {
    const after = Date.now() - 3 * 86_400_000;
    const page = await hubspot.modifiedAfter(after, { limit: 10 });
    equal(page.length > 0, true);
    equal(
      [...page.lastUpdated].every((time) => time >= after),
      true,
    );
  },

  async 'engagements.associated'(hubspot, portal) {
    let seen = 0;
    for await (const engagement of hubspot.associated('CONTACT', portal.contact_id)) {
      equal(engagement.associations.contactIds.includes(String(portal.contact_id)), true);
      seen += 1;
    }
    equal(seen > 0, true);
  },

  async 'engagements.sync'(hubspot, _, module) {
    const copy = new Map();
    let stored;
    const run = async (options) => {
      const told = [];
      for await (const change of hubspot.sync(stored, options)) {
        if (change.kind === 'upsert') copy.set(change.engagement.engagement.id, change.engagement);
        if (change.kind === 'deleted') copy.delete(change.id);
        // As a store would: text, and back.
        if (change.kind === 'checkpoint') stored = JSON.parse(JSON.stringify(change.checkpoint));
        else told.push(change.id ?? change.engagement.engagement.id);
      }
      return told;
    };
    await run();
    equal([...copy.keys()].sort(), (await idsOf(hubspot)).sort());

    const made = await hubspot.create(module.note({ body: 'made since' }));
    const gone = await make(hubspot, 'NOTE', { body: 'for the bin' });
    await hubspot.delete(gone.engagement.id);
    const known = [...copy.keys(), gone.engagement.id].sort((a, b) => Number(BigInt(a) - BigInt(b)));
    const told = await run({ sweep: true, known });
    equal([told.includes(made.engagement.id), told.includes(gone.engagement.id)], [true, true]);
    equal(copy.get(made.engagement.id).metadata.body, 'made since');
    equal(copy.has(gone.engagement.id), false);
    equal([...copy.keys()].sort(), (await idsOf(hubspot)).sort());
  },

  async 'engagements.sync_lane'(hubspot) {
    const ids = new Set();
    let last;
    for await (const batch of hubspot.sync(undefined, { parallel: 4, limit: 20 }).batches()) {
      for (const { engagement } of batch.upserts) ids.add(engagement.id);
      last = batch;
    }
    equal([...ids].sort(), (await idsOf(hubspot)).sort());
    equal([last.progress.records >= ids.size, last.checkpoint.v], [true, 1]);
  },

  async 'engagements.create'(hubspot, portal) {
    const timestamp = new Date('2026-01-31T12:00:00Z');
    const created = await hubspot.create({
      engagement: { type: 'CALL', ownerId: portal.owner_ids[0], timestamp },
      associations: { contactIds: [portal.contact_id] },
      metadata: { body: 'Grüße 👋', durationMilliseconds: 180_000, status: 'COMPLETED' },
    });
    equal(created.engagement.timestamp, timestamp.getTime());
    equal(created.engagement.ownerId, String(portal.owner_ids[0]));
    equal(created.metadata.body, 'Grüße 👋');
    equal((await hubspot.get(created.engagement.id)).engagement.type, 'CALL');
  },

  async 'engagements.create_many'(hubspot, _, module) {
    const uid = `many-${Date.now()}`;
    const notes = [
      module.note({ body: 'one', uid }),
      { engagement: { type: 'NOTE', owner: 1 }, metadata: {} },
      module.note({ body: 'three' }),
    ];
    const outcomes = await collected(hubspot.createMany(notes, { strict: true }));
    equal(
      outcomes.map(({ index, outcome }) => `${index} ${outcome}`),
      ['0 created', '1 refused', '2 created'],
    );
    equal(outcomes[1].error instanceof module.ValidationError, true);
    const [found] = await collected(hubspot.createMany(notes.slice(0, 1)));
    equal([found.outcome, found.engagement.engagement.id], ['found', outcomes[0].engagement.engagement.id]);
  },

  async 'engagements.reconcile'(hubspot, portal, module) {
    const tickets = [];
    const journal = (entry) => void (entry.ticket && tickets.push(entry.ticket));
    const { base_url: baseUrl, token: accessToken } = portal;
    const journalling = await module.Engagements.connect({
      baseUrl,
      accessToken,
      journal,
      generateUids: true,
    });
    const created = await journalling.create(module.note({ body: 'seen again' }));
    journalling.close();
    const { outcome, exact, engagements } = await hubspot.reconcile(tickets[0], { waitMs: 0 });
    equal([outcome, exact], ['created', true]);
    equal(
      engagements.map(({ engagement }) => engagement.id),
      [created.engagement.id],
    );
  },

  async 'engagements.update'(hubspot) {
    const task = await make(hubspot, 'TASK', { subject: 'Call back', status: 'NOT_STARTED' });
    await hubspot.update(task.engagement.id, { metadata: { status: 'COMPLETED' } });
    const { metadata } = await hubspot.get(task.engagement.id);
    equal([metadata.status, metadata.subject], ['COMPLETED', 'Call back']);
  },

  async 'engagements.delete'(hubspot, _, module) {
    const note = await make(hubspot, 'NOTE', { body: 'for the bin' });
    equal(await hubspot.delete(note.engagement.id), undefined);
    const error = await hubspot.get(note.engagement.id).catch((error) => error);
    equal([error instanceof module.NotFoundError, error.status], [true, 404]);
  },

  async 'associations.create'(hubspot, portal) {
    const note = await make(hubspot, 'NOTE', { body: 'to be associated' });
    await hubspot.associate(note.engagement.id, 'CONTACT', portal.contact_id);
    const { associations } = await hubspot.get(note.engagement.id);
    equal(associations.contactIds, [String(portal.contact_id)]);
  },

  async 'associations.delete'(hubspot, portal) {
    const notes = [
      await make(hubspot, 'NOTE', { body: 'one' }),
      await make(hubspot, 'NOTE', { body: 'two' }),
    ];
    const associations = notes.map(({ engagement }) => ({
      engagementId: engagement.id,
      objectType: 'CONTACT',
      objectId: portal.contact_id,
    }));
    await hubspot.associate(associations);
    await hubspot.dissociate(associations);
    for (const { engagement } of notes) {
      equal((await hubspot.get(engagement.id)).associations.contactIds, []);
    }
  },

  async 'owners.list'(hubspot, portal) {
    const owners = await hubspot.owners();
    equal(
      owners.some(({ id }) => id === String(portal.owner_ids[0])),
      true,
    );
    equal((await hubspot.owners({ refresh: true })).length, owners.length);
    equal(
      (await hubspot.owners({ archived: true })).every(({ archived }) => archived),
      true,
    );
  },

  async 'owners.get'(hubspot, portal, module) {
    const owner = await hubspot.owner(portal.owner_ids[0]);
    equal(owner.id, String(portal.owner_ids[0]));
    if (owner.userId) equal((await hubspot.owner(owner.userId, { idProperty: 'userId' })).id, owner.id);
    const error = await hubspot.owner(999_999_999).catch((error) => error);
    equal(error instanceof module.NotFoundError, true);
  },

  async 'dispositions.list'(hubspot) {
    const dispositions = await hubspot.dispositions();
    equal(dispositions.length > 0, true);
    equal(
      dispositions.every(({ id, label }) => id.length === 36 && label.length > 0),
      true,
    );
  },
};

async function idsOf(hubspot) {
  const ids = [];
  for await (const page of hubspot.list({ limit: 250 }).pages()) ids.push(...page.ids);
  return ids;
}

async function collected(outcomes) {
  const all = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

function make(hubspot, type, metadata) {
  return hubspot.create({ engagement: { type }, metadata });
}

function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${left} instead of ${right}`);
}
