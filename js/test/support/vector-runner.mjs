// Runs the shared vectors through the public facade, in Node and in a page: nothing here is Node's own.
import { asResult, difference, parseExact, show } from './exact-json.mjs';

/** How each operation's parameters become arguments. Listings take all that is left as options. */
const METHODS = {
  'engagements.get': { takes: ['id'], run: (hubspot, { id }) => hubspot.get(id) },
  'engagements.create': {
    takes: ['body', 'strict'],
    run: (hubspot, { body, ...options }) => hubspot.create(body, options),
  },
  'engagements.create_many': {
    takes: ['bodies', 'strict', 'lookBackMs'],
    run: (hubspot, { bodies, ...options }) => hubspot.createMany(bodies, options),
  },
  'engagements.reconcile': {
    takes: ['ticket', 'waitMs'],
    run: (hubspot, { ticket, ...options }) => hubspot.reconcile(ticket, options),
  },
  'engagements.update': {
    takes: ['id', 'body', 'strict'],
    run: (hubspot, { id, body, ...options }) => hubspot.update(id, body, options),
  },
  'engagements.delete': { takes: ['id'], run: (hubspot, { id }) => hubspot.delete(id) },
  'dispositions.list': { takes: [], run: (hubspot) => hubspot.dispositions() },
  'associations.create': {
    takes: ['engagementId', 'objectType', 'objectId', 'associations'],
    run: (hubspot, params) => hubspot.associate(...associationArguments(params)),
  },
  'associations.delete': {
    takes: ['engagementId', 'objectType', 'objectId', 'associations'],
    run: (hubspot, params) => hubspot.dissociate(...associationArguments(params)),
  },
  'owners.list': { takes: ['archived', 'refresh'], run: (hubspot, options) => hubspot.owners(options) },
  'owners.get': {
    takes: ['id', 'idProperty', 'archived'],
    run: (hubspot, { id, ...options }) => hubspot.owner(id, options),
  },
  'engagements.list': { run: (hubspot, options) => hubspot.list(options) },
  'engagements.recent': { run: (hubspot, options) => hubspot.recent(options) },
  'engagements.modified_after': { run: (hubspot, { after, ...rest }) => hubspot.modifiedAfter(after, rest) },
  'engagements.sync': { run: (hubspot, { checkpoint, ...rest }) => hubspot.sync(checkpoint, rest) },
  'engagements.associated': {
    run: (hubspot, { objectType, objectId, ...rest }) => hubspot.associated(objectType, objectId, rest),
  },
};

/** A clock that stands still, however long one waits. */
const STILL = { sleep: async () => {}, now: () => 0 };

function associationArguments({ associations, engagementId, objectType, objectId }) {
  return associations ? [associations] : [engagementId, objectType, objectId];
}

/** Runs the cases of one file; gives each one's id and what went wrong, if anything. */
export async function runFile(module, folder, text) {
  const run = { request: runRequest, response: runResponse, dialogue: runDialogue }[folder];
  const outcomes = [];
  for (const testCase of expanded(parseExact(text))) {
    const problem = await run(module, testCase).then(
      () => undefined,
      (error) => String(error?.stack ?? error),
    );
    outcomes.push({ id: testCase.id, problem });
  }
  return outcomes;
}

/** Writes out the long texts that `$repeat` stands for. */
function expanded(value) {
  if (Array.isArray(value)) return value.map(expanded);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$repeat === 'string') return value.$repeat.repeat(value.times);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, expanded(entry)]));
}

async function runRequest(module, testCase) {
  const sent = [];
  const fetch = async (url, init) => {
    sent.push({ url, ...init });
    return respond({ status: 204 });
  };
  const { error } = await attempt(() => perform(module, testCase, { fetch, testing: STILL }));
  if (testCase.expect.error) {
    expectError(module, error, testCase.expect.error);
    same(sent.length, 0, 'requests sent');
  } else {
    ensure(sent.length > 0, `nothing was sent: ${error?.stack}`);
    expectRequest(sent[0], testCase.expect.request);
  }
}

