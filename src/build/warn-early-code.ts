import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { group, info } from '@actions/core';
import { annotate } from '../action/annotate.ts';
import { writeSummary } from '../action/summary.ts';
import { findEarlyCode, reorder } from '../image/early-code.ts';
import type { Plan } from './plan.ts';

/** Warns of code that is copied before something executes, with the reordered Dockerfile as a patch for `git apply`. */
export async function warnOfEarlyCode({ split, context, extent }: Plan): Promise<void> {
  const early = extent === 'runtime' ? findEarlyCode(split, context) : [];
  const { path, text } = split.dockerfile;
  for (const { instruction, needed } of early) {
    const cure = needed === undefined ? 'Copy it after the last RUN if no RUN needs it.' : 'The summary has a patch.';
    const sentence = `Code is copied here before all RUNs are done, so each change of it builds what follows again: minutes for pip, where a code layer takes a second. ${cure}`;
    annotate('warning', 'code before RUN', sentence, { file: path, startLine: instruction.line });
  }
  const reordered = reorder(split, early);
  if (reordered === undefined) return;
  const patch = await makePatch(path, text, reordered);
  await group('The Dockerfile reordered, for git apply', async () => info(patch));
  await writeSummary(
    `### Faster: copy the code last\n\nEach change of the code builds the runtime again. With this patch it does not:\n\n\`\`\`diff\n${patch}\n\`\`\`\n`,
  );
}

/** Made by git, whose diff git applies. */
async function makePatch(path: string, before: string, after: string): Promise<string> {
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'flux-airflow-patch-'));
  try {
    await Promise.all([writeFile(join(folder, 'before'), before), writeFile(join(folder, 'after'), after)]);
    const { promise, resolve } = Promise.withResolvers<string>();
    // It exits with 1 when the files differ.
    execFile('git', ['diff', '--no-index', '--no-color', 'before', 'after'], { cwd: folder }, (_, stdout) =>
      resolve(stdout),
    );
    const hunks = (await promise).replace(/^[\s\S]*?(?=^@@)/m, '');
    return `--- a/${path}\n+++ b/${path}\n${hunks}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
