import { createGlue, type Glue } from '../wasm/glue.js';
import { EngagementsError, type ErrorDetails, errorFrom } from './errors.js';
import { Raised } from './hooks.js';
import { compile, ownWasm } from './loader.js';
import type { WasmSource } from './options.js';

/**
 * One WebAssembly instance. A trap in it is final, because nobody knows in which state it left the memory:
 * everything under way is rejected, every later call throws, and the next `connect` starts another instance.
 */
export class Engine {
  readonly #glue: Glue;
  readonly #waiting = new Set<(error: Error) => void>();
  #broken: EngagementsError | undefined;

  private constructor(glue: Glue) {
    this.#glue = glue;
    glue.onPanic((message: string) => this.#break(message));
  }

  static async start(module: WebAssembly.Module): Promise<Engine> {
    const glue = createGlue();
    await glue.init(module);
    return new Engine(glue);
  }

  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs something that calls into WebAssembly and gives what it gives. */
  call<T>(work: (glue: Glue) => T): T {
    if (this.#broken) throw this.#broken;
    try {
      return work(this.#glue);
    } catch (error) {
      throw this.#asError(error);
    }
  }

  /** Waits for a promise of WebAssembly's, which after a trap would never settle by itself. */
  async settled<T>(work: (glue: Glue) => Promise<T>, cause?: () => unknown): Promise<T> {
    const promise = this.call(work);
    let stop: (error: Error) => void = () => {};
    const trap = new Promise<never>((_, reject) => {
      stop = reject;
    });
    this.#waiting.add(stop);
    try {
      return await Promise.race([promise, trap]);
    } catch (error) {
      throw this.#asError(error, cause);
    } finally {
      this.#waiting.delete(stop);
    }
  }

  #asError(error: unknown, cause?: () => unknown): unknown {
    if (error instanceof Raised) return error.reason;
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      return this.#break(error.message);
    }
    // Errors of the core come as plain objects, everything else as what it is.
    if (error instanceof Error || !isDetails(error)) return error;
    return errorFrom(error, error.code === 'cancelled' && cause ? { cause: cause() } : undefined);
  }

  #break(reason: string): EngagementsError {
    this.#broken ??= new EngagementsError({
      code: 'internal',
      message: `WebAssembly broke down, which is a bug in this package; connect again to go on (${reason})`,
      mayHaveBeenApplied: true,
    });
    for (const stop of this.#waiting) stop(this.#broken);
    return this.#broken;
  }
}

let shared: Promise<Engine> | undefined;

/** An engine of the caller's own file, or the one that all other clients share. */
export async function engineFor(source?: WasmSource | Promise<WasmSource>): Promise<Engine> {
  if (source !== undefined) return loaded(Promise.resolve(source).then(compile).then(Engine.start));
  if (shared && !(await shared).isBroken) return shared;
  shared = loaded(ownWasm().then(compile).then(Engine.start));
  // A file that could not be had may be there at the next attempt.
  shared.catch(() => {
    shared = undefined;
  });
  return shared;
}

async function loaded(starting: Promise<Engine>): Promise<Engine> {
  try {
    return await starting;
  } catch (error) {
    if (error instanceof EngagementsError) throw error;
    throw new EngagementsError({ code: 'load', message: whyNotLoaded(error) }, { cause: error });
  }
}

function whyNotLoaded(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return (
    `the WebAssembly file cannot be loaded: ${reason}. Serve hubspot_engagements_bg.wasm beside the script, or give ` +
    `its address as \`wasm\`; a Content-Security-Policy must allow 'wasm-unsafe-eval'`
  );
}

function isDetails(value: unknown): value is ErrorDetails {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
