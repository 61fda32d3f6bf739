import type { Ticket } from './events.js';
import { byName } from './headers.js';

/** One thing that is wrong with what the caller gave. */
export interface Issue {
  /** JSON pointer into the parameters, such as `/body/engagement/type`; for an option of the client, `/` and its name. */
  readonly pointer: string;
  /** What is wrong, in snake case: stable, and the same in every language. */
  readonly code: string;
  /** What was given, what is allowed and what to do. */
  readonly message: string;
  /** An `error` keeps the engagement from being sent, a `warning` only where the call is strict. */
  readonly severity: 'error' | 'warning';
}

/** What an error is made of: plain data, which a worker can post and a log can keep. None of it ever holds the access token. */
export interface ErrorDetails {
  code: string;
  message: string;
  operation?: string | null;
  attempts?: number | null;
  mayHaveBeenApplied?: boolean | null;
  status?: number | null;
  category?: string | null;
  subCategory?: string | null;
  correlationId?: string | null;
  policyName?: string | null;
  errors?: readonly string[] | null;
  missingScopes?: readonly string[] | null;
  headers?: readonly (readonly [string, string])[] | null;
  body?: string | null;
  issues?: readonly Issue[] | null;
  path?: string | null;
  cursor?: string | null;
  retryAtMs?: number | null;
  ticket?: Ticket | null;
}

/** The root of all errors of this package. */
export class EngagementsError extends Error {
  /**
   * The kind, in snake case: stable, and the same in every language.
   *
   * `load` (the WebAssembly file cannot be had), `closed` (the client was closed), `not_connected`
   * (there is no client yet) and `internal` (WebAssembly broke
   * down; the next `connect` starts afresh) are of this class itself; every other kind has a class.
   */
  readonly code: string;
  /** The operation, such as `engagements.create`; empty for an error in the client's options. */
  readonly operation: string;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** Whether the service may have carried the request out nonetheless. */
  readonly mayHaveBeenApplied: boolean;
  /** HTTP status of the response, where there was one. */
  readonly status: number | undefined;
  /** The service's `category`, such as `VALIDATION_ERROR`. */
  readonly category: string | undefined;
  /** The service's `subCategory`. */
  readonly subCategory: string | undefined;
  /** The service's id of the exchange, which its support asks for. */
  readonly correlationId: string | undefined;
  /** `policyName` of a 429: `SECONDLY`, `TEN_SECONDLY_ROLLING` or `DAILY`. */
  readonly policyName: string | undefined;
  /** What the service says of each thing that it refuses, where it says more than one sentence. */
  readonly errors: readonly string[];
  /** The scopes that the app lacks. Only on a {@link PermissionDeniedError}. */
  readonly missingScopes: readonly string[];
  /** The response's headers, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The response's body as text, at most 8 KiB of it; the record's text where one record cannot be read. */
  readonly body: string | undefined;
  /** What is wrong with the parameters. Empty unless this is a {@link ValidationError}. */
  readonly issues: readonly Issue[];
  /** JSON pointer into the response or record. Only on a {@link ResponseError}. */
  readonly path: string | undefined;
  /** The cursor that came again, on a {@link PaginationError}; else where a listing failed for good. */
  readonly cursor: string | undefined;
  /** When trying again makes sense, where the service says so: behind a long `Retry-After` or the day's limit. */
  readonly retryAt: Date | undefined;
  /** What the record can be found by, where a create may have been applied: for {@link Engagements.reconcile}. */
  readonly ticket: Ticket | undefined;

  constructor(details: ErrorDetails, options?: ErrorOptions) {
    super(sentence(details), options);
    this.code = details.code;
    this.operation = details.operation ?? '';
    this.attempts = details.attempts ?? 0;
    this.mayHaveBeenApplied = details.mayHaveBeenApplied ?? false;
    this.status = details.status ?? undefined;
    this.category = details.category ?? undefined;
    this.subCategory = details.subCategory ?? undefined;
    this.correlationId = details.correlationId ?? undefined;
    this.policyName = details.policyName ?? undefined;
    this.errors = details.errors ?? [];
    this.missingScopes = details.missingScopes ?? [];
    this.headers = byName((details.headers ?? []).flat());
    this.body = details.body ?? undefined;
    this.issues = details.issues ?? [];
    this.path = details.path ?? undefined;
    this.cursor = details.cursor ?? undefined;
    this.retryAt = typeof details.retryAtMs === 'number' ? new Date(details.retryAtMs) : undefined;
    this.ticket = details.ticket ?? undefined;
    Object.defineProperty(this, 'details', { value: details });
  }

