// What comes through a client and is written back is the same JSON value, whatever it holds.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { toWire } from 'hubspot-engagements';
import { canned } from './support/canned.mjs';
import { difference, parseExact } from './support/exact-json.mjs';

const RUNS = Number(process.env.HUBSPOT_PROPERTY_RUNS ?? 10_000);
/** So many engagements come in one page, which is most of the work. */
const PER_PAGE = 50;

const AWKWARD_KEYS = [
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'then', 'hasOwnProperty', '', '0', '10'],
  ...['id', 'ownerId', 'futureIds', 'createdBy', 'timestamp', 'contactIds', 'threadId'],
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.bigInt(-(2n ** 70n), 2n ** 70n).map(String),
  fc.constantFrom('', '7', '-0', '007', '\u001e', '\\', '"', '\u2028'),
);
const key = fc.oneof(fc.constantFrom(...AWKWARD_KEYS), fc.string({ unit: 'binary', maxLength: 8 }));
const integer = fc.oneof(
  fc.integer(),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-(2n ** 90n), 2n ** 90n),
);
/** A value with bigints; objects are lists of entries, because `__proto__` and order matter. */
const { any } = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 6, depthSize: 'small', withCrossShrink: true },
    integer,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
    fc.constantFrom(null, true, false),
    fc.array(tie('any'), { maxLength: 4 }),
    tie('object'),
  ),
  object: objectOf(key, tie('any')),
}));

function objectOf(key, value) {
  return fc
    .uniqueArray(fc.tuple(key, value), { selector: ([key]) => key, maxLength: 4 })
    .map(Object.fromEntries);
}

const id = fc.bigInt(1n, 2n ** 63n - 1n);
const time = fc.oneof(fc.integer(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
const optional = (fields) => fc.record(fields, { requiredKeys: [] });
const nested = fc.tuple(fc.integer({ min: 1, max: 60 }), integer).map(([depth, leaf]) => {
  let value = leaf;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { deepId: value };
  return value;
});
const unknown = objectOf(
  fc.string({ unit: 'binary', maxLength: 8 }).map((key) => `new ${key}`),
  any,
);
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toJSON', 'then'];
const prototypes = objectOf(fc.constantFrom(...PROTOTYPE_KEYS), any);

/** `Object.assign` would set the prototype. */
const together = (...parts) => Object.fromEntries(parts.flatMap(Object.entries));
const withUnknown = (fields) =>
  fc.tuple(optional(fields), unknown, prototypes).map((parts) => together(...parts));

const metadata = {
  NOTE: { body: text },
  CALL: { durationMilliseconds: time, calleeObjectId: id, status: text, disposition: text },
  EMAIL: { from: withUnknown({ email: text, contactId: id }), subject: text, threadId: any },
  TASK: { reminders: fc.array(time, { maxLength: 3 }), isAllDay: fc.boolean(), completionDate: time },
  MEETING: { startTime: time, endTime: time, attendeeOwnerIds: fc.array(id, { maxLength: 3 }) },
  PUBLISHING_TASK: { contentId: text, categoryId: id },
  SOMETHING_NEW: { id: any, whateverIds: any },
};
const engagement = fc.constantFrom(...Object.keys(metadata)).chain((type) =>
  fc
    .record(
      {
        engagement: withUnknown({ id, ownerId: id, timestamp: time, uid: text, source: text }).map((info) =>
          together(info, { type }),
        ),
        associations: withUnknown({ contactIds: fc.array(id, { maxLength: 3 }) }),
        attachments: fc.array(withUnknown({ id }), { maxLength: 2 }),
        metadata: withUnknown(metadata[type]),
        unknown,
        nested,
      },
      { requiredKeys: ['engagement'] },
    )
    .map(({ unknown = {}, ...parts }) => together(parts, unknown)),
);

test(`what is read and written back is the same value, ${RUNS} times`, { timeout: 600_000 }, async () => {
  let texts = [];
  const { hubspot } = await canned(() => new Response(`{"results":[${texts}],"hasMore":false,"offset":0}`));
  let ran = 0;
  const property = fc.asyncProperty(
    fc.array(engagement, { minLength: PER_PAGE, maxLength: PER_PAGE }),
    async (engagements) => {
      texts = engagements.map(jsonText);
      const page = await hubspot.list();
      for (const [index, text] of texts.entries()) {
        ran += 1;
        assert.equal(difference(parseExact(toWire(page.get(index))), parseExact(text)), undefined, text);
      }
      page.free();
    },
  );
  await fc.assert(property, { numRuns: Math.ceil(RUNS / PER_PAGE) });
  assert.ok(ran >= RUNS);
});

function jsonText(value) {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText)}]`;
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  return `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`)}}`;
}
