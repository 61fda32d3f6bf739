/// <reference lib="esnext.disposable" preserve="true" />
import type * as wasm from '../wasm/hubspot_engagements.js';
import { notConnected, sayingToAwait } from './connecting.js';
import { Conversation, type Crossing } from './conversation.js';
import { type Engine, engineFor } from './engine.js';
import { EngagementsError, type Issue, ValidationError } from './errors.js';
import type { Ticket } from './events.js';
import { toJson } from './json.js';
import { Listing, type Walk } from './listing.js';
import { type ConnectOptions, hostOptions, settings } from './options.js';
import { type ItemDetails, type Outcome, outcomeFrom, type Reconciliation } from './outcomes.js';
import { Page } from './page.js';
import { Pending } from './pending.js';
import { type Checkpoint, Sync, type SyncBatch, type SyncOptions } from './sync.js';
import type {
  Disposition,
  Engagement,
  EngagementChanges,
  EngagementOf,
  IdInput,
  NewEngagement,
  NewEngagementOf,
  ObjectType,
  Owner,
  TimeInput,
  WritableType,
} from './types.js';
import { UnderWay } from './under-way.js';
import { asEngagement, readValue, toWire } from './wire.js';

/** What every method takes besides its own parameters. */
export interface CallOptions {
  /** Gives the call up; it then rejects with a CancelledError whose `cause` is the signal's reason. */
  signal?: AbortSignal;
}

/** How to write. */
export interface WriteOptions extends CallOptions {
  /** Whether warnings, such as a word that this version does not know, keep the engagement from being sent too. */
  strict?: boolean;
}

/** How to create many. */
export interface CreateManyOptions extends WriteOptions {
  /**
   * How far back engagements with a `uid` are looked for among what was modified, in milliseconds, so as not to create
   * them again; 0 looks for none. Default: 3,600,000.
   */
  lookBackMs?: number;
}

/** How to look for what a create may have left. */
export interface ReconcileOptions extends CallOptions {
  /** How long to go on looking, in milliseconds up to an hour, while there is no record. Default: 30,000. */
  waitMs?: number;
}

/** An engagement and a CRM record that belong together. */
export interface Association {
  /** The engagement. */
  engagementId: IdInput;
  /** The kind of record. */
  objectType: ObjectType;
  /** The record. */
  objectId: IdInput;
}

/** Which owners. */
export interface OwnersOptions extends CallOptions {
  /** Those who were deactivated, instead of those who are active. */
  archived?: boolean;
  /** Asks the service again instead of giving what this client remembers. */
  refresh?: boolean;
}

/** How an owner is looked up. */
export interface OwnerOptions extends CallOptions {
  /** What `id` is: an owner's id (`ownerId`), or a user's (`createdBy`, `modifiedBy`). */
  idProperty?: 'id' | 'userId';
  /** Whether the owner was deactivated. */
  archived?: boolean;
}

/** What a validation is for. */
export interface ValidateOptions {
  /** The call that is meant; a create without it. */
  for?: 'create' | 'update';
}

/** Which part of the engagements of one CRM record. */
export interface AssociatedOptions extends CallOptions {
  /** Records a page, 1 to 250. */
  limit?: number;
  /** Where to begin: `next` of an earlier page. */
  offset?: IdInput;
}

/** Which part of all engagements. */
export interface ListOptions extends AssociatedOptions {
  /**
   * What to do about a record at which the service fails even alone: reject, with the `cursor` before it, or leave it
   * out, which {@link Page.skipped} of the next page tells. Default: `fail`.
   */
  onPoison?: 'fail' | 'skip';
}

/** Which part of the recently modified engagements. */
export interface RecentOptions extends CallOptions {
  /** Records a page, 1 to 100. */
  count?: number;
  /** Where to begin: `next` of an earlier page. */
  offset?: IdInput;
  /** Only what was changed after this time. */
  since?: TimeInput;
}

/** Which part of the engagements modified after a time. */
export interface ModifiedAfterOptions extends CallOptions {
  /** Records a page, 1 to 1000. */
  limit?: number;
}

