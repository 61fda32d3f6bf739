// Starts the emulator: the one that HUBSPOT_EMULATOR_BIN names, else the one that cargo builds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const viaCargo = ['cargo', 'run', '--quiet', '--package', 'hubspot-engagements-emulator', '--'];

/** An emulator on a free port, with what it says of itself in `info`. */
export async function startEmulator(...args) {
  const binary = process.env.HUBSPOT_EMULATOR_BIN;
  const [command, ...rest] = binary ? [binary] : viaCargo;
  const child = spawn(command, [...rest, ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(failed)]);
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { info: JSON.parse(line), stop };
}

function failed([code]) {
  throw new Error(`the emulator ended with code ${code} before it was ready`);
}
