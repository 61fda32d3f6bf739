// Runs the cases of `tests/faults/table.json`, which its README describes, through a client and a served emulator.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { Engagements, EngagementsError } from 'hubspot-engagements';
import { startEmulator } from './emulator.mjs';
import { asResult, parseExact } from './exact-json.mjs';
import { Copy } from './faults-copy.mjs';
import { growth } from './faults-memory.mjs';
import { closed, full, selfSigned } from './faults-servers.mjs';

const file = new URL('../../../tests/faults/table.json', import.meta.url);
export const TABLE = parseExact(readFileSync(file, 'utf8'));
export const TOKEN = 'canary-token';
const EMULATOR = { engagements: 3, seed: 7 };

/** Every case that this platform runs, with all of `each` filled in. */
export function cases(platform) {
  return TABLE.rows.flatMap(({ row, name, cases = [] }) =>
    cases
      .filter(({ only }) => (only ?? ['node']).includes(platform))
      .flatMap(({ each = [{}], ...fault }) =>
        each.map((words, at) => ({
          row,
          title: `row ${row}: ${[name, fault.of].filter(Boolean).join(', ')}${each.length > 1 ? ` (${at + 1})` : ''}`,
          fault: filled(fault, words),
        })),
      ),
  );
}

/** The value with its placeholders replaced: a text that is one by the word itself, within a text by its text. */
function filled(value, words) {
  if (typeof value === 'string') {
    if (Object.hasOwn(words, value)) return words[value];
    const longestFirst = Object.keys(words).sort((a, b) => b.length - a.length);
    return longestFirst.reduce((text, word) => text.replaceAll(word, () => String(words[word])), value);
  }
  if (Array.isArray(value)) return value.map((entry) => filled(entry, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [filled(key, words), filled(entry, words)]));
}

/** A served emulator and what its admin routes know. */
class Portal {
  #agent = new Agent({ keepAlive: true });

