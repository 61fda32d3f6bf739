// What the in-memory emulator must do. The checks run in Node and in a page, so nothing here is Node's own.
import { clock } from './virtual-clock.mjs';

/** By name: what must hold, given both modules. */
export const CHECKS = {
  async 'a create whose connection breaks after the commit is ambiguous, and reconciled'({ module, client }) {
    const { emulator, hubspot } = await client({}, { generateUids: true });
    emulator.faults([{ method: 'POST', commit: true, effect: { reset: true } }]);
    const error = await failure(hubspot.create(module.note({ body: 'once' })));
    equal(error.name, 'AmbiguousCreateError');
    equal(emulator.state().created, 1);
    const { outcome } = await hubspot.reconcile(error.ticket, { waitMs: 0 });
    equal(outcome, 'created');
  },

  async 'a listing survives 503, a reset and a body that is cut off'({ client }) {
    const { emulator, hubspot, testing } = await client({ engagements: 20 });
    const began = testing.now();
    emulator.faults([{ effect: { status: 503 } }, { effect: { reset: true } }, { effect: { cut: 100 } }]);
    equal((await hubspot.list({ limit: 250 })).length, 20);
    equal(
      emulator.requests().map(({ status, fault }) => [status, fault]),
      [
        [503, 0],
        [null, 1],
        [200, 2],
        [200, null],
      ],
    );
    equal(testing.now() > began, true);
  },

  async 'silence is a timeout, which takes real time'({ client }) {
    const { emulator, hubspot } = await client({}, { maxAttempts: 1, timeoutMs: 30 });
    for (const effect of [{ silence: true }, { silence: 'after_headers' }]) {
      emulator.faults([{ effect }]);
      equal((await failure(hubspot.list())).name, 'TimeoutError');
    }
  },

  async 'an answer that is late or comes in drips arrives in the end'({ client }) {
    const { emulator, hubspot, testing } = await client({ engagements: 5 });
    for (const effect of [{ delay_ms: 5_000 }, { drip: { bytes: 1_000, every_ms: 100 } }]) {
      const began = testing.now();
      emulator.faults([{ effect }]);
      equal((await hubspot.list()).length, 5);
      equal(testing.now() - began >= 400, true);
    }
  },

  async 'every other damage of a body is a failed exchange'({ client }) {
    const { emulator, hubspot } = await client({ engagements: 5 }, { maxAttempts: 1 });
    const effects = [
      { cut_chunked: 10_000_000 },
      { wrong_length: 5 },
      { garbage_chunk: true },
      { garbage_chunk: 'trailer' },
      { gzip: 'corrupt' },
      { gzip: 'truncated' },
    ];
    for (const effect of effects) {
      emulator.faults([{ effect }]);
      equal([effect, (await failure(hubspot.list())).name], [effect, 'ConnectionError']);
    }
  },

  async 'a body without end is not read to its end'({ client }) {
    const { emulator, hubspot } = await client({}, { maxAttempts: 1, maxResponseBytes: 100_000 });
    emulator.faults([{ effect: { huge: 1e12 } }]);
    equal((await failure(hubspot.list())).name, 'ResponseError');
    emulator.faults([{ effect: { huge: 99_000 } }]);
    equal((await hubspot.list()).length, 0);
    emulator.faults([{ effect: { huge: 10 } }]);
    const response = await emulator.fetch('https://x.example/engagements/v1/engagements/paged', {
      headers: { authorization: `Bearer ${emulator.token}` },
    });
    equal((await response.text()).length, 10);
  },

  async 'clients keep to the rate limit, and 429 is waited for'({ client }) {
    const { emulator, hubspot, testing } = await client({ rateLimit: 5, engagements: 30 }, { rateLimit: 0 });
    const began = testing.now();
    const ids = [];
    for await (const { engagement } of hubspot.list({ limit: 3 })) ids.push(engagement.id);
    equal(new Set(ids).size, 30);
    equal(emulator.state().maxInWindow, 5);
    equal(
      emulator.requests().some(({ status }) => status === 429),
      true,
    );
    equal(testing.now() - began >= 10_000, true);
  },

  async 'the clock can be moved on'({ client }) {
    const { emulator, hubspot } = await client({ indexLagMs: 60_000, engagements: 0 });
    const note = { engagement: { type: 'NOTE' }, metadata: { body: 'unseen' } };
    await hubspot.create(note);
    equal((await hubspot.recent()).length, 0);
    const before = emulator.state().unixMs;
    emulator.advance(60_000);
    equal(emulator.state().unixMs - before, 60_000);
    equal((await hubspot.recent()).length, 1);
  },

  async 'two emulators share nothing, and one seed gives one portal'({ client }) {
    const [one, two, other] = [await client({}), await client({}), await client({ seed: 2 })];
    await one.hubspot.create({ engagement: { type: 'NOTE' }, metadata: { body: 'mine' } });
    equal([one.emulator.state().engagements, two.emulator.state().engagements], [251, 250]);
    equal(two.emulator.state().ids, (await client({})).emulator.state().ids);
    equal(two.emulator.state().ids[0] === other.emulator.state().ids[0], false);
  },

  async 'requests can be given up, before they are sent and while nothing comes'({ client }) {
    const { emulator } = await client({});
    const url = 'https://x.example/engagements/v1/engagements/paged';
    equal((await failure(emulator.fetch(url, { signal: AbortSignal.abort('early') }))) !== undefined, true);
    equal(emulator.requests().length, 0);
    emulator.faults([{ effect: { silence: true } }]);
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${emulator.token}` };
    const pending = emulator.fetch(new URL(url), { signal: controller.signal, headers });
    setTimeout(() => controller.abort('enough'), 1);
    equal(await failure(pending), 'enough');
    equal(emulator.requests().length, 1);
  },

  async 'answers that no constructor of responses makes arrive all the same'({ client }) {
    const { emulator, hubspot } = await client({}, { maxAttempts: 1 });
    emulator.faults([{ effect: { status: 999 } }]);
    equal((await failure(hubspot.get(1))).status, 999);
    emulator.faults([{ effect: { redirect: { status: 307, location: 'https://elsewhere.example' } } }]);
    equal((await failure(hubspot.get(1))).status, 307);
  },

  async 'another token, a wrong plan and an unknown option are refused by name'({ module, createEmulator }) {
    const emulator = await createEmulator();
    const stranger = await module.Engagements.connect({ accessToken: 'other', fetch: emulator.fetch });
    equal((await failure(stranger.get(1))).name, 'AuthenticationError');
    const plan = [{ effect: { status: 503 } }, { effect: { explode: true } }];
    match(await failure(createEmulator({ faults: plan })), /faults\[1\]\.effect must have exactly one of/);
    match(await failure((async () => emulator.faults(plan))()), /faults\[1\]\.effect/);
    match(await failure(createEmulator({ engagement: 5 })), /there is no option engagement/);
    match(await failure(createEmulator({ engagements: 2_000_000 })), /at most 1000000/);
  },
};

/** Runs one of the checks. */
export async function check(name, module, createEmulator) {
  const client = async (options, more) => {
    const testing = clock();
    const emulator = await createEmulator({ now: testing.now, sleep: testing.sleep, ...options });
    const given = { accessToken: emulator.token, fetch: emulator.fetch, testing, ...more };
    return { emulator, hubspot: await module.Engagements.connect(given), testing };
  };
  await CHECKS[name]({ module, createEmulator, client });
}

/** Both modules as `OPERATIONS` take them: every client of theirs talks to that emulator. */
export function overEmulator(module, emulator) {
  const connect = (options) => module.Engagements.connect({ ...options, fetch: emulator.fetch });
  const portal = {
    base_url: 'https://api.hubapi.com',
    token: emulator.token,
    portal_id: emulator.portalId,
    contact_id: emulator.contactId,
    company_id: emulator.companyId,
    owner_ids: emulator.ownerIds,
    engagements: emulator.state().engagements,
  };
  return [portal, { ...module, Engagements: { connect } }];
}

function failure(promise) {
  return promise.then(
    () => undefined,
    (error) => error,
  );
}

function match(error, pattern) {
  if (!pattern.test(error?.message)) throw new Error(`expected ${pattern}, got ${error?.message}`);
}

function equal(actual, expected) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}
