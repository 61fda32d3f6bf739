// Reads JSON without rounding, independently of the core: integers beyond 2^53 - 1 become bigints.

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARK = '\u0001exact:';

export function parseExact(text) {
  const marked = text.replace(TOKEN, (token) => (isTooLarge(token) ? `"\\u0001exact:${token}"` : token));
  return walk(JSON.parse(marked), (value) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}

function isTooLarge(token) {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}

/** What this package makes of a value: ids, and integers that a number cannot hold, are strings. */
export function asResult(value) {
  return walk(value, (leaf, isId) =>
    typeof leaf === 'bigint' || (isId && Number.isInteger(leaf)) ? String(leaf) : leaf,
  );
}

const OTHER_ID_KEYS = ['createdBy', 'modifiedBy', 'userIdIncludingInactive'];
const isIdKey = (key) => /(?:^id|Ids?)$/.test(key) || OTHER_ID_KEYS.includes(key);

function walk(value, leaf, isId = false) {
  if (Array.isArray(value)) return value.map((element) => walk(element, leaf, isId));
  if (value === null || typeof value !== 'object') return leaf(value, isId);
  // `fromEntries` defines its keys, so that `__proto__` stays a key like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, walk(entry, leaf, isIdKey(key))]),
  );
}

/** Where two JSON values differ first; `undefined` where they are equal. The order of keys says nothing. */
export function difference(actual, expected, path = '') {
  if (Object.is(actual, expected)) return undefined;
  const isObject = (value) => value !== null && typeof value === 'object';
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual) !== Array.isArray(expected)) {
    return `${path || '(whole)'}: ${show(actual)}, expected ${show(expected)}`;
  }
  for (const key of new Set([...Object.keys(actual), ...Object.keys(expected)])) {
    if (!Object.hasOwn(actual, key)) return `${path}/${key} is missing`;
    if (!Object.hasOwn(expected, key)) return `${path}/${key} is too much`;
    const found = difference(actual[key], expected[key], `${path}/${key}`);
    if (found) return found;
  }
  return undefined;
}

export function show(value) {
  return (
    JSON.stringify(value, (_, entry) => (typeof entry === 'bigint' ? `${entry}n` : entry)) ?? String(value)
  );
}