/**
 * A client of the service's engagements.
 *
 * Every method rejects with a subclass of {@link EngagementsError}: a ValidationError before anything is sent, a
 * ConnectionError or TimeoutError where no complete response came, an ApiError for a status that is no success, a
 * ResponseError for a success that cannot be understood, a CancelledError where its signal was aborted. What the token's
 * function, `journal` or `onRefreshToken` throws is what the call rejects with.
 */
export class Engagements {
  static {
    // As consoles show it, also behind a minifier.
    Object.defineProperty(Engagements, 'name', { value: 'Engagements' });
  }

  readonly #engine: Engine;
  readonly #client: wasm.Client;
  readonly #underWay: UnderWay;
  #isClosed = false;
  #syncs = 0;

  private constructor(engine: Engine, client: wasm.Client, underWay: UnderWay) {
    if (!engine) throw notConnected('`new Engagements()`');
    this.#engine = engine;
    this.#client = client;
    this.#underWay = underWay;
  }

  /**
   * Loads WebAssembly, once for all clients, and makes a client. Nothing is sent yet.
   *
   * @throws ValidationError that lists every option which cannot be used.
   */
  static connect(options: ConnectOptions = {}): Promise<Engagements> {
    return sayingToAwait(Engagements.#connect(options), Engagements.prototype);
  }

  static async #connect(options: ConnectOptions): Promise<Engagements> {
    const engine = await engineFor(options.wasm);
    const underWay = new UnderWay();
    const host = hostOptions(options);
    const client = engine.call((glue) => new glue.Client(toJson(settings(options)), host));
    return new Engagements(engine, client, underWay);
  }

  /** One engagement. @throws NotFoundError where there is none with this id. */
  get(id: IdInput, options: CallOptions = {}): Pending<Engagement> {
    return this.#value('engagements.get', { id }, options, asEngagement);
  }

  /**
   * Makes an engagement and gives it as the service stored it.
   *
   * A call's `disposition` may be a label of {@link Engagements.dispositions}, which is looked up once per client.
   *
   * Where `associationCreateFailures` of what it gives is not empty, the record exists without those associations.
   *
   * @throws AmbiguousCreateError where it may have been made, but no answer says so: do not simply try again, but
   * {@link Engagements.reconcile} the error's `ticket`.
   */
  create<Type extends WritableType>(
    engagement: NewEngagementOf<Type>,
    { strict, ...options }: WriteOptions = {},
  ): Pending<EngagementOf<Type>> {
    return this.#value('engagements.create', { body: engagement, strict }, options, asEngagement);
  }

  /**
   * Makes engagements one after the other and tells of each what became of it, in order. Nothing is sent before it is
   * iterated, and breaking off leaves the rest out.
   *
   * Those with an `engagement.uid` are looked for first, so that a run that was cut off can simply be repeated. An
   * engagement that is refused does not harm those behind it; it rejects only where it is given up, or cannot look.
   *
   * @example
   * for await (const { index, outcome, error } of hubspot.createMany(calls)) console.log(index, outcome, error?.message);
   */
  async *createMany(
    engagements: Iterable<NewEngagement>,
    { signal, ...params }: CreateManyOptions = {},
  ): AsyncGenerator<Outcome, void, undefined> {
    // What is no list is refused by the core, as every other parameter.
    const bodies = engagements?.[Symbol.iterator] ? [...engagements] : engagements;
    const conversation = this.#start('engagements.create_many', { bodies, ...params }, signal);
    try {
      for (let item = await conversation.next(); item !== undefined; item = await conversation.next()) {
        yield outcomeFrom(this.#read(item) as ItemDetails);
      }
    } finally {
      this.#end(conversation);
    }
  }

  /**
   * Looks for the record of a create that nobody saw end, by the `ticket` of an error or of the journal.
   *
   * It looks at once, and again after some seconds while `waitMs` allows and there is none.
   */
  reconcile(ticket: Ticket, { signal, ...params }: ReconcileOptions = {}): Pending<Reconciliation> {
    return this.#value(
      'engagements.reconcile',
      { ticket, ...params },
      { signal },
      (found: Reconciliation) => {
        found.engagements.forEach(asEngagement);
        return found;
      },
    );
  }

  /** Changes an engagement and gives it as it is now, or `undefined` where the service does not say. */
  update(
    id: IdInput,
    changes: EngagementChanges,
    { strict, ...options }: WriteOptions = {},
  ): Pending<Engagement | undefined> {
    return this.#value('engagements.update', { id, body: changes, strict }, options, asEngagement);
  }

