/**
 * Checks against the hosted services what the tests check against stand-ins: `npm run smoke [-- --write]`.
 * Without `--write` it only reads. Requirements: docs/how-to/smoke.md.
 */
import { parseArgs } from 'node:util';
import { GitHub } from '../../src/github/api/client.ts';
import { Checks } from './check.ts';
import { readingChecks } from './reading.ts';
import { readSettings } from './settings.ts';
import { writingChecks } from './writing.ts';

async function smoke(write: boolean): Promise<number> {
  const settings = readSettings(process.env);
  const { apiUrl, sourceToken, gitopsToken } = settings;
  const source = new GitHub({ token: sourceToken, apiUrl, tokenName: 'SMOKE_TOKEN' });
  const gitops = new GitHub({ token: gitopsToken, apiUrl, tokenName: 'SMOKE_GITOPS_TOKEN' });
  const checks = new Checks();
  const found = await readingChecks(checks, settings, source, gitops);
  if (write && found !== undefined) await writingChecks(checks, { settings, gitops, ...found });
  if (!write) console.log('Nothing was changed. With --write, it deploys to a temporary branch and cleans up.');
  return checks.failed;
}

try {
  const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
  process.exitCode = (await smoke(options.write)) === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
