import { type Issue, invalid } from './errors.js';
import { toServiceShape } from './wire.js';

/**
 * JSON text that says what a caller meant: exact digits for `bigint`, RFC 3339 for `Date`.
 *
 * `JSON.stringify` throws at a `bigint` and makes `null`, which would count as absent, of an invalid `Date` and of
 * `NaN`. Those are written as words that the core refuses by the field's name.
 *
 * @throws ValidationError for a whole number that is too large for JavaScript to hold exactly, and for a cycle.
 */
export function toJson(value: unknown, operation = ''): string {
  const issues: Issue[] = [];
  const text = write(value, '', new Set(), issues) ?? 'null';
  if (issues.length === 0) return text;
  throw invalid(issues, operation);
}

/** `undefined` for what JSON leaves out. */
function write(value: unknown, pointer: string, above: Set<object>, issues: Issue[]): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return value.toString();
    case 'number':
      return writeNumber(value, pointer, issues);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, pointer, above, issues);
    default:
      return undefined;
  }
}

function writeNumber(value: number, pointer: string, issues: Issue[]): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    const message = `${value} is beyond 2^53 - 1, where a number is not exact: give it as a string or a bigint`;
    issues.push({ pointer, code: 'unsafe_integer', message, severity: 'error' });
  }
  return JSON.stringify(value);
}

function writeObject(
  value: object,
  pointer: string,
  above: Set<object>,
  issues: Issue[],
): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '"Invalid Date"' : JSON.stringify(value);
  // An engagement that was read goes back as it is: the core knows its shape.
  if ('toJSON' in value && typeof value.toJSON === 'function' && value.toJSON !== toServiceShape) {
    return write(value.toJSON(), pointer, above, issues);
  }
  if (above.has(value)) {
    issues.push({ pointer, code: 'cycle', message: 'contains itself', severity: 'error' });
    return 'null';
  }
  above.add(value);
  const text = Array.isArray(value)
    ? `[${value.map((element, index) => write(element, `${pointer}/${index}`, above, issues) ?? 'null')}]`
    : `{${entries(value, pointer, above, issues)}}`;
  above.delete(value);
  return text;
}

function entries(value: object, pointer: string, above: Set<object>, issues: Issue[]): string {
  const written: string[] = [];
  for (const [key, entry] of Object.entries(value)) {
    const step = key.replaceAll('~', '~0').replaceAll('/', '~1');
    const text = write(entry, `${pointer}/${step}`, above, issues);
    if (text !== undefined) written.push(`${JSON.stringify(key)}:${text}`);
  }
  return written.join(',');
}
