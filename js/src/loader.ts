// Compiles the WebAssembly file, wherever it lies: one loader for pages, workers, Node and bundlers.
import { invalid } from './errors.js';
import type { WasmSource } from './options.js';

type Locate = () => WasmSource | Promise<WasmSource>;

/** Whether this is a browser: it sends a `User-Agent` of its own, and may send requests again by itself. */
export const isBrowser = fileSystem() === undefined;

let locate: Locate | undefined;

/** Says where this entry's WebAssembly file is. */
export function locateWasm(how: Locate): void {
  locate = how;
}

/** The file that this entry brings. @throws ValidationError where it brings none. */
export async function ownWasm(): Promise<WasmSource> {
  if (locate) return locate();
  const message =
    'hubspot-engagements/slim does not look for the WebAssembly file: give its address, its bytes or the compiled ' +
    'module of hubspot-engagements/engagements.wasm, or import hubspot-engagements, which finds it';
  throw invalid([{ pointer: '/wasm', code: 'required', message, severity: 'error' }]);
}

/** Compiles a WebAssembly file. */
export async function compile(from: WasmSource): Promise<WebAssembly.Module> {
  if (from instanceof WebAssembly.Module) return from;
  if (from instanceof ArrayBuffer || ArrayBuffer.isView(from)) return WebAssembly.compile(from);
  if (from instanceof Response) return compileResponse(from);
  const url = new URL(from, globalThis.location?.href);
  return url.protocol === 'file:' ? compileFile(url) : compileResponse(await fetch(url));
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
