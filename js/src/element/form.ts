import type { Disposition } from '../types.js';
import { h } from './dom.js';
import type { Draft, DraftKind, DraftValues } from './draft.js';
import type { Strings } from './strings.js';
import { forField } from './time.js';

/** What a form needs to know, and whom it tells. */
export interface FormContext {
  strings: Strings;
  dispositions: readonly Disposition[];
  onSave(draft: Draft): void;
  onCancel(): void;
}

/** A form to make an engagement, with what was typed before and why it was refused. */
export function formView(kind: DraftKind, context: FormContext, draft?: Draft, reason?: string): HTMLElement {
  const { strings } = context;
  const title = { NOTE: strings.noteTitle, CALL: strings.callTitle, TASK: strings.taskTitle }[kind];
  const error = reason !== undefined && h('p', { class: 'problem', id: 'reason', role: 'alert' }, reason);
  const form = h(
    'form',
    {
      part: 'form',
      'aria-labelledby': 'form-title',
      'aria-describedby': reason === undefined ? undefined : 'reason',
      submit: (event) => {
        event.preventDefault();
        context.onSave({ kind, values: valuesOf(form) });
      },
      keydown: (event) => {
        if ((event as KeyboardEvent).key === 'Escape') context.onCancel();
      },
    },
    h('div', { class: 'form-title', id: 'form-title' }, title),
    error,
    h('div', { class: 'fields' }, ...fieldsOf(kind, context)),
    h(
      'div',
      { class: 'form-actions' },
      h('button', { type: 'submit', class: 'primary', part: 'button save' }, strings.save),
      h('button', { type: 'button', part: 'button cancel', click: () => context.onCancel() }, strings.cancel),
    ),
  );
  for (const [name, value] of Object.entries(draft?.values ?? {})) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (field) field.value = value;
  }
  return form;
}

function fieldsOf(kind: DraftKind, { strings, dispositions }: FormContext): HTMLElement[] {
  const text = (name: string, more = {}) => h('textarea', { name, rows: 4, maxlength: 60_000, ...more });
  if (kind === 'NOTE') return [labelled(strings.noteBody, text('body', { required: true }), true)];
  if (kind === 'CALL') {
    const options = outcomeOptions(dispositions);
    return [
      labelled(
        strings.outcome,
        h('select', { name: 'outcome' }, h('option', { value: '' }, strings.noOutcome), ...options),
      ),
      labelled(
        strings.duration,
        h('input', { name: 'duration', type: 'number', min: 0, step: 'any', inputmode: 'decimal' }),
      ),
      labelled(strings.callBody, text('body'), true),
    ];
  }
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const due = forField(tomorrow);
  return [
    labelled(strings.subject, h('input', { name: 'subject', required: true, maxlength: 1_000 }), true),
    labelled(
      strings.due,
      h('input', { name: 'due', type: 'datetime-local', value: due, required: true }),
      true,
    ),
    labelled(strings.taskBody, text('body', { rows: 3 }), true),
  ];
}

/** What a call's outcome can be chosen from. */
export function outcomeOptions(dispositions: readonly Disposition[]): HTMLElement[] {
  const offered = dispositions.filter(({ deleted }) => !deleted);
  return offered.map(({ id, label }) => h('option', { value: id }, label));
}

function labelled(label: string, field: HTMLElement, isWide = false): HTMLElement {
  field.setAttribute('part', 'field');
  return h('label', { class: isWide && 'wide' }, h('span', {}, label), field);
}

function valuesOf(form: HTMLFormElement): DraftValues {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
}
