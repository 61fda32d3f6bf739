export { type CommonFields, call, email, meeting, note, task } from './builders.js';
export {
  type AssociatedOptions,
  type Association,
  type CallOptions,
  type CreateManyOptions,
  Engagements,
  type ListOptions,
  type ModifiedAfterOptions,
  type OwnerOptions,
  type OwnersOptions,
  type RecentOptions,
  type ReconcileOptions,
  type ValidateOptions,
  type WriteOptions,
} from './engagements.js';
export {
  AmbiguousCreateError,
  ApiError,
  AuthenticationError,
  BadRequestError,
  CancelledError,
  ConflictError,
  ConnectionError,
  EndpointGoneError,
  EngagementsError,
  type ErrorDetails,
  errorFrom,
  type Issue,
  LockedError,
  NotFoundError,
  PaginationError,
  PermissionDeniedError,
  RateLimitError,
  ResponseError,
  ServerError,
  SuspiciousDeletesError,
  TimeoutError,
  ValidationError,
} from './errors.js';
export type * from './events.js';
export type { Hooks, TokenContext, TokenProvider } from './hooks.js';
export type { Listing, ToArrayOptions } from './listing.js';
export type { ConnectOptions, FetchLike, OAuthOptions, TestingOptions, WasmSource } from './options.js';
export type { Outcome, OutcomeWithError, OutcomeWithRecord, Reconciliation } from './outcomes.js';
export type { Page } from './page.js';
export type { Pending, ResponseInfo, WithResponse } from './pending.js';
export type { Change, Checkpoint, Sync, SyncBatch, SyncOptions, SyncProgress } from './sync.js';
export * from './types.js';
export { toWire } from './wire.js';
