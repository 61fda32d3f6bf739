// Starts the server that answers with too much.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What it can answer with, as the first part of a base address's path. */
export const FLOODS = ['plain', 'length', 'bomb'];

export async function startFlood() {
  const script = fileURLToPath(new URL('flood-server.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { origin: `http://127.0.0.1:${JSON.parse(line).port}`, stop: () => child.kill() };
}
