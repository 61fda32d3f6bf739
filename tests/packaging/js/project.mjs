// A fresh project with the package in it: packed as it is published, installed without a network.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const js = fileURLToPath(new URL('../../../js/', import.meta.url));
export const run = promisify(execFile);

/** A project of the files of `template`, a folder beside this file; `files` are those that the package has. */
export async function freshProject(template) {
  const folder = await mkdtemp(join(tmpdir(), 'hubspot-engagements-'));
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const packed = await run('npm', pack, { cwd: js });
  const [{ filename, files }] = JSON.parse(packed.stdout);
  await cp(fileURLToPath(new URL(`${template}/`, import.meta.url)), folder, { recursive: true });
  const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...offline, join(folder, filename)], { cwd: folder });
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder, files: files.map(({ path }) => path), remove };
}
