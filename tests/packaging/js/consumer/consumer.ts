// What a user writes compiles under the strictest settings, and what is wrong does not. It is never run.
import {
  type Association,
  call,
  type Disposition,
  type Engagement,
  Engagements,
  email,
  hasType,
  type Issue,
  meeting,
  type NewEngagement,
  note,
  type Owner,
  type Pending,
  PermissionDeniedError,
  task,
  toWire,
} from 'hubspot-engagements';
import wasm from 'hubspot-engagements/engagements.wasm';
import * as slimEntry from 'hubspot-engagements/slim';

export async function everything(signal: AbortSignal): Promise<string> {
  const hubspot = await Engagements.connect({ accessToken: 'x' });
  const made = await hubspot.create(call({ durationMilliseconds: 90_000, contactIds: [1, '2', 3n] }), {
    strict: true,
  });
  const duration: number | string | null | undefined = made.metadata?.durationMilliseconds;
  await hubspot.create(note({ body: 'x', attachments: [1], timestamp: new Date() }), { signal });
  await hubspot.create(email({ from: { email: 'a@b.example' }, to: [{ email: 'c@d.example' }] }));
  await hubspot.create(task({ reminders: [new Date()], status: 'A_NEW_WORD' }));
  await hubspot.create(meeting({ startTime: new Date(), endTime: '2026-01-31T12:00:00Z' }));
  await hubspot.update(1, { metadata: { disposition: 'Connected' } }, { strict: true, signal });
  await hubspot.update(1, { metadata: { state: 'a new key' } });

  const one: Association = { engagementId: 1, objectType: 'CONTACT', objectId: '2' };
  await hubspot.associate([one], { signal });
  await hubspot.associate(1n, 'DEAL', 5, { signal });
  await hubspot.dissociate([one, one]);
  await hubspot.dissociate(1, 'TICKET', '5');

  const owners: Owner[] = await hubspot.owners({ archived: true, refresh: true, signal });
  const owner: Owner = await hubspot.owner('9', { idProperty: 'userId', archived: false, signal });
  const outcomes: Disposition[] = await hubspot.dispositions();
  const issues: Issue[] = hubspot.validate(note({ body: 'x' }), { for: 'update' });
  const severity: 'error' | 'warning' | undefined = issues[0]?.severity;
  void [duration, owners[0]?.id.length, owner.email, outcomes[0]?.label, severity];

  const read: Engagement = await hubspot.get(1);
  if (hasType(read, 'PUBLISHING_TASK')) void read.metadata?.contentId?.length;
  if (hasType(read, 'EMAIL') && hubspot.isRedacted(read)) return 'redacted';
  const { data, response } = await hubspot.get(1).withResponse();
  const status: number | undefined = response?.status;
  const some: Engagement[] = await hubspot.recent().toArray({ limit: 20 });
  const pending: Pending<Engagement> = hubspot.get(1);
  const plain: Promise<Engagement> = pending;
  void [data.engagement?.id, status, response?.correlationId, some[0]?.engagement, plain];
  return toWire(read);
}

export async function slim(): Promise<Engagement> {
  await using hubspot = await slimEntry.Engagements.connect({ accessToken: 'x', wasm });
  const asOther: Engagements = hubspot;
  return asOther.get(1);
}

export const fromAnywhere = [
  () => slimEntry.Engagements.connect({ wasm: '/engagements.wasm' }),
  () => slimEntry.Engagements.connect({ wasm: fetch('/engagements.wasm') }),
  () => Engagements.connect({ wasm: new Uint8Array() }),
];
// @ts-expect-error: the slim entry has no file of its own.
slimEntry.Engagements.connect({ accessToken: 'x' });

export const scopes = (error: unknown) => (error instanceof PermissionDeniedError ? error.missingScopes : []);
export const asNew: NewEngagement = note({ body: 'x' });

// @ts-expect-error: a note has no subject.
note({ subject: 'x' });
// @ts-expect-error: a misspelt key.
call({ durationMillis: 5 });
// @ts-expect-error: a duration is a number of milliseconds.
call({ durationMilliseconds: '90 s' });
// @ts-expect-error: only the service sets it.
note({ body: 'x', createdAt: 1 });
// @ts-expect-error: files are given by their ids.
task({ attachments: [{ id: 1 }] });
// @ts-expect-error: one of the forms, not both.
export const both = (hubspot: Engagements) => hubspot.associate([], 'CONTACT', 1);
// @ts-expect-error: owners are looked up by `id` or `userId`.
export const by = (hubspot: Engagements) => hubspot.owner(1, { idProperty: 'email' });
// @ts-expect-error: what comes out of create has no type that was not put in.
export const wrong = async (hubspot: Engagements): Promise<{ subject: string }> => hubspot.create(note({}));
