/** An id as results have it: a string of digits. */
export type Id = string;
/** An id as parameters take it. A number must be below 2^53. */
export type IdInput = string | number | bigint;
/** Milliseconds since 1970 in UTC; a string of digits where a number would not be exact. */
export type Time = number | string;
/** A `Date`, milliseconds since 1970, or an RFC 3339 text such as `2026-01-31T12:00:00Z`. */
export type TimeInput = Date | number | bigint | string;
/** A span in milliseconds; a string of digits where a number would not be exact. */
export type Milliseconds = number | string;
/** A span in milliseconds. */
export type DurationInput = number | bigint;

/** A word that is known today, or any other that the service may add. */
export type OpenWord<Known extends string> = Known | (string & {});