async function runResponse(module, { expect, ...testCase }) {
  const options = { maxAttempts: 1, ...testCase.options };
  const fetch = async () => respond(testCase.response);
  const more = { fetch, testing: STILL };
  const { value, error } = await attempt(() => perform(module, { ...testCase, options }, more));
  if (expect.error) return expectError(module, error, expect.error);
  if (error) throw error;
  if (expect.bad) return expectBad(module, value, expect.bad);
  same(shown(value, expect.value), asResult(expect.value), 'value');
}

async function runDialogue(module, testCase) {
  const script = new Script(module, testCase.turns);
  const testing = { sleep: script.sleep, now: script.now, seed: testCase.seed ?? 0 };
  const { error } = await attempt(async () => {
    const more = { fetch: script.fetch, testing, ...script.hooks(testCase.options ?? {}) };
    const started = start(await connect(module, testCase, more), testCase);
    const results = started.pages?.() ?? started.batches?.() ?? started;
    if (!(Symbol.asyncIterator in results)) return script.yielded(await started);
    for await (const result of results) script.yielded(result);
  });
  script.end(error);
}

/** The other side of a conversation: it knows what must come next, and what to answer. */
class Script {
  #module;
  #turns;
  #now = 0;
  #mistake;

  constructor(module, turns) {
    this.#module = module;
    this.#turns = [...turns];
  }

  now = () => this.#now;

  sleep = async (ms) => {
    this.#expecting('wait', (wanted) => same(ms, wanted, 'wait'));
    this.#now += ms;
  };

  fetch = async (url, init) => {
    this.#expecting('send', (wanted) => expectRequest({ url, ...init }, wanted));
    const { reply, fail } = this.#turns.shift() ?? {};
    if (reply) return respond(reply);
    return failAs(fail ?? { sent: 'maybe', kind: 'connection' });
  };

