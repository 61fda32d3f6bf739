// The entry of those who bring the WebAssembly file themselves: nothing in it says where the file lies.
import { Engagements as Client } from './engagements.js';
import type { ConnectOptions, WasmSource } from './options.js';

export * from './api.js';

/** As {@link ConnectOptions}, with the file. */
export interface SlimConnectOptions extends ConnectOptions {
  /** The WebAssembly file, `hubspot-engagements/engagements.wasm`: its address, its bytes or the compiled module. */
  wasm: WasmSource | Promise<WasmSource>;
}

export type Engagements = Client;

/** A client, as in the package's main entry; `connect` must be given the WebAssembly file. */
export const Engagements: Pick<typeof Client, 'prototype'> & {
  connect(options: SlimConnectOptions): Promise<Client>;
} = Client;