  static async start(options, ...more) {
    const portal = new Portal();
    const given = Object.entries(options).map(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
    const args = given.flatMap(([name, value]) =>
      value === true ? [name] : [name, typeof value === 'object' ? JSON.stringify(value) : String(value)],
    );
    const { info, stop } = await startEmulator(...args, ...more);
    return Object.assign(portal, { baseUrl: info.base_url, stop: () => portal.#stop(stop) });
  }

  #stop(stop) {
    this.#agent.destroy();
    return stop();
  }

  state = () => this.#ask('GET', 'state');
  log = () => this.#ask('GET', 'requests');
  plan = (faults) => this.#ask('PUT', 'faults', faults);
  clock = (change) => this.#ask('POST', 'clock', change);
  expireTokens = () => this.#ask('POST', 'expire-tokens');
  write = (changes) => this.#ask('POST', 'write', changes);
  scope = (options) => this.#ask('POST', 'scope-options', options);
  engagement = (id) => this.#ask('GET', `engagements/${id}`);
  forgetRequests = () => this.#ask('DELETE', 'requests');

  /** How many bytes the first page has. */
  async pageLength() {
    const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'identity' };
    const page = await fetch(`${this.baseUrl}/engagements/v1/engagements/paged`, { headers });
    return (await page.arrayBuffer()).byteLength;
  }

  /** Not by `fetch`, whose connections are the client's. */
  async #ask(method, route, body) {
    const asking = request(`${this.baseUrl}/__emulator/${route}`, { method, agent: this.#agent });
    asking.end(body && JSON.stringify(body));
    const [answer] = await once(asking, 'response');
    const said = await text(answer);
    assert.ok(answer.statusCode < 300, `${route}: ${said}`);
    return said === '' ? undefined : parseExact(said);
  }
}

/** Stands still until all who run have gone to sleep, and moves the emulator's time along. */
class Time {
  static async of(portal, oversleepMs = 0) {
    const { unix_ms } = await portal.clock({ freeze: true });
    return new Time(portal, unix_ms, oversleepMs);
  }

  #portal;
  #oversleepMs;
  #awake = 1;
  #sleepers = [];
  onWait;

  constructor(portal, nowMs, oversleepMs) {
    this.#portal = portal;
    this.nowMs = nowMs;
    this.#oversleepMs = oversleepMs;
  }

  now = () => this.nowMs;

  sleep = async (ms) => {
    if (this.onWait) {
      this.onWait();
      return new Promise(() => {}); // whoever gave up does not wait for it
    }
    const until = this.nowMs + ms + this.#oversleepMs;
    this.#oversleepMs = 0;
    const woken = new Promise((resolve) => this.#sleepers.push({ until, resolve }));
    await this.left();
    return woken;
  };

  /** From now on so many run. */
  run(count) {
    this.#awake = count;
  }

  /** One of them has ended, or sleeps. */
  async left() {
    this.#awake -= 1;
    if (this.#awake > 0 || this.#sleepers.length === 0) return;
    const until = Math.min(...this.#sleepers.map((sleeper) => sleeper.until));
    await this.advance(until - this.nowMs);
    const due = this.#sleepers.filter((sleeper) => sleeper.until <= until);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.until > until);
    this.#awake = due.length;
    for (const { resolve } of due) resolve();
  }

  async advance(ms) {
    await this.#portal.clock({ advance_ms: ms });
    this.nowMs += ms;
  }
}

/** One case under way. */
class Run {
  #fault;
  #portal;
  #other;
  #words;
  #ids;
  #time;
  #stops = [];
  #ticket;
  #copy = new Copy();
  #texts = [];
  #secrets = ['canary'];
  #events = [];
  #journal = [];
  #asked = [];
  #logWhenTold = [];

  /** Starts the emulator and whatever else the case needs. */
  static async of(fault, origin) {
    const run = new Run();
    const cors = origin && fault.cors !== false ? ['--allow-origin', origin] : [];
    run.#portal = await Portal.start({ ...EMULATOR, ...fault.emulator }, ...cors);
    run.#stops.push(run.#portal.stop);
    const said = JSON.stringify(fault, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    const { ids, unix_ms } = await run.#portal.state();
    const inFiveSeconds = new Date(Math.floor(unix_ms / 1000) * 1000 + 5000).toUTCString();
    const words = { $base_url: run.#portal.baseUrl, $token: TOKEN, $http_date_in_5s: inFiveSeconds };
    for (const [index, id] of ids.entries()) words[`$id${index}`] = id;
    run.#ids = ids.map(String);
    if (said.includes('$other_url')) {
      run.#other = await Portal.start({});
      run.#stops.push(run.#other.stop);
      words.$other_url = run.#other.baseUrl;
    }
    for (const [word, serve] of Object.entries({
      $closed_url: closed,
      $full_url: full,
      $tls_url: selfSigned,
    })) {
      if (!said.includes(word)) continue;
      const { url, stop } = await serve();
      words[word] = url;
      run.#stops.push(stop);
    }
    run.#words = words;
    run.#fault = filled(fault, words);
    if (!origin && fault.clock !== 'real') run.#time = await Time.of(run.#portal, fault.oversleeps_ms);
    await run.#portal.plan(run.#fault.faults ?? []);
    return run;
  }

  async stop() {
    for (const stop of this.#stops.reverse()) await stop();
  }

  /** Carries the case out in this process. */
  async here() {
    const began = performance.now();
    const memory = this.#fault.memory_mib && growth();
    let hubspot;
    try {
      hubspot = await Engagements.connect(this.#options());
    } catch (error) {
      assert.equal(this.#fault.calls.length, 1);
      await this.#check(this.#fault.calls[0], { error: plain(error) });
    }
    for await (const step of hubspot ? this.#steps() : []) {
      const count = step.parallel ?? 1;
      this.#time?.run(count);
      const outcomes = await Promise.all(Array.from({ length: count }, () => this.#carryOut(hubspot, step)));
      for (const outcome of outcomes) await this.#check(step, outcome);
    }
    hubspot?.close();
    const took = performance.now() - began;
    assert.ok(took < (this.#fault.within_ms ?? 30_000), `it took ${took} ms`);
    if (memory) assert.ok(memory() < this.#fault.memory_mib, `${memory()} MiB`);
    await this.#checkTraffic();
  }

  /** Carries it out in a page, with the time of the day. */
  async inPage(page) {
    const options = { accessToken: TOKEN, baseUrl: this.#portal.baseUrl, ...this.#fault.options };
    const steps = this.#fault.calls.map((step) => ({ ...TABLE.calls[step.do], ...step }));
    const outcomes = await page.evaluate(
      async ([url, options, steps]) => {
        const { carryOut } = await import(url);
        return carryOut(options, steps);
      },
      ['/js/test/support/faults-page.mjs', options, filled(steps, this.#words)],
    );
    for (const [at, outcome] of outcomes.entries()) await this.#check(steps[at], outcome);
    await this.#checkTraffic();
  }

  #options() {
    const { provider, transport, options } = this.#fault;
    const tokens = [...(provider ?? [])];
    const given = { accessToken: TOKEN, baseUrl: this.#portal.baseUrl, ...options };
    return {
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
      ...(provider && {
        accessToken: ({ rejected }) => {
          this.#asked.push(rejected);
          return tokens.shift();
        },
      }),
      ...(transport && { fetch: failing(transport) }),
      ...(this.#time && { testing: { sleep: this.#time.sleep, now: this.#time.now } }),
      onEvent: (event) => this.#events.push(event),
      journal: (entry) => void this.#journal.push(entry),
      onRefreshToken: async (token) => {
        this.#secrets.push(token);
        this.#logWhenTold.push((await this.#portal.log()).length);
      },
    };
  }

  async *#steps() {
    for (const step of this.#fault.calls) {
      if (step.faults) await this.#portal.plan(step.faults);
      else if (step.write) await this.#portal.write(step.write);
      else if (step.scope) await this.#portal.scope(step.scope);
      else if (step.expire_tokens) await this.#portal.expireTokens();
      else if (step.pause_ms) await pause(step.pause_ms);
      else if (step.advance_ms) await this.#time.advance(step.advance_ms);
      else if (step.cut_at_every_byte) {
        const length = await this.#portal.pageLength();
        await this.#portal.forgetRequests();
        await this.#portal.plan(
          Array.from({ length }, (_, cut) => ({ effect: { [step.cut_at_every_byte]: cut } })),
        );
        for (let at = 0; at < length; at++) yield step;
      } else for (let at = 0; at < (step.repeat ?? 1); at++) yield step;
    }
  }

  async #carryOut(hubspot, step) {
    const { operation, params } = TABLE.calls[step.do];
    const abort = new AbortController();
    if (this.#time) this.#time.onWait = step.cancel === 'waiting' ? () => abort.abort() : undefined;
    if (step.cancel === 'sent') void this.#whenSent().then(() => abort.abort());
    try {
      const words = { ...this.#words, $ticket: this.#ticket };
      const given = filled({ ...params, ...step.params }, words);
      if (operation === 'engagements.sync') {
        const meanwhile = (call) => this.#meanwhile(hubspot, call);
        return { value: await this.#copy.sync(hubspot, step, given, meanwhile) };
      }
      return { value: await perform(hubspot, operation, given, abort.signal) };
    } catch (error) {
      return { error: plain(error) };
    } finally {
      await this.#time?.left();
    }
  }

  /** A call between two batches of a sync. */
  async #meanwhile(hubspot, { do: name, params }) {
    const call = TABLE.calls[name];
    await perform(hubspot, call.operation, filled({ ...call.params, ...params }, this.#words));
  }

  async #whenSent() {
    while ((await this.#portal.log()).length === 0) await pause(10);
    await pause(50); // so that headers, if any, are there
  }

  // What must come of it

  async #check(step, { value, error }) {
    if (error) {
      this.#texts.push(...error.texts);
      assert.ok(error.isOurs, error.texts[0]);
      assert.ok(step.error, `${step.do} failed: ${error.texts[0]}`);
      checkError(error, step.error, this.#time?.nowMs);
      if (error.ticket) this.#ticket = JSON.parse(JSON.stringify(error.ticket));
      return;
    }
    assert.ok(step.value, `${step.do} gave ${inspect(value)} in place of ${inspect(step.error)}`);
    for (const [fact, expected] of Object.entries(step.value)) await this.#checkFact(value, fact, expected);
    assert.equal(Boolean(value?.refused), 'refused' in step.value, 'the store has a later checkpoint');
  }

  #checkFact(value, fact, expected) {
    switch (fact) {
      case 'ids':
        return assert.deepEqual(value.ids, this.#ids);
      case 'records':
        return within(value.records, expected, fact);
      case 'copy':
        return this.#copy.check(this.#portal, expected === 'same');
      case 'upserts':
      case 'crashes':
        return within(value[fact], expected, fact);
      case 'deleted':
        return assert.deepEqual(value.deleted, expected.map(String));
      case 'refused':
      case 'repeated':
      case 'pages':
      case 'flagged':
        return assert.equal(value[fact], expected);
      case 'flagged_text_has':
        return assert.ok(
          value.flaggedTexts.every((text) => text.includes(expected)),
          value.flaggedTexts,
        );
      case 'outcome':
        return assert.ok([expected].flat().includes(value.outcome), value.outcome);
      case 'nothing':
        return assert.equal(value, undefined);
      case 'has':
        return assert.ok(has(value, expected), inspect(value));
      case 'is':
        return assert.deepEqual(value, asResult(expected.text ? parseExact(expected.text) : expected));
      default:
        throw new Error(`${fact} is no fact`);
    }
  }

  async #checkTraffic() {
    const fault = this.#fault;
    const log = await this.#portal.log();
    const seen = log.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
    for (const [pattern, count] of Object.entries(fault.requests ?? {})) {
      within(seen.filter((request) => fits(request, pattern)).length, count, `${pattern} of ${seen}`);
    }
    if (fault.total !== undefined) assert.equal(seen.length, fault.total, `${seen}`);
    if (fault.order) {
      assert.equal(seen.length, fault.order.length, `${seen}`);
      assert.ok(
        seen.every((request, at) => fits(request, fault.order[at])),
        `${seen}`,
      );
    }
    const times = log.map(({ at_ms }) => at_ms);
    if (fault.gaps_ms) {
      const gaps = times.slice(1).map((time, at) => time - times[at]);
      assert.equal(gaps.length, fault.gaps_ms.length, `${gaps}`);
      for (const [at, gap] of gaps.entries()) within(gap, fault.gaps_ms[at], 'gap');
    }
    if (fault.quiet_after_fault_ms) {
      const struck = log.find((entry) => entry.fault !== null).at_ms;
      assert.deepEqual(
        times.filter((at) => at > struck && at < struck + fault.quiet_after_fault_ms),
        [],
      );
    }
    if (fault.max_in_window) {
      const most = Math.max(
        ...times.map((at) => times.filter((time) => time >= at && time < at + 10_000).length),
      );
      within(most, [0, fault.max_in_window], 'requests in ten seconds');
    }
    if (fault.created !== undefined) within((await this.#portal.state()).created, fault.created, 'created');
    if (this.#other) assert.deepEqual(await this.#other.log(), []);
    this.#checkHooks();
    this.#texts.push(...[log, this.#events, this.#journal].map((value) => JSON.stringify(value)));
    for (const secret of this.#secrets) {
      assert.deepEqual(
        this.#texts.filter((text) => text.includes(secret)),
        [],
      );
    }
  }

  #checkHooks() {
    const { events = {}, journal, log_when_told = [], asked = [] } = this.#fault;
    for (const [type, count] of Object.entries(events)) {
      assert.equal(this.#events.filter((event) => event.type === type).length, count, type);
    }
    const told = this.#journal.map(({ type, outcome }) => [type, outcome].filter(Boolean).join(' '));
    if (journal) assert.deepEqual(told, journal);
    assert.deepEqual(this.#logWhenTold, log_when_told);
    assert.deepEqual(this.#asked, asked);
  }
}

/** Runs a case here. */
export async function runHere(fault) {
  const run = await Run.of(fault);
  await run.here().finally(() => run.stop());
}

/** Runs a case in a page of this origin. */
export async function runInPage(fault, page, origin) {
  const run = await Run.of(fault, origin);
  await run.inPage(page).finally(() => run.stop());
}

/** Calls the client's own method, and gives what the checks look at. */
async function perform(hubspot, operation, { id, body, ticket, ...rest }, signal) {
  switch (operation) {
    case 'engagements.get':
      return hubspot.get(id, { signal });
    case 'engagements.create':
      return hubspot.create(body, { signal });
    case 'engagements.update':
      return hubspot.update(id, body, { signal });
    case 'engagements.delete':
      return hubspot.delete(id, { signal });
    case 'engagements.reconcile': {
      const { outcome, engagements } = await hubspot.reconcile(ticket, rest);
      return { outcome, records: engagements.length };
    }
    case 'associations.create':
      return hubspot.associate(rest.engagementId, rest.objectType, rest.objectId);
    case 'engagements.list':
      return walked(hubspot.list(rest).pages());
    default:
      throw new Error(`${operation} has no method here`);
  }
}

async function walked(listing) {
  const seen = { ids: [], records: 0, pages: 0, flagged: 0, flaggedTexts: [] };
  for await (const page of listing) {
    seen.pages += 1;
    seen.records += page.length;
    for (let at = 0; at < page.length; at++) {
      try {
        seen.ids.push(page.get(at).engagement.id);
      } catch (error) {
        assert.equal(error.code, 'response', inspect(error));
        seen.flagged += 1;
        seen.flaggedTexts.push(error.body);
      }
    }
    page.free();
  }
  return seen;
}

/** An error as the checks look at it, and every text in which a secret could stand. */
function plain(error) {
  const texts = [inspect(error, { depth: 9 }), String(error), error.stack, JSON.stringify(error)];
  const isOurs = error instanceof EngagementsError;
  return { isOurs, name: error.name, text: error.message, ...error.details, texts };
}

/** Holds an error to what the case says of it: without a word of it nothing was applied, and there is no ticket. */
function checkError(error, expected, nowMs) {
  const shown = error.texts[0];
  for (const [key, value] of Object.entries({ mayHaveBeenApplied: false, ticket: false, ...expected })) {
    if (key === 'messageHas') assert.ok(error.text.includes(value), shown);
    else if (key === 'ticket') assert.equal(Boolean(error.ticket), value, shown);
    else if (key === 'mayHaveBeenResent') assert.equal(error.ticket[key], value, shown);
    else if (key === 'retryAt') within(error.retryAtMs - nowMs, value, shown);
    else assert.deepEqual(error[key], value, shown);
  }
}

/** Whether the value is as expected; objects may have more keys. */
function has(found, expected) {
  if (expected === null || typeof expected !== 'object') return found === expected;
  if (Object.keys(expected).join() === 'integer') return found === expected.integer;
  return Object.entries(expected).every(([key, value]) => found && has(found[key], value));
}

function within(found, expected, what) {
  const [least, most] = Array.isArray(expected) ? expected : [expected, expected];
  assert.ok(found >= least && found <= most, `${what}: ${found} is not within ${least} and ${most}`);
}

/** Whether a request is as a pattern says: ending in `*` it is how the request begins. */
function fits(request, pattern) {
  return pattern.endsWith('*') ? request.startsWith(pattern.slice(0, -1)) : request === pattern;
}

/** A `fetch` that fails as Node's does, in the ways given, before it sends anything. */
function failing(failures) {
  const left = [...failures];
  return async (url, init) => {
    const failure = left.shift();
    if (!failure) return fetch(url, init);
    const code = failure.kind === 'timeout' ? 'UND_ERR_CONNECT_TIMEOUT' : 'ECONNREFUSED';
    const cause = failure.sent === 'no' ? Object.assign(new Error('as the case says'), { code }) : undefined;
    throw new TypeError('fetch failed', { cause });
  };
}

/** Where a program for a test of its own lies. */
export function program(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}
