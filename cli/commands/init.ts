import type { Command } from 'commander';
import { openTerminal } from '../ask.ts';
import { EXIT } from '../failure.ts';
import { SETUP } from '../init/checklist.ts';
import { renderFiles } from '../init/files.ts';
import { type InitFlags, readAnswers } from '../init/inputs.ts';
import { showDifference, type Written, writeFiles } from '../init/write.ts';

interface Flags extends InitFlags {
  readonly force: boolean;
  readonly json?: boolean;
}

/** Adds `init` to the program. */
export function addInit(program: Command): void {
  program
    .command('init')
    .summary('write the workflows, the policy and the setup files of your repository')
    .description(
      `Writes files to review: the workflows, the policy, CODEOWNERS if there is none, and in the folder ${SETUP} the AWS policies, the ruleset, an Argo CD Application, the keys of the values file, and a checklist with the links to open. Finds what it can, and asks for the rest. If a file exists with different content, writes nothing and shows the difference.`,
    )
    .option('--repo <folder>', 'folder of your repository', '.')
    .option('--repository <owner/name>', 'repository on GitHub (default: that of the remote origin)')
    .option('--image <name>', 'registry and repository of the image, in Amazon ECR')
    .option('--aws-role <arn>', 'role that pushes the image (default: <name>-deployer in the account of the image)')
    .option('--gitops-repository <owner/name>', 'GitOps repository')
    .option('--values-file <path>', 'Helm values file in the GitOps repository')
    .option('--leads <names>', 'who approves: @user or @organisation/team, if there is no CODEOWNERS')
    .option('--operators <names>', 'who else may roll back and resume')
    .option('--gitops-app-id <id>', 'client ID of the GitHub App (default: the variable GITOPS_APP_ID)')
    .option('--file <file>', 'Dockerfile, relative to the repository')
    .option('--context <folder>', 'build context, relative to the repository')
    .option('--dags <folder>', 'DAG folder, relative to the repository')
    .option('--force', 'overwrite files whose content differs', false)
    .option('--json', 'print the result as JSON')
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const terminal = openTerminal();
  const { answers, files } = await readAnswers(flags, terminal.ask).finally(() => terminal.close());
  const texts = renderFiles(answers);
  const written = writeFiles(files.directory, texts, flags.force);
  const stopped = written.different.length > 0 && !flags.force;
  if (flags.json === true) console.log(JSON.stringify({ ...written, written: !stopped }, null, 2));
  else if (stopped) {
    for (const path of written.different) console.log(showDifference(files.directory, path, texts[path] ?? ''));
    console.log('Nothing was written, because the content of these files differs. Overwrite them with --force.');
  } else console.log(describe(written));
  if (stopped) process.exitCode = EXIT.failed;
}

function describe({ added, same, different }: Written): string {
  return [
    ...added.map((path) => `added      ${path}`),
    ...different.map((path) => `overwrote  ${path}`),
    ...same.map((path) => `unchanged  ${path}`),
    '',
    `Next: follow ${SETUP}/README.md. Try it first: flux-airflow try`,
  ].join('\n');
}
