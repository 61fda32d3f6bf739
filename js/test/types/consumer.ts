// What the types allow and refuse: this file only has to compile.
import {
  type Change,
  type Checkpoint,
  type Engagement,
  type EngagementOf,
  Engagements,
  type EngagementsEvent,
  hasType,
  type JournalEntry,
  type NewEngagement,
  type Outcome,
  type Page,
  RateLimitError,
  type Ticket,
  ValidationError,
} from 'hubspot-engagements';

export async function everything(signal: AbortSignal): Promise<void> {
  using hubspot = await Engagements.connect({ accessToken: 'x', timeoutMs: 5000, maxAttempts: 2, fetch });
  await Engagements.connect({ wasm: new URL('https://cdn.example/x.wasm') });
  await Engagements.connect({
    wasm: fetch('/x.wasm'),
    testing: { sleep: async () => {}, now: () => 0, seed: 1n },
  });

  const call: EngagementOf<'CALL'> = await hubspot.create({
    engagement: { type: 'CALL', ownerId: 7, timestamp: new Date(), newKey: true },
    associations: { contactIds: [1, '2', 3n], futureIds: [4] },
    attachments: [{ id: 5 }],
    metadata: { durationMilliseconds: 1000, status: 'COMPLETED', newKey: null },
  });
  const id: string | null | undefined = call.engagement?.id;
  await hubspot.update(
    id ?? 1n,
    { engagement: { ownerId: 8 }, metadata: { body: null, status: 'BUSY' } },
    { signal },
  );
  await hubspot.update(1, { metadata: { startTime: new Date(), endTime: '2026-01-31T12:00:00Z' } });
  await hubspot.delete(1, { signal });

  const page: Page = await hubspot.list({ limit: 10, offset: '7', signal });
  const first: Engagement | undefined = page.get(0);
  const times: Float64Array = page.lastUpdated;
  void [first, times, page.items.length, [...page].length, page.next, page.total];
  for await (const engagement of hubspot.recent({ count: 5, since: new Date() })) narrowed(engagement);
  for await (const each of hubspot.associated('CONTACT', 1n).pages()) each.free();
  for await (const each of hubspot.modifiedAfter(Date.now())) void each.associations?.contactIds?.[0]?.length;
  for (const { id, label } of await hubspot.dispositions()) void [id.length, label.length];
  const raw: unknown = await hubspot.call('engagements.get', { id: 1 });
  void raw;
}

export async function reliably(signal: AbortSignal, kept: Map<string, Ticket>): Promise<void> {
  using hubspot = await Engagements.connect({
    accessToken: async ({ rejected }) => (rejected ? 'new' : 'old'),
    onEvent: (event) => console.log(told(event)),
    journal: async (entry: JournalEntry) => {
      if (entry.type === 'opened') kept.set(entry.ticket.id, entry.ticket);
      else if (entry.outcome !== 'unknown') kept.delete(entry.ticketId);
    },
    deadlineMs: 60_000,
    retryStatuses: [502, 503],
    rateMarginPercent: 20,
    streamBodies: true,
  });
  await Engagements.connect({
    oauth: { clientId: 'a', clientSecret: 'b', refreshToken: 'c' },
    onRefreshToken: async (token) => void token.length,
  });
  const items: NewEngagement[] = [];
  for await (const outcome of hubspot.createMany(items, { lookBackMs: 0, strict: true, signal }))
    void became(outcome);
  for (const ticket of kept.values()) {
    const { outcome, engagements } = await hubspot.reconcile(ticket, { waitMs: 0, signal });
    if (outcome === 'duplicated') await hubspot.delete(engagements[1]?.engagement?.id ?? 0);
  }
  for await (const page of hubspot.list({ onPoison: 'skip' }).pages()) void page.skipped[0]?.length;
}

export async function kept(
  stored: Checkpoint | null,
  copy: Map<string, Engagement>,
): Promise<Checkpoint | null> {
  using hubspot = await Engagements.connect({ accessToken: 'x' });
  const known = [...copy.keys()].map(BigInt);
  for await (const change of hubspot.sync(stored, { sweep: true, known, source: 'auto', parallel: 4 })) {
    if (change.kind === 'upsert') copy.set(change.engagement.engagement?.id ?? '', change.engagement);
    else if (change.kind === 'deleted') copy.delete(change.id);
    else ({ checkpoint: stored } = change);
  }
  const all: Change[] = [];
  for await (const { upserts, deleted, checkpoint, progress } of hubspot
    .sync(JSON.stringify(stored))
    .batches())
    void [upserts.length, deleted[0]?.length, checkpoint.epoch, progress.stage === 'scan', all];
  const { response } = await hubspot.get(1).withResponse();
  void [response?.headers['x-hubspot-correlation-id'], (await hubspot.list()).raw.length];
  // @ts-expect-error: there is no such source.
  hubspot.sync(null, { source: 'newest' });
  return stored;
}

function told(event: EngagementsEvent): string {
  switch (event.type) {
    case 'response':
      return `${event.operation}: ${event.status} in ${event.elapsedMs} ms`;
    case 'retry':
      return `${event.reason}: again in ${event.waitMs} ms`;
    default:
      return event.type;
  }
}

function became(outcome: Outcome): string | undefined | null {
  if (!outcome.error) return outcome.engagement.engagement?.id;
  return outcome.error.ticket?.id ?? outcome.error.retryAt?.toISOString();
}

export const any = (hubspot: Engagements, engagement: NewEngagement) => hubspot.create(engagement);

function narrowed(engagement: Engagement): void {
  if (hasType(engagement, 'CALL')) {
    const length: number | string | null | undefined = engagement.metadata?.durationMilliseconds;
    void length;
  }
  if (hasType(engagement, 'TASK') && engagement.metadata?.status === 'COMPLETED') return;
  void engagement.metadata?.body?.length;
}

export function errors(error: unknown): string | undefined {
  if (error instanceof ValidationError) return error.issues[0]?.pointer;
  if (error instanceof RateLimitError) return error.policyName;
  return undefined;
}

// @ts-expect-error: the constructor is private, so nothing can be called before the module is loaded.
new Engagements();
// @ts-expect-error: this type cannot be created.
export const incoming: NewEngagement = { engagement: { type: 'INCOMING_EMAIL' }, metadata: {} };
// @ts-expect-error: a status is a word.
export const wrong: NewEngagement = { engagement: { type: 'CALL' }, metadata: { status: 5 } };
// @ts-expect-error: the service knows a skipped record of no other listing.
export const poison = (hubspot: Engagements) => hubspot.associated('CONTACT', 1, { onPoison: 'skip' });
// @ts-expect-error: an id is no object.
export const id = (hubspot: Engagements) => hubspot.get({});
