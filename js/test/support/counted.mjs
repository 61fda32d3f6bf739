import { appendFileSync } from 'node:fs';

/** Tells how many of something a test went through, beside the other languages; `cargo xtask test` shows and compares. */
export function counted(what, count) {
  const file = process.env.HUBSPOT_TEST_COUNTS;
  if (file) appendFileSync(file, `${what}\tNode\t${count}\n`);
}
