import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { AmbiguousCreateError, Engagements, note, ResponseError } from 'hubspot-engagements';
import { canned, json, record } from './support/canned.mjs';
import { FLOODS, startFlood } from './support/flood.mjs';

const flood = await startFlood();
after(() => flood.stop());

const MIB = 1 << 20;

for (const kind of FLOODS) {
  test(`a response that is too long (${kind}) is an error, and memory stays small`, async () => {
    const hubspot = await Engagements.connect({
      accessToken: 'test-token',
      baseUrl: `${flood.origin}/${kind}`,
      maxAttempts: 1,
    });
    const memory = watchMemory();
    const [listed, created] = [
      await hubspot.list().then(assert.fail, (error) => error),
      await hubspot.create(note({ body: 'x' })).catch((error) => error),
    ];
    const grown = memory.stop();
    hubspot.close();
    assert.ok(listed instanceof ResponseError, listed.stack);
    assert.match(listed.message, /longer than 67108864 bytes/);
    assert.ok(created instanceof AmbiguousCreateError, created.stack);
    assert.equal(created.ticket.type, 'NOTE');
    assert.ok(grown < 200 * MIB, `memory grew by ${Math.round(grown / MIB)} MiB`);
  });
}

test('the bound is the one that was asked for, to the byte', async () => {
  const text = JSON.stringify(record(1, { filler: 'x'.repeat(4000) }));
  const answers = {
    'a Response': () => new Response(text),
    'a body without a stream': () => ({ ...parts(text), body: null }),
    'no body but a buffer': () => parts(text),
  };
  for (const [what, answer] of Object.entries(answers)) {
    const { hubspot } = await canned(answer, { maxResponseBytes: text.length, maxAttempts: 1 });
    assert.equal((await hubspot.get(1)).engagement.id, '1', what);
    const { hubspot: smaller } = await canned(answer, { maxResponseBytes: text.length - 1, maxAttempts: 1 });
    await assert.rejects(smaller.get(1), ResponseError, what);
  }
});

test('what is not read is told to whoever sends it', async () => {
  let cancelled = 0;
  const endless = (more) => {
    const pull = (controller) => controller.enqueue(new Uint8Array(1024));
    const cancel = () => {
      cancelled += 1;
    };
    const body = new ReadableStream({ pull, cancel });
    return { status: 200, headers: new Headers(more), body };
  };
  const limits = { maxResponseBytes: 4096, maxAttempts: 1 };
  const { hubspot } = await canned(
    (_, count) => endless(count === 1 ? {} : { 'content-length': '4097' }),
    limits,
  );
  await assert.rejects(hubspot.get(1), ResponseError);
  assert.equal(cancelled, 1);
  await assert.rejects(hubspot.get(1), ResponseError);
  assert.equal(cancelled, 2);
});

test('a compressed length says nothing about the bound', async () => {
  const headers = { 'content-length': '999999', 'content-encoding': 'gzip' };
  const { hubspot } = await canned(() => json(record(1), { headers }), { maxResponseBytes: 1024 });
  assert.equal((await hubspot.get(1)).engagement.id, '1');
});

test('a body of whatever chunks settles', async () => {
  const text = new TextEncoder().encode(JSON.stringify(record(1)));
  const gone = new ArrayBuffer(8);
  structuredClone(gone, { transfer: [gone] });
  const chunks = {
    'small and empty ones': [[text.slice(0, 5), new Uint8Array(), text.slice(5)], '1'],
    'a Node buffer': [[Buffer.from(text)], '1'],
    'an ArrayBuffer': [[text.buffer], '1'],
    'a buffer that was given away': [[gone, text], '1'],
    'a text': [['{}'], 'connection'],
    nothing: [[undefined], 'connection'],
  };
  for (const [what, [parts, wanted]] of Object.entries(chunks)) {
    const body = ReadableStream.from(parts);
    const { hubspot } = await canned(() => ({ status: 200, headers: new Headers(), body }), {
      maxAttempts: 1,
    });
    const got = await hubspot.get(1).then(
      ({ engagement }) => engagement.id,
      (error) => error.code,
    );
    assert.equal(got, wanted, what);
  }
});

function parts(text) {
  const bytes = new TextEncoder().encode(text);
  return { status: 200, headers: new Headers(), arrayBuffer: async () => bytes.buffer };
}

/** How much memory was taken at most since now, in bytes. */
function watchMemory() {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 2);
  const stop = () => {
    clearInterval(timer);
    look();
    return most - before;
  };
  return { stop };
}