  /** Deletes an engagement. @throws NotFoundError where there is none with this id. */
  delete(id: IdInput, options: CallOptions = {}): Pending<void> {
    return this.#value('engagements.delete', { id }, options);
  }

  /**
   * Everything that is wrong with an engagement or with changes, warnings among it. Nothing is sent.
   *
   * Pointers are those that a rejected `create` or `update` has: the engagement is their `/body`.
   */
  validate(engagement: NewEngagement | EngagementChanges, options: ValidateOptions = {}): Issue[] {
    try {
      const params = toJson({ body: engagement });
      return this.#engine.call((glue) => glue.validate(params, options.for ?? 'create'));
    } catch (error) {
      if (error instanceof ValidationError) return [...error.issues];
      throw error;
    }
  }

  /**
   * Whether the service withheld what an email says, because the app lacks the scope `sales-email-read`. It then
   * sends no participants, and one sentence in place of the body.
   */
  isRedacted(engagement: Engagement): boolean {
    const text = toWire(engagement);
    return this.#engine.call((glue) => glue.isRedacted(text));
  }

  /**
   * Associates existing engagements with CRM records, one or several at once.
   *
   * This does not move `lastUpdated`, so no listing of changes shows it.
   */
  associate(associations: readonly Association[], options?: CallOptions): Pending<void>;
  associate(
    engagementId: IdInput,
    objectType: ObjectType,
    objectId: IdInput,
    options?: CallOptions,
  ): Pending<void>;
  associate(...given: AssociationArguments): Pending<void> {
    return this.#value('associations.create', ...associationParams(given));
  }

  /** Ends associations, one or several at once. */
  dissociate(associations: readonly Association[], options?: CallOptions): Pending<void>;
  dissociate(
    engagementId: IdInput,
    objectType: ObjectType,
    objectId: IdInput,
    options?: CallOptions,
  ): Pending<void>;
  dissociate(...given: AssociationArguments): Pending<void> {
    return this.#value('associations.delete', ...associationParams(given));
  }

  /** All owners, which the client remembers. `refresh` asks the service again. */
  owners({ signal, ...params }: OwnersOptions = {}): Pending<Owner[]> {
    return this.#value('owners.list', params, { signal });
  }

  /** One owner, from what the client remembers where it can. @throws NotFoundError where there is none. */
  owner(id: IdInput, { signal, ...params }: OwnerOptions = {}): Pending<Owner> {
    return this.#value('owners.get', { id, ...params }, { signal });
  }

  /** The portal's call outcomes. */
  dispositions(options: CallOptions = {}): Pending<Disposition[]> {
    return this.#value('dispositions.list', {}, options);
  }

  /** Every engagement, in the order of their ids. */
  list(options: ListOptions = {}): Listing {
    return this.#listing('engagements.list', {}, options);
  }

  /** What was made or changed lately, newest first: at most 30 days and 10,000 records back. */
  recent(options: RecentOptions = {}): Listing {
    return this.#listing('engagements.recent', {}, options);
  }

  /** What was modified after a time, in no particular order. `after` may also be `next` of an earlier page. */
  modifiedAfter(after: TimeInput, options: ModifiedAfterOptions = {}): Listing {
    return this.#listing('engagements.modified_after', { after }, options);
  }

  /** The engagements of one CRM record. */
  associated(objectType: ObjectType, objectId: IdInput, options: AssociatedOptions = {}): Listing {
    return this.#listing('engagements.associated', { objectType, objectId }, options);
  }

