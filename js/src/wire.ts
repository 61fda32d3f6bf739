import { type Issue, invalid } from './errors.js';
import { INTEGER_KEYS } from './model.generated.js';
import type { Engagement } from './types.js';

/** Between an engagement's text and what its values were; it stands in no JSON text. */
const SEPARATOR = '\u001e';
const INTEGER = /^-?(?:0|[1-9]\d*)$/;

/**
 * What the values of an object were in the service's text: numbers as strings of their digits, texts as empty
 * strings. Only objects of which their keys do not tell are in here.
 */
const origins = new WeakMap<object, object>();

/** A value of the core's text for JavaScript. */
export function readValue(text: string): unknown {
  const end = text.indexOf(SEPARATOR);
  if (end < 0) return JSON.parse(text);
  const value = JSON.parse(text.slice(0, end));
  remember(value, JSON.parse(text.slice(end + 1)));
  return value;
}

/** Gives an engagement that was read its `toJSON`, which copies and clones do not get. */
export function asEngagement<Read extends Engagement | undefined | null>(engagement: Read): Read {
  // Not to be enumerated: it is no key of the service's. One that the service sent is data, and stays.
  if (engagement && !Object.hasOwn(engagement, 'toJSON'))
    Object.defineProperty(engagement, 'toJSON', {
      value: toServiceShape,
      configurable: true,
      writable: true,
    });
  return engagement;
}

/** The `toJSON` of engagements that were read. */
export function toServiceShape(this: object): object {
  return fromExact(toWire(this));
}

/** Makes `JSON.stringify` write a number's own digits. Node 20 does not have it, nor does TypeScript know it. */
const rawJson = (JSON as { rawJSON?: (text: string) => object }).rawJSON;
const STRING_OR_NUMBER = /"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*/g;

/** What the service's text says, for `JSON.stringify`: with all digits, or with large integers as texts. */
export function fromExact(text: string): object {
  if (!rawJson)
    return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (isLarge(token) ? `"${token}"` : token)));
  return JSON.parse(text, (_, value, context?: { source?: string }) => {
    const source = context?.source;
    return typeof value === 'number' && source && String(value) !== source ? rawJson(source) : value;
  });
}

function isLarge(token: string): boolean {
  return INTEGER.test(token) && !Number.isSafeInteger(Number(token));
}

/** Not recursive, because the service's nesting has no limit. */
function remember(value: unknown, origin: unknown): void {
  const pairs = [[value, origin]];
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [value, origin] = pair;
    if (!isObject(value) || !isObject(origin)) continue;
    origins.set(value, origin);
    for (const key of Object.keys(value)) pairs.push([own(value, key), own(origin, key)]);
  }
}

/**
 * An engagement as JSON text in the service's shape: ids and large integers, which are strings here, are integers
 * again, with every digit.
 *
 * What came from a client and was not changed gives the JSON value that the service sent; what was changed is
 * written as it is now. In a field that the service documents, digits become an integer where it has integers. Under
 * any other key they become what the value was that came with this object (or lies at the same place in it), and
 * stay a text where there was none. So, in a copy that was not made from the client's own objects, as
 * `structuredClone` and `JSON.parse` make it, an undocumented `…Id` stays a text; a number with more digits than a
 * double has is rounded there. Of a key that stands twice in an undocumented object the last value is kept.
 *
 * @throws ValidationError for a whole number that JavaScript cannot hold exactly, and for a cycle.
 */
export function toWire(engagement: object): string {
  const writer = new Writer();
  const text = writer.write(engagement);
  if (writer.issues.length === 0) return text;
  throw invalid(writer.issues);
}

/** An object or array of which some entries are written. */
interface Frame {
  value: object;
  /** What it was when it came. */
  origin: unknown;
  /** The key that it stands under, directly or in its array. */
  key: string | undefined;
  isArray: boolean;
  steps: readonly string[];
  /** How many of its steps were taken. */
  taken: number;
  isEmpty: boolean;
}

