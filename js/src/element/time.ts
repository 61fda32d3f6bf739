import { h } from './dom.js';

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago, or in how long, in the largest unit that fits. */
export function relative(time: number, locale: string, now = Date.now()): string {
  const distance = time - now;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? ['second', 1_000];
  const count = unit === 'second' ? 0 : Math.trunc(distance / length);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(count, unit);
}

/** A time that people read at a glance, with the exact one as its title. */
export function timeElement(time: number, locale: string): HTMLElement | undefined {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return undefined;
  const title = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(date);
  return h('time', { datetime: date.toISOString(), title, part: 'time' }, relative(time, locale));
}

/** What a field for date and time holds: local time without a zone. */
export function forField(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
