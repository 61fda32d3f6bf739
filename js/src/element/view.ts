import type { Engagement } from '../types.js';
import { h } from './dom.js';
import { type Entry, kindOf, timeOf } from './entry.js';
import { icon, type Kind } from './icons.js';
import { escaped, sanitized } from './sanitize.js';
import { fill, type Strings } from './strings.js';
import { relative, timeElement } from './time.js';

/** How many characters of a body are shown before one asks for the rest. */
const EXCERPT = 280;

/** What an entry's view needs to know, and whom it tells. */
export interface ViewContext {
  strings: Strings;
  locale: string;
  /** By owner's id. */
  ownerNames: ReadonlyMap<string, string>;
  /** By outcome's GUID. */
  outcomes: ReadonlyMap<string, string>;
  onComplete(entry: Entry): void;
  onCheck(entry: Entry): void;
  onEdit(entry: Entry): void;
  onToggle(entry: Entry): void;
}

/** One engagement, as an article of the feed. */
export function entryView(entry: Entry, context: ViewContext): HTMLElement {
  const { engagement, key, state } = entry;
  const kind = kindOf(engagement);
  const label = kindLabel(kind, context.strings);
  const { subject, title } = engagement.metadata ?? {};
  const heading = textOf(subject) || textOf(title) || label;
  return h(
    'article',
    {
      part: `item ${state}`,
      tabindex: 0,
      'aria-labelledby': `t-${key}`,
      'data-kind': kind,
      'data-state': state,
    },
    h('span', { class: 'badge' }, icon(kind)),
    h(
      'div',
      { class: 'main' },
      h(
        'div',
        { class: 'head' },
        h('span', { class: 'title', id: `t-${key}`, part: 'title' }, heading),
        kind !== 'TASK' && timeElement(timeOf(engagement), context.locale),
      ),
      metaView(engagement, kind, heading === label ? undefined : label, context),
      bodyView(entry, context),
      stateView(entry, context),
    ),
  );
}

function kindLabel(kind: Kind, strings: Strings): string {
  return strings[kind.toLowerCase() as Lowercase<Kind>];
}

function metaView(engagement: Engagement, kind: Kind, label: string | undefined, context: ViewContext) {
  const { strings, ownerNames, outcomes } = context;
  const { disposition, durationMilliseconds, status } = engagement.metadata ?? {};
  const name = ownerNames.get(String(engagement.engagement?.ownerId));
  const minutes = Math.round(Number(durationMilliseconds ?? 0) / 60_000);
  const isDone = kind === 'TASK' && status === 'COMPLETED';
  const parts = [
    label,
    isDone && strings.completed,
    kind === 'TASK' && !isDone && dueView(engagement, context),
    kind === 'CALL' && outcomes.get(String(disposition)),
    kind === 'CALL' && minutes > 0 && fill(strings.minutes, { count: minutes }),
    name && fill(strings.by, { name }),
  ].filter(Boolean) as (string | Node)[];
  return (
    parts.length > 0 && h('div', { class: 'meta', part: 'meta' }, ...parts.map((part) => h('span', {}, part)))
  );
}

function dueView(engagement: Engagement, { strings, locale }: ViewContext): Node | undefined {
  const time = timeOf(engagement);
  const element = timeElement(time, locale);
  if (!element) return undefined;
  const isLate = time < Date.now();
  element.textContent = fill(isLate ? strings.overdue : strings.dueAt, { time: relative(time, locale) });
  if (isLate) element.classList.add('late');
  return element;
}

function bodyView(entry: Entry, { strings, onToggle }: ViewContext): HTMLElement | undefined {
  const { html, text, body } = entry.engagement.metadata ?? {};
  const content = sanitized(textOf(html) || textOf(body) || escaped(textOf(text)));
  const plain = content.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  if (!plain) return undefined;
  const isLong = plain.length > EXCERPT;
  const isShort = isLong && !entry.isExpanded;
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'link',
      part: 'toggle',
      'aria-expanded': String(!isShort),
      click: () => onToggle(entry),
    },
    isShort ? strings.more : strings.less,
  );
  const shown = isShort ? `${plain.slice(0, EXCERPT).trimEnd()}…` : content;
  return h('div', {}, h('div', { class: 'body', part: 'body' }, shown), isLong && toggle);
}

function stateView(entry: Entry, context: ViewContext): HTMLElement | undefined {
  const { strings } = context;
  const { metadata } = entry.engagement;
  const isOpenTask = kindOf(entry.engagement) === 'TASK' && metadata?.status !== 'COMPLETED';
  const button = (text: string, act: (entry: Entry) => void, isDisabled = false) =>
    h(
      'button',
      {
        type: 'button',
        part: 'button',
        'aria-disabled': isDisabled && 'true',
        click: () => !isDisabled && act(entry),
      },
      text,
    );
  const said = { saved: '', saving: strings.saving, ambiguous: strings.ambiguous, absent: '', refused: '' }[
    entry.state
  ];
  const children = [
    said && h('span', { class: 'said' }, said),
    entry.remark && h('span', { class: 'said' }, entry.remark),
    entry.state === 'ambiguous' &&
      button(entry.isChecking ? strings.checking : strings.check, context.onCheck, entry.isChecking),
    (entry.state === 'absent' || entry.state === 'refused') && button(strings.editAgain, context.onEdit),
    entry.state === 'saved' && isOpenTask && button(strings.complete, context.onComplete),
  ].filter(Boolean) as HTMLElement[];
  return children.length > 0 ? h('div', { class: 'state', part: 'state' }, ...children) : undefined;
}

/** A field's text; nothing where the service sent something else. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