/** Not recursive, because the service's nesting has no limit. */
class Writer {
  readonly issues: Issue[] = [];
  readonly #frames: Frame[] = [];
  readonly #above = new Set<object>();

  write(engagement: object): string {
    let out = this.#value(engagement, undefined, undefined) ?? 'null';
    for (let frame = this.#frames.at(-1); frame; frame = this.#frames.at(-1)) {
      const step = frame.steps[frame.taken++];
      if (step === undefined) {
        out += frame.isArray ? ']' : '}';
        this.#above.delete(frame.value);
        this.#frames.pop();
        continue;
      }
      const value = own(frame.value, step);
      const origin = frame.isArray
        ? ofElement(frame.origin, value, Number(step))
        : ofEntry(frame.origin, step);
      const key = frame.isArray ? frame.key : step;
      const text = this.#value(value, origin, key) ?? (frame.isArray ? 'null' : undefined);
      if (text === undefined) continue;
      if (!frame.isEmpty) out += ',';
      frame.isEmpty = false;
      out += frame.isArray ? text : `${JSON.stringify(step)}:${text}`;
    }
    return out;
  }

  /** The text of a value, or how its object begins; `undefined` for what JSON leaves out. */
  #value(value: unknown, origin: unknown, key: string | undefined): string | undefined {
    switch (typeof value) {
      case 'string':
        return isNumber(value, origin, key) ? value : JSON.stringify(value);
      case 'number':
        return this.#number(value, origin);
      case 'bigint':
        return value.toString();
      case 'boolean':
        return String(value);
      case 'object':
        return value === null ? 'null' : this.#begin(value, origin, key);
      default:
        return undefined;
    }
  }

  #number(value: number, origin: unknown): string {
    // A number that JavaScript rounds, or writes in another form, is written as it came.
    if (typeof origin === 'string' && origin !== '' && Number(origin) === value) return origin;
    if (!Number.isFinite(value)) this.#refuse('not_finite', `${value} cannot be written in JSON`);
    else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      const message = `${value} is beyond 2^53 - 1, where a number is not exact: give it as a string or a bigint`;
      this.#refuse('unsafe_integer', message);
    }
    return JSON.stringify(value);
  }

  #begin(value: object, inherited: unknown, key: string | undefined): string {
    // A time, as somebody may have put it in.
    if (value instanceof Date) return this.#number(value.getTime(), undefined);
    if (this.#above.has(value)) {
      this.#refuse('cycle', 'contains itself');
      return 'null';
    }
    this.#above.add(value);
    const isArray = Array.isArray(value);
    const steps = isArray ? Array.from(value, (_, index) => String(index)) : Object.keys(value);
    const origin = origins.get(value) ?? inherited;
    this.#frames.push({ value, origin, key, isArray, steps, taken: 0, isEmpty: true });
    return isArray ? '[' : '{';
  }

  #refuse(code: string, message: string): void {
    const steps = this.#frames.map((frame) => frame.steps[frame.taken - 1] ?? '');
    const pointer = steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    this.issues.push({ pointer, code, message, severity: 'error' });
  }
}

function ofEntry(origin: unknown, key: string): unknown {
  return isObject(origin) ? own(origin, key) : undefined;
}

/** Whether a text stands for a number: as it came, else by its key. */
function isNumber(value: string, origin: unknown, key: string | undefined): boolean {
  if (!INTEGER.test(value)) return false;
  if (typeof origin === 'string') return origin !== '';
  return key !== undefined && INTEGER_KEYS.has(key);
}

/** What an array's element was. One that was put in, or moved, is as one that has its digits, else as the last. */
function ofElement(origin: unknown, element: unknown, index: number): unknown {
  if (!Array.isArray(origin)) return undefined;
  if (typeof element !== 'string' || origin[index] === element || origin[index] === '') return origin[index];
  return origin.find((each) => each === element) ?? origin[index] ?? origin.at(-1);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A key's own value: what an object inherits, as `constructor`, is none of it. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
