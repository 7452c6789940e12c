import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, UsageError } from '../failure.ts';
import { openPage } from '../open-page.ts';
import { readTryOptions, type TryFlags } from '../try/inputs.ts';
import { renderTryPage } from '../try/page/render.ts';
import { describeTry, toJson } from '../try/report.ts';
import { tryRepository } from '../try/try.ts';

const PAGE = 'flux-airflow-try.html';

interface Flags extends TryFlags {
  readonly out?: string;
  readonly open: boolean;
  readonly json?: boolean;
}

/** Adds `try` to the program. */
export function addTry(program: Command): void {
  program
    .command('try')
    .summary('deploy your repository in a sandbox on this machine')
    .description(
      'Plays two approved pull requests of your repository: stand-ins for GitHub, the registry and Docker run on this machine, and the action deploys to them. Needs git, but no account, Docker or network. Writes one HTML page with the result. Changes nothing in your repository.',
    )
    .option('--repo <folder>', 'folder of your repository', '.')
    .option('--values <file>', 'values file of your Airflow, in this repository or in a clone of the GitOps repository')
    .option('--file <file>', 'Dockerfile, relative to the repository')
    .option('--context <folder>', 'build context, relative to the repository')
    .option('--target <stage>', 'stage of the Dockerfile to deploy')
    .option('--build-arg <name=value>', 'build argument; repeat for several', collect)
    .option('--dags <folder>', 'folder that gets the new DAG, relative to the repository')
    .option('--out <file>', `page to write (default: ${PAGE} in the current folder)`)
    .option('--no-open', 'do not open the page in the browser')
    .option('--json', 'print the result as JSON')
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const options = await readTryOptions(flags);
  const result = await tryRepository(options, (step) => {
    if (flags.json !== true) console.error(`${step} …`);
  });
  const page = resolve(flags.out ?? PAGE);
  await writeFile(page, renderTryPage(result)).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${page} cannot be written (${error.code}). Set --out to another file.`);
  });
  console.log(flags.json === true ? JSON.stringify(toJson(result, page), null, 2) : describeTry(result, page));
  if (flags.open && flags.json !== true) openPage(page);
  if (result.second?.outcome !== 'deployed') process.exitCode = EXIT.failed;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
