export {
  type CallOptions,
  Engagements,
  type ListOptions,
  type ModifiedAfterOptions,
  type RecentOptions,
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
