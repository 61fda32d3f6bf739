import type { Ticket } from '../events.js';
import type { Engagement } from '../types.js';
import type { TimelineClient } from './client.js';
import { Directory } from './directory.js';
import { arrange, h } from './dom.js';
import { canCreateFor, type Draft, type DraftKind, engagementOf } from './draft.js';
import { type Entry, kindOf, newestFirst } from './entry.js';
import { formView, outcomeOptions } from './form.js';
import { icon, type Kind } from './icons.js';
import { prepareSanitizer } from './sanitize.js';
import { ENGLISH, fill, type Strings } from './strings.js';
import { styleSheet } from './styles.js';
import { entryView } from './view.js';

/** What `engagement-created` and `engagement-updated` tell. */
export interface TimelineEventDetail {
  /** The engagement as the service has it. */
  engagement: Engagement;
}

/** What `error` tells. */
export interface TimelineErrorDetail {
  /** What the client rejected with. */
  error: unknown;
  /** What was being done. */
  action: 'load' | 'names' | 'create' | 'update' | 'check';
}

/** A walk through the pages of one record. */
interface Walk {
  readonly controller: AbortController;
  next?: string | undefined;
  status: 'loading' | 'more' | 'end' | 'failed';
  isFirst: boolean;
  reason?: string;
}

const DRAFT_KINDS: readonly DraftKind[] = ['CALL', 'NOTE', 'TASK'];
/** What can be filtered by, and the text that says so. */
const FILTERS = {
  NOTE: 'notes',
  EMAIL: 'emails',
  CALL: 'calls',
  MEETING: 'meetings',
  TASK: 'tasks',
} as const;
/** How long a check goes on looking, in milliseconds: somebody waits for it. */
const CHECK_MS = 3_000;

// Where pages are rendered on a server there are no elements.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<hubspot-engagement-timeline record-type="CONTACT" record-id="1">`: the engagements of a CRM record, and forms to add
 * to them. It talks to HubSpot only through its {@link HubspotEngagementTimeline.client}.
 */
export class HubspotEngagementTimeline extends Base {
  static readonly observedAttributes = ['record-type', 'record-id', 'page-size'];

  #client: TimelineClient | undefined;
  #strings: Strings = ENGLISH;
  #directory = new Directory();
  #walk: Walk | undefined;
  #life: AbortController | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;
  #isScheduled = false;
  #count = 0;
  readonly #entries = new Map<string, Entry>();
  readonly #views = new Map<string, HTMLElement>();
  readonly #filters = new Set<Kind>();
  readonly #buttons = new Map<DraftKind, HTMLButtonElement>();
  #open: DraftKind | undefined;
  #actions = h0('div');
  #formPlace = h0('div');
  #feed = h0('div');
  #foot = h0('div');
  #status = h0('div');
  #observer: IntersectionObserver | undefined;

  /** Who talks to HubSpot: a client of this package, or what passes messages to one. */
  get client(): TimelineClient | undefined {
    return this.#client;
  }
  set client(client: TimelineClient | undefined) {
    if (client === this.#client) return;
    this.#client = client;
    this.#directory = new Directory();
    this.#schedule();
  }

  /** The element's texts. What is given replaces the English ones; the rest stays. */
  get strings(): Strings {
    return this.#strings;
  }
  set strings(strings: Partial<Strings>) {
    this.#strings = { ...ENGLISH, ...strings };
    if (this.shadowRoot) this.#build();
  }

  /** The record's type, in capitals: `CONTACT`, `COMPANY`, `DEAL`, `TICKET`. */
  get recordType(): string {
    return (this.getAttribute('record-type') ?? 'CONTACT').toUpperCase();
  }
  set recordType(type: string) {
    this.setAttribute('record-type', type);
  }

  /** The record's id. */
  get recordId(): string {
    return this.getAttribute('record-id') ?? '';
  }
  set recordId(id: string) {
    this.setAttribute('record-id', id);
  }

  /** Loads everything anew. What is not saved yet stays. */
  async refresh(): Promise<void> {
    this.#walk?.controller.abort();
    this.#walk = undefined;
    if (!this.#client || !this.recordId || !this.isConnected) {
      this.#render();
      return;
    }
    this.#walk = { controller: new AbortController(), status: 'loading', isFirst: true };
    if (!this.#directory.isComplete) void this.#loadNames(this.#client, this.#walk);
    await this.#loadPage(this.#walk);
  }

  /** @internal */
  connectedCallback(): void {
    this.#life = new AbortController();
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [styleSheet()];
    this.#observer = new IntersectionObserver((changes) => {
      if (changes.some(({ isIntersecting }) => isIntersecting)) this.#loadMore();
    });
    this.#build();
    this.#ticking = setInterval(() => this.#redrawAll(), 60_000);
    this.#schedule();
  }

