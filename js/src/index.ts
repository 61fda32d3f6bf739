export { type CommonFields, call, email, meeting, note, task } from './builders.js';
export {
  type Association,
  type CallOptions,
  Engagements,
  type ListOptions,
  type ModifiedAfterOptions,
  type OwnerOptions,
  type OwnersOptions,
  type RecentOptions,
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
  TimeoutError,
  ValidationError,
} from './errors.js';
export type { Listing } from './listing.js';
export type { ConnectOptions, FetchLike, TestingOptions, WasmSource } from './options.js';
export type { Page } from './page.js';
export * from './types.js';
export { toWire } from './wire.js';
