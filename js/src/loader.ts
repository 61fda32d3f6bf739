// Compiles the WebAssembly file, wherever it lies: one loader for pages, workers, Node and bundlers.
import type { WasmSource } from './options.js';

/** Whether this is a browser: it sends a `User-Agent` of its own, and may send requests again by itself. */
export const isBrowser = fileSystem() === undefined;

/** Compiles the caller's own file, or the one beside this package. */
export async function compile(source?: WasmSource): Promise<WebAssembly.Module> {
  // Bundlers know this form and copy the file.
  const from = source ?? new URL('../wasm/hubspot_engagements_bg.wasm', import.meta.url);
  if (from instanceof WebAssembly.Module) return from;
  if (from instanceof ArrayBuffer || ArrayBuffer.isView(from)) return WebAssembly.compile(from);
  if (!(from instanceof URL)) return compileResponse(from);
  return from.protocol === 'file:' ? compileFile(from) : compileResponse(await fetch(from));
}

/** Also of a server that does not know the type `application/wasm`. */
async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`${response.url} answered with status ${response.status}`);
  const isTyped = response.headers.get('content-type')?.startsWith('application/wasm');
  if (isTyped) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

async function compileFile(url: URL): Promise<WebAssembly.Module> {
  const files = fileSystem();
  if (!files)
    throw new Error(`${url} cannot be read here: serve it over http, or give its bytes as \`wasm\``);
  return WebAssembly.compile(new Uint8Array(await files.readFile(url)));
}

/** Node's `fetch` reads no files. An import would be one that bundlers for browsers cannot follow. */
function fileSystem() {
  return globalThis.process?.getBuiltinModule?.('node:fs/promises');
}
