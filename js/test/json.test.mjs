import assert from 'node:assert/strict';
import test from 'node:test';
import { toJson } from '../dist/internals.js';

test('what JSON.stringify writes is written the same', () => {
  const values = [
    null,
    true,
    'é😀"\\\n\u2028\ud83d',
    1.5,
    -0,
    1e-7,
    [1, undefined, () => {}],
    { a: undefined, b: { c: [] }, 'x/y~': 'z' },
    { toJSON: () => ({ own: 1 }) },
    new Date(0),
    JSON.parse('{"__proto__":{"a":1}}'),
  ];
  for (const value of values) assert.equal(toJson(value), JSON.stringify(value));
  assert.equal(toJson(undefined), 'null');
});

test('what JSON.stringify would lose is kept for the core to judge', () => {
  assert.equal(toJson({ id: 2n ** 63n }), '{"id":9223372036854775808}');
  assert.equal(toJson([Number.NaN, Number.POSITIVE_INFINITY]), '["NaN","Infinity"]');
  assert.equal(toJson({ since: new Date('x') }), '{"since":"Invalid Date"}');
});

test('numbers that are not exact, and cycles, are refused with their place', () => {
  const cycle = { a: [] };
  cycle.a.push(cycle);
  for (const [value, pointer, code] of [
    [{ body: { contactIds: [1, 2 ** 53] } }, '/body/contactIds/1', 'unsafe_integer'],
    [{ 'a/b': -(2 ** 60) }, '/a~1b', 'unsafe_integer'],
    [cycle, '/a/0', 'cycle'],
  ]) {
    assert.throws(
      () => toJson(value),
      (error) => {
        assert.deepEqual(
          [error.name, error.issues[0].pointer, error.issues[0].code],
          ['ValidationError', pointer, code],
        );
        return true;
      },
    );
  }
  const twice = { x: 1 };
  assert.equal(toJson([twice, twice]), '[{"x":1},{"x":1}]');
});