  /** Hooks in place of the options of the core that ask for them. */
  hooks({ tokenProvider, events, journal, oauth }) {
    const told = (given) => this.#expecting('notify', (wanted) => expectFields(given, wanted, 'notify'));
    return {
      ...(tokenProvider && { tokenProvider: undefined, accessToken: this.#token }),
      ...(events && { events: undefined, onEvent: told }),
      ...(journal && { journal: async (entry) => told(entry) }),
      ...(oauth && { onRefreshToken: async (refreshToken) => told({ refreshToken }) }),
    };
  }

  #token = async ({ rejected }) => {
    let given;
    this.#expecting('token', (wanted) => {
      same(rejected, wanted.rejected, 'rejected');
      given = wanted.give;
    });
    return given;
  };

  yielded(value) {
    this.#expecting('yield', (wanted) => {
      if (!wanted?.error) return same(shown(value, wanted), asResult(wanted), 'yield');
      const { error, ...rest } = shown(value);
      expectError(this.#module, error, wanted.error);
      same({ ...rest, error: null }, asResult({ ...wanted, error: null }), 'yield');
    });
  }

  end(error) {
    if (this.#mistake) throw this.#mistake;
    if (error) this.#expecting('error', (wanted) => expectError(this.#module, error, wanted));
    else if (this.#turns[0]?.done) this.#turns.shift();
    if (this.#mistake) throw this.#mistake;
    same(this.#turns.length, 0, `turns left, of which the first is ${show(this.#turns[0])}`);
  }

  /** What is thrown inside of a transport becomes a failed attempt, so the first mistake is kept for the end. */
  #expecting(kind, check) {
    const turn = this.#turns.shift();
    try {
      ensure(turn && kind in turn, `${kind} came instead of ${show(turn)}`);
      check(turn[kind]);
    } catch (mistake) {
      this.#mistake ??= mistake;
    }
  }
}

/** What the operation gives; the first of many results. */
async function perform(module, testCase, more) {
  const called = start(await connect(module, testCase, more), testCase);
  const started = called.batches?.() ?? called;
  return typeof started.next === 'function' ? (await started.next()).value : started;
}

function connect(module, testCase, more) {
  return module.Engagements.connect({ accessToken: 'test-token', ...testCase.options, ...more });
}

function start(hubspot, { operation, params }) {
  const method = METHODS[operation];
  const fits = method && (!method.takes || Object.keys(params).every((key) => method.takes.includes(key)));
  return fits ? method.run(hubspot, params) : hubspot.call(operation, params);
}

async function attempt(work) {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

function respond({ status, headers: given = {}, body, json, base64 }) {
  const headers = new Headers(given);
  if (json !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json;charset=utf-8');
  }
  const text = json === undefined ? (body ?? '') : jsonText(json);
  const bytes =
    base64 === undefined
      ? new TextEncoder().encode(text)
      : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return { status, headers, arrayBuffer: async () => bytes.buffer };
}

/** Bigints as the digits they were read from. */
function jsonText(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText)}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`)}}`;
}

/** Fails as Node and browsers do. */
function failAs({ sent, kind }) {
  if (kind === 'timeout') throw new DOMException('The operation timed out.', 'TimeoutError');
  if (kind === 'body') return foreign(() => Promise.reject(new TypeError('terminated')));
  if (kind === 'too_large') return foreign(async () => ({ byteLength: Number.MAX_SAFE_INTEGER }));
  const code = kind === 'certificate' ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'ECONNREFUSED';
  const cause = Object.assign(new Error('refused'), { code });
  throw new TypeError('fetch failed', sent === 'no' ? { cause } : undefined);
}

function foreign(arrayBuffer) {
  return { status: 200, headers: new Headers(), arrayBuffer };
}

function expectRequest(sent, { method, url, headers = {}, absent = [], body }) {
  same(`${sent.method} ${sent.url}`, `${method} ${url}`, 'request');
  const given = new Headers(sent.headers);
  for (const [name, value] of Object.entries(headers)) same(given.get(name), value, `header ${name}`);
  for (const name of absent) same(given.get(name), null, `header ${name}`);
  same(sent.body === undefined ? undefined : parsed(sent.body), body, 'body');
}

/** A form is no JSON. */
function parsed(body) {
  return /^[[{]/.test(body) ? parseExact(body) : body;
}

function expectError(module, error, { messageHas, issues, headers, ...fields }) {
  ensure(error, `no error came, expected ${show(fields)}`);
  ensure(error instanceof module.EngagementsError, `a foreign error came: ${error.stack}`);
  const { retryAtMs, ...rest } = fields;
  for (const [name, value] of Object.entries(rest)) same(error[name] ?? null, value, `error.${name}`);
  if (retryAtMs !== undefined) same(error.retryAt?.getTime() ?? null, retryAtMs, 'error.retryAt');
  if (headers) same({ ...error.headers }, Object.fromEntries(headers), 'error.headers');
  if (messageHas) ensure(error.message.includes(messageHas), `"${error.message}" lacks "${messageHas}"`);
  if (issues) {
    const inOrder = (list) => list.map(({ pointer, code }) => `${pointer} ${code}`).sort();
    same(inOrder(error.issues), inOrder(issues), 'issues');
  }
}

/** The fields that are given, and no others. */
function expectFields(given, wanted, what) {
  for (const [name, value] of Object.entries(wanted)) same(given[name], value, `${what}.${name}`);
}

function expectBad(module, page, bad) {
  for (let index = 0; index < page.length; index++) {
    const wanted = bad.find((entry) => entry.index === index);
    try {
      page.get(index);
    } catch (error) {
      ensure(wanted && error instanceof module.ResponseError, `record ${index}: ${error.stack}`);
      same(error.path, wanted.path, `path of record ${index}`);
      continue;
    }
    ensure(!wanted, `record ${index} was decoded`);
  }
}

/** A result as vectors write it, which have no digests. How far a sync has come counts only where it is wanted. */
function shown(value, wanted) {
  if (value === undefined) return null;
  if (value?.checkpoint) {
    const { digests: _, progress, ...batch } = value;
    return wanted?.progress ? { ...batch, progress } : batch;
  }
  if (value !== null && typeof value === 'object' && 'index' in value) {
    return { ...value, engagement: value.engagement ?? null, error: value.error ?? null };
  }
  if (typeof value?.get !== 'function') return value;
  const skipped = value.skipped.length > 0 && { skipped: value.skipped };
  return { results: value.items, next: value.next ?? null, total: value.total ?? null, ...skipped };
}

function same(actual, expected, what) {
  const found = difference(actual, expected);
  if (found) throw new Error(`${what}: ${found}`);
}

function ensure(condition, message) {
  if (!condition) throw new Error(message);
}