  /**
   * The error as plain data, which `structuredClone` and `postMessage` take as it is: of an error itself they keep
   * the message alone. {@link errorFrom} makes the error of it again on the other side.
   */
  declare readonly details: Readonly<ErrorDetails>;

  /** For `JSON.stringify`: the details, and the error's class as `name`. */
  toJSON(): Readonly<ErrorDetails> & { name: string } {
    return { name: this.name, ...this.details };
  }
}

/** What was given cannot be sent; `issues` has everything that is wrong. Nothing was sent. */
export class ValidationError extends EngagementsError {}

/** There was no connection, or it broke. A page that may not call the address sees this too. */
export class ConnectionError extends EngagementsError {}

/** The time allowed ran out. */
export class TimeoutError extends ConnectionError {}

/** The service answered with a status that is not a success: one of the classes below, or this one for others. */
export class ApiError extends EngagementsError {}

/** 400, 414, 415 or 422. */
export class BadRequestError extends ApiError {}

/** 401: the token is missing, malformed, expired or revoked. */
export class AuthenticationError extends ApiError {}

/** 403: a scope is missing, or the account refuses. */
export class PermissionDeniedError extends ApiError {}

/** 404 for a record: it was deleted or never existed. */
export class NotFoundError extends ApiError {}

/** 404 for the route itself, or 410: the endpoint is gone. */
export class EndpointGoneError extends ApiError {}

/** 409. */
export class ConflictError extends ApiError {}

/** 423. */
export class LockedError extends ApiError {}

/** 429: too many requests; `policyName` says of which kind. */
export class RateLimitError extends ApiError {}

/** 5xx. */
export class ServerError extends ApiError {}

/** A create may have been applied, and nobody knows. {@link Engagements.reconcile} its `ticket` before you create it again. */
export class AmbiguousCreateError extends EngagementsError {}

/** A response that is too long, or a success of which the body or one record cannot be understood; `path` says where. */
export class ResponseError extends EngagementsError {}

/** A listing that would never end: a cursor came a second time, or is missing. */
export class PaginationError extends EngagementsError {}

/** So many engagements are missing that a sync asks before it reports them as deleted: see `maxDeletes`. */
export class SuspiciousDeletesError extends EngagementsError {}

/** The caller gave up; `cause` is the signal's reason. */
export class CancelledError extends EngagementsError {}

// A name survives a minifier so; on the prototype it does not show up among an error's own fields.
for (const [name, errorClass] of Object.entries({
  EngagementsError,
  ValidationError,
  ConnectionError,
  TimeoutError,
  ApiError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  EndpointGoneError,
  ConflictError,
  LockedError,
  RateLimitError,
  ServerError,
  AmbiguousCreateError,
  ResponseError,
  PaginationError,
  SuspiciousDeletesError,
  CancelledError,
})) {
  Object.defineProperty(errorClass, 'name', { value: name });
  Object.defineProperty(errorClass.prototype, 'name', { value: name, configurable: true, writable: true });
}

/** The class of each code that the core knows. */
export const ERROR_CLASSES: Readonly<Record<string, typeof EngagementsError>> = {
  validation: ValidationError,
  connection: ConnectionError,
  timeout: TimeoutError,
  ambiguous_create: AmbiguousCreateError,
  bad_request: BadRequestError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  endpoint_gone: EndpointGoneError,
  conflict: ConflictError,
  locked: LockedError,
  rate_limit: RateLimitError,
  server: ServerError,
  api: ApiError,
  response: ResponseError,
  pagination: PaginationError,
  suspicious_deletes: SuspiciousDeletesError,
  cancelled: CancelledError,
};

/** The error that details stand for: those of WebAssembly, or an error's `details` that came from a worker. */
export function errorFrom(details: ErrorDetails, options?: ErrorOptions): EngagementsError {
  const ErrorClass = ERROR_CLASSES[details.code] ?? EngagementsError;
  return new ErrorClass(details, options);
}

/** The error that lists what is wrong with what the caller gave. */
export function invalid(issues: readonly Issue[], operation = ''): ValidationError {
  const message = issues.map((issue) => `${issue.pointer}: ${issue.message}`).join('; ');
  return new ValidationError({ code: 'validation', operation, message, issues });
}

function sentence({ operation, message, correlationId }: ErrorDetails): string {
  const where = operation ? `${operation}: ` : '';
  const id = correlationId ? ` (correlation id ${correlationId})` : '';
  return `${where}${message}${id}`;
}