  /**
   * What was made, changed and deleted since a checkpoint; everything without one. It ends when there is no more for now.
   *
   * Iterating rejects with a PermissionDeniedError for an app without the scope `crm.objects.contacts.read` (unless
   * `source` allows to do without), and with a SuspiciousDeletesError where too much is gone.
   */
  sync(checkpoint?: Checkpoint | string | null, { signal, ...options }: SyncOptions = {}): Sync {
    return new Sync(() => this.#batches({ ...options, checkpoint }, signal));
  }

  /**
   * Carries out an operation of the core by its name and gives its first result: an engagement, a {@link Page},
   * dispositions, or `undefined` for nothing.
   */
  call(operation: string, params: object = {}, options: CallOptions = {}): Pending<unknown> {
    return this.#value(operation, params, options);
  }

  /** Gives up what is under way, which rejects with a CancelledError, and frees the client. Pages stay readable. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#engine.isBroken) return;
    for (const conversation of this.#underWay) conversation.cancel();
    this.#client.free();
  }

  /** As {@link Engagements.close}. */
  free(): void {
    this.close();
  }

  /** As {@link Engagements.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** As {@link Engagements.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The first result of an operation. What it is follows from the operation, which the caller knows. */
  #value(
    operation: string,
    params: object,
    options: CallOptions,
    finish = (given: Given) => given,
  ): Pending<Given> {
    let conversation: Conversation | undefined;
    const work = async () => {
      conversation = this.#start(operation, params, options.signal);
      try {
        return finish(this.#read(await conversation.next()));
      } finally {
        this.#end(conversation);
      }
    };
    return Pending.of(work(), () => conversation?.response);
  }

  #listing(operation: string, params: object, { signal, ...options }: CallOptions): Listing {
    return new Listing(() => this.#walk(operation, { ...options, ...params }, signal));
  }

  #walk(operation: string, params: object, signal?: AbortSignal): Walk {
    const conversation = this.#start(operation, params, signal);
    return {
      next: async () => this.#read(await conversation.next()) as Page | undefined,
      end: () => this.#end(conversation),
    };
  }

  async *#batches(
    options: SyncOptions & { checkpoint?: unknown },
    signal?: AbortSignal,
  ): AsyncGenerator<SyncBatch, void, undefined> {
    const handle = ++this.#syncs;
    const sync = this.#start('engagements.sync', { ...options, handle }, signal);
    const count = Number(options.parallel ?? 1);
    const lanes = Array.from({ length: count > 1 ? count : 0 }, () =>
      this.#start('engagements.sync_lane', { handle }, signal),
    );
    const failure = this.#help(sync, lanes);
    try {
      for (let batch = await sync.next(); batch !== undefined; batch = await sync.next()) {
        const read = this.#read(batch) as SyncBatch;
        read.upserts.forEach(asEngagement);
        yield read;
      }
    } catch (error) {
      throw failure() ?? error;
    } finally {
      for (const lane of lanes) lane.cancel();
      this.#end(sync);
    }
  }

  /** Carries on what helps a sync. Gives what it failed with, which only a function of the caller's makes it do. */
  #help(sync: Conversation, lanes: readonly Conversation[]): () => unknown {
    // Nothing here keeps a sync whose iterator was dropped.
    const { ref } = sync;
    let failure: unknown;
    for (const lane of lanes) {
      lane
        .next()
        .catch((error) => {
          if (error?.code !== 'cancelled') failure ??= error;
          ref.deref()?.cancel();
        })
        .finally(() => this.#end(lane));
    }
    return () => failure;
  }

  #start(operation: string, params: object, signal?: AbortSignal): Conversation {
    if (this.#isClosed)
      throw new EngagementsError({ code: 'closed', operation, message: 'this client was closed' });
    const text = toJson(params, operation);
    const started = this.#engine.call(() => this.#client.start(operation, text));
    const conversation = new Conversation(this.#engine, started, signal);
    this.#underWay.begin(conversation);
    return conversation;
  }

  #end(conversation: Conversation): void {
    this.#underWay.end(conversation);
    conversation.end();
  }

  #read(crossing: Crossing | undefined): unknown {
    if (typeof crossing === 'string') return readValue(crossing);
    return crossing ? new Page(this.#engine, crossing) : undefined;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: every caller declares what its operation gives.
type Given = any;

type AssociationArguments =
  | [associations: readonly Association[], options?: CallOptions]
  | [engagementId: IdInput, objectType: ObjectType, objectId: IdInput, options?: CallOptions];

/** Parameters and options of both forms. */
function associationParams(given: AssociationArguments): [object, CallOptions] {
  if (Array.isArray(given[0])) {
    const [associations, options] = given as [readonly Association[], CallOptions?];
    return [{ associations }, options ?? {}];
  }
  const [engagementId, objectType, objectId, options] = given as [IdInput, ObjectType, IdInput, CallOptions?];
  return [{ engagementId, objectType, objectId }, options ?? {}];
}
