/** What differs between Node and browsers. Each entry point of the package sets its own. */
export interface Platform {
  /** Compiles the WebAssembly file that lies beside this package. */
  compile(): Promise<WebAssembly.Module>;
  /** Whether requests may name a `User-Agent`; browsers send their own, and refuse or preflight another. */
  readonly allowsUserAgent: boolean;
}

let current: Platform | undefined;

export function setPlatform(platform: Platform): void {
  current = platform;
}

export function platform(): Platform {
  if (current) return current;
  throw new Error('import "hubspot-engagements", not a file within it');
}