  /** @internal */
  disconnectedCallback(): void {
    this.#life?.abort();
    this.#walk?.controller.abort();
    this.#observer?.disconnect();
    clearInterval(this.#ticking);
  }

  /** @internal */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name !== 'page-size') {
      // A form that is open belongs to the record before.
      this.#close(false);
      for (const [key, { state }] of this.#entries) if (state === 'saved') this.#forget(key);
    }
    this.#schedule();
  }

  /** Several changes in a row load once. */
  #schedule(): void {
    if (this.#isScheduled || !this.isConnected) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      void this.refresh();
    });
  }

  async #loadNames(client: TimelineClient, walk: Walk): Promise<void> {
    const { signal } = walk.controller;
    await this.#directory.load(client, signal, (error) => {
      if (!signal.aborted) this.#tell('names', error);
    });
    if (signal.aborted) return;
    // A form that was opened before they came.
    const outcome = this.#formPlace.querySelector('select');
    if (outcome?.length === 1) outcome.append(...outcomeOptions(this.#directory.dispositions));
    this.#redrawAll();
  }

  async #loadPage(walk: Walk): Promise<void> {
    walk.status = 'loading';
    this.#render();
    this.#say(this.#strings.loading);
    try {
      const options = { signal: walk.controller.signal, limit: Number(this.getAttribute('page-size')) || 50 };
      const offset = walk.next === undefined ? {} : { offset: walk.next };
      const [page] = await Promise.all([
        this.#client?.associated(this.recordType, this.recordId, { ...options, ...offset }),
        prepareSanitizer(),
      ]);
      if (walk !== this.#walk || !page) return;
      this.#take(page.items, walk);
      walk.next = page.next;
      walk.status = page.next === undefined ? 'end' : 'more';
    } catch (error) {
      if (walk !== this.#walk || walk.controller.signal.aborted) return;
      walk.status = 'failed';
      walk.reason = reasonOf(error);
      this.#tell('load', error);
    }
    this.#render();
    const count = this.#feed.childElementCount;
    this.#say(walk.status === 'failed' ? this.#failure(walk) : fill(this.#strings.loaded, { count }));
  }

  #take(engagements: readonly Engagement[], walk: Walk): void {
    if (walk.isFirst) for (const [key, { state }] of this.#entries) if (state === 'saved') this.#forget(key);
    walk.isFirst = false;
    for (const engagement of engagements) this.#add(engagement);
  }

  #loadMore(): void {
    if (this.#walk?.status === 'more') void this.#loadPage(this.#walk);
  }

  #failure({ isFirst }: Walk): string {
    return isFirst ? this.#strings.loadFailed : this.#strings.moreFailed;
  }

  get #record(): string {
    return `${this.recordType}/${this.recordId}`;
  }

  #add(engagement: Engagement, record = this.#record): void {
    const key = String(engagement.engagement?.id ?? `new-${this.#count++}`);
    this.#entries.set(key, { key, record, engagement, state: 'saved' });
    this.#views.delete(key);
  }

  #forget(key: string): void {
    this.#entries.delete(key);
    this.#views.delete(key);
  }

  #build(): void {
    const strings = this.#strings;
    const labels = { CALL: strings.logCall, NOTE: strings.addNote, TASK: strings.createTask };
    for (const kind of DRAFT_KINDS) {
      const click = () => (this.#open === kind ? this.#close() : this.#openForm(kind));
      const attributes = { type: 'button', part: 'button action', 'aria-expanded': 'false', click };
      this.#buttons.set(kind, h('button', attributes, icon(kind), labels[kind]));
    }
    const filters = (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).map((kind) =>
      this.#filterButton(kind),
    );
    this.#actions = h(
      'div',
      { class: 'actions', role: 'group', 'aria-label': strings.actions },
      ...this.#buttons.values(),
    );
    this.#formPlace = h('div');
    this.#feed = h('div', { class: 'feed', role: 'feed', part: 'feed', 'aria-label': strings.label });
    this.#feed.addEventListener('keydown', (event) => this.#walkByKey(event));
    this.#foot = h('div', { class: 'foot', part: 'foot' });
    this.#status = h('div', { class: 'spoken', role: 'status' });
    this.#open = undefined;
    this.shadowRoot?.replaceChildren(
      this.#actions,
      this.#formPlace,
      h('div', { class: 'filters', role: 'group', 'aria-label': strings.filters }, ...filters),
      this.#feed,
      this.#foot,
      this.#status,
    );
    this.#redrawAll();
  }

  #filterButton(kind: keyof typeof FILTERS): HTMLElement {
    const button = h(
      'button',
      {
        type: 'button',
        part: 'filter',
        'aria-pressed': String(this.#filters.has(kind)),
        click: () => {
          if (!this.#filters.delete(kind)) this.#filters.add(kind);
          button.setAttribute('aria-pressed', String(this.#filters.has(kind)));
          this.#render();
          this.#say(fill(this.#strings.loaded, { count: this.#feed.childElementCount }));
        },
      },
      this.#strings[FILTERS[kind]],
    );
    return button;
  }

  #redrawAll(): void {
    // What has the focus is drawn again when it changes, lest somebody loses their place.
    const focused = this.shadowRoot?.activeElement?.closest('article');
    for (const [key, view] of this.#views) if (view !== focused) this.#views.delete(key);
    this.#render();
  }

  #render(): void {
    if (!this.shadowRoot) return;
    const walk = this.#walk;
    this.#actions.hidden = !canCreateFor(this.recordType) || !this.#client || !this.recordId;
    const shown = [...this.#entries.values()].filter((entry) => this.#isShown(entry)).sort(newestFirst);
    const views = shown.map((entry) => this.#view(entry));
    arrange(this.#feed, views);
    const size = walk?.status === 'end' ? views.length : -1;
    views.forEach((view, index) => {
      view.setAttribute('aria-posinset', String(index + 1));
      view.setAttribute('aria-setsize', String(size));
    });
    this.#feed.hidden = views.length === 0;
    this.#feed.setAttribute('aria-busy', String(walk?.status === 'loading'));
    this.#renderFoot(walk, views.length);
  }

  #isShown({ engagement, record, state }: Entry): boolean {
    if (record !== this.#record) return false;
    return state !== 'saved' || this.#filters.size === 0 || this.#filters.has(kindOf(engagement));
  }

  #view(entry: Entry): HTMLElement {
    const view = this.#views.get(entry.key) ?? this.#draw(entry);
    this.#views.set(entry.key, view);
    return view;
  }

  #draw(entry: Entry): HTMLElement {
    const { ownerNames, outcomes } = this.#directory;
    return entryView(entry, {
      strings: this.#strings,
      locale: this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ?? 'en',
      ownerNames,
      outcomes,
      onComplete: (entry) => void this.#complete(entry),
      onCheck: (entry) => void this.#check(entry),
      onEdit: (entry) => {
        this.#forget(entry.key);
        if (entry.draft) this.#openForm(entry.draft.kind, entry.draft, entry.remark);
        this.#render();
      },
      onToggle: (entry) => this.#change(entry, { isExpanded: !entry.isExpanded }),
    });
  }

  /** Draws an entry anew; whoever was in it stays in it. */
  #change(entry: Entry, changes: Partial<Entry>): void {
    const before = this.#views.get(entry.key);
    const active = this.shadowRoot?.activeElement;
    const wasButton = active?.localName === 'button';
    const hadFocus = before?.contains(active ?? null);
    Object.assign(entry, changes);
    this.#views.delete(entry.key);
    this.#render();
    const after = this.#views.get(entry.key);
    if (hadFocus) ((wasButton && after?.querySelector('button')) || after)?.focus();
  }

  #renderFoot(walk: Walk | undefined, count: number): void {
    const strings = this.#strings;
    const hadFocus = this.#foot.contains(this.shadowRoot?.activeElement ?? null);
    this.#observer?.disconnect();
    const button = (text: string, act: () => void) =>
      h('button', { type: 'button', part: 'button more', click: act }, text);
    const paragraph = (text: string, kind = '') => h('p', { class: kind }, text);
    const parts: HTMLElement[] = [];
    if (walk?.status === 'loading') parts.push(count > 0 ? paragraph(strings.loading) : bones());
    if (walk?.status === 'failed') {
      parts.push(paragraph(this.#failure(walk), 'failed'), paragraph(walk.reason ?? ''));
      parts.push(button(strings.retry, () => void this.#loadPage(walk)));
    }
    if (walk?.status === 'more' || walk?.status === 'end') {
      if (count === 0 && this.#filters.size > 0) parts.push(paragraph(strings.filteredEmpty));
      else if (count === 0) parts.push(paragraph(strings.empty, 'big'), paragraph(strings.emptyHint));
      else if (walk.status === 'end') parts.push(paragraph(strings.end));
    }
    if (walk?.status === 'more') {
      const more = button(strings.loadMore, () => this.#loadMore());
      parts.push(more);
      this.#observer?.observe(more);
    }
    this.#foot.replaceChildren(...parts);
    if (hadFocus)
      (this.#foot.querySelector('button') ?? (this.#feed.lastElementChild as HTMLElement | null))?.focus();
  }

  #openForm(kind: DraftKind, draft?: Draft, reason?: string, isFocusing = true): void {
    const context = {
      strings: this.#strings,
      dispositions: this.#directory.dispositions,
      onSave: (draft: Draft) => void this.#save(draft),
      onCancel: () => this.#close(),
    };
    this.#open = kind;
    this.#formPlace.replaceChildren(formView(kind, context, draft, reason));
    this.#markButtons();
    if (isFocusing) this.#formPlace.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }

  #close(isFocusing = true): void {
    const kind = this.#open;
    this.#open = undefined;
    this.#formPlace.replaceChildren?.();
    this.#markButtons();
    if (kind && isFocusing) this.#buttons.get(kind)?.focus();
  }

  #markButtons(): void {
    for (const [kind, button] of this.#buttons)
      button.setAttribute('aria-expanded', String(kind === this.#open));
  }

  async #save(draft: Draft): Promise<void> {
    const client = this.#client;
    if (!client) return;
    const made = engagementOf(
      draft,
      this.recordType,
      this.recordId,
      this.getAttribute('owner-id') ?? undefined,
    );
    const key = `new-${this.#count++}`;
    const shown = made as unknown as Engagement;
    const entry: Entry = { key, record: this.#record, engagement: shown, state: 'saving', draft };
    this.#entries.set(key, entry);
    this.#close();
    this.#render();
    this.#say(this.#strings.saving);
    try {
      const engagement = await client.create(made, this.#signal());
      this.#settle(entry, [engagement], this.#strings.saved);
    } catch (error) {
      this.#failed(entry, error);
      this.#tell('create', error);
    }
  }

  #failed(entry: Entry, error: unknown): void {
    const ticket = ticketOf(error);
    if (ticket) {
      this.#change(entry, { state: 'ambiguous', ticket });
      this.#say(this.#strings.ambiguous);
      return;
    }
    const remark = fill(this.#strings.refused, { reason: reasonOf(error) });
    const isElsewhere = this.#open !== undefined || entry.record !== this.#record || !this.isConnected;
    // Another form is open: what was typed waits in its entry.
    if (isElsewhere || !entry.draft) {
      this.#change(entry, { state: 'refused', remark });
      this.#say(remark);
      return;
    }
    this.#forget(entry.key);
    this.#render();
    // Whoever went on elsewhere in the page is told, but not torn away.
    const { activeElement } = this.getRootNode() as Document | ShadowRoot;
    const isElsewhereInPage = activeElement && activeElement !== this && activeElement !== document.body;
    this.#openForm(entry.draft.kind, entry.draft, remark, !isElsewhereInPage);
  }

  async #check(entry: Entry): Promise<void> {
    const { ticket } = entry;
    if (!ticket || !this.#client || entry.isChecking) return;
    this.#change(entry, { isChecking: true, remark: undefined });
    this.#say(this.#strings.checking);
    const { foundOne, foundSeveral, notFoundYet, probablyAbsent, checkFailed } = this.#strings;
    try {
      const { outcome, engagements } = await this.#client.reconcile(ticket, {
        ...this.#signal(),
        waitMs: CHECK_MS,
      });
      const said = fill(engagements.length > 1 ? foundSeveral : foundOne, { count: engagements.length });
      if (engagements.length > 0) {
        this.#settle(entry, engagements, said, engagements.length > 1);
        return;
      }
      const isAbsent = outcome === 'probably_absent';
      const remark = isAbsent ? probablyAbsent : notFoundYet;
      this.#change(entry, { state: isAbsent ? 'absent' : 'ambiguous', isChecking: false, remark });
      this.#say(remark);
    } catch (error) {
      const remark = fill(checkFailed, { reason: reasonOf(error) });
      this.#change(entry, { isChecking: false, remark });
      this.#say(remark);
      this.#tell('check', error);
    }
  }

  /** What was pending is there: the service's own records take its place. */
  #settle(entry: Entry, engagements: readonly Engagement[], said: string, isRemarkable = false): void {
    const hadFocus = this.#views.get(entry.key)?.contains(this.shadowRoot?.activeElement ?? null);
    this.#forget(entry.key);
    for (const engagement of engagements) {
      this.#add(engagement, entry.record);
      const added = this.#entries.get(String(engagement.engagement?.id));
      if (added && isRemarkable) added.remark = said;
    }
    this.#render();
    if (hadFocus) this.#views.get(String(engagements[0]?.engagement?.id))?.focus();
    this.#say(said);
    for (const engagement of engagements) this.#emit('engagement-created', { engagement });
  }

  async #complete(entry: Entry): Promise<void> {
    const { engagement } = entry;
    const id = engagement.engagement?.id;
    if (!id || !this.#client) return;
    const done = { ...engagement, metadata: { ...engagement.metadata, status: 'COMPLETED' } };
    this.#change(entry, { engagement: done, state: 'saving', remark: undefined });
    try {
      const updated = await this.#client.update(id, { metadata: { status: 'COMPLETED' } }, this.#signal());
      this.#change(entry, { engagement: updated ?? done, state: 'saved' });
      this.#say(this.#strings.completed);
      this.#emit('engagement-updated', { engagement: updated ?? done });
    } catch (error) {
      const remark = fill(this.#strings.updateFailed, { reason: reasonOf(error) });
      this.#change(entry, { engagement, state: 'saved', remark });
      this.#say(remark);
      this.#tell('update', error);
    }
  }

  #signal(): { signal?: AbortSignal } {
    return this.#life ? { signal: this.#life.signal } : {};
  }

  #walkByKey(event: KeyboardEvent): void {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    const articles = [...this.#feed.children] as HTMLElement[];
    const at = articles.findIndex((article) => article.contains(this.shadowRoot?.activeElement ?? null));
    const next = step && articles[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  #emit(name: string, detail: TimelineEventDetail): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** This one does not bubble: a window would take it for an error of a script. */
  #tell(action: TimelineErrorDetail['action'], error: unknown): void {
    this.dispatchEvent(new CustomEvent<TimelineErrorDetail>('error', { detail: { error, action } }));
  }
}

/** An element that stands in until the real one is built; nothing on a server, where none ever is. */
function h0(tag: 'div'): HTMLElement {
  return globalThis.document ? h(tag) : ({} as HTMLElement);
}

/** What stands where entries will be. */
function bones(): HTMLElement {
  const bone = () => h('div', { class: 'bone' }, h('i'), h('i'), h('i'), h('i'));
  return h('div', { class: 'bones', 'aria-hidden': 'true' }, bone(), bone(), bone(), bone());
}

function reasonOf(error: unknown): string {
  return error instanceof Error || (error as Error)?.message ? (error as Error).message : String(error);
}

/** The ticket of an error that does not know what became of a create, from a client or by message. */
function ticketOf(error: unknown): Ticket | undefined {
  return (error as { ticket?: Ticket } | null | undefined)?.ticket ?? undefined;
}
