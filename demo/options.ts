import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly values?: string;
  readonly keep: boolean;
  readonly cluster: boolean;
}

/** The command line is wrong. `message` is one sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const OPTIONS = {
  values: { type: 'string' },
  keep: { type: 'boolean', default: false },
  cluster: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HELP = `npm run demo -- [OPTIONS]

Plays deployments and their failures on servers on this machine, which speak the protocols of GitHub, Amazon ECR and
Argo CD. Needs no account, no network and no Docker.

  --keep          keep the servers running afterwards, and print how to look around: pages in the browser, git clone,
                  docker login. Ctrl-C stops them
  --values FILE   start from your own values file of the Airflow chart. It needs the keys images.airflow.repository and
                  images.airflow.tag
  --cluster       play two rollouts and a rollback on a real Kubernetes with a real Argo CD instead. Takes minutes, and
                  needs \`scripts/real-parts cluster redis helm distribution\`
  --help, -h      print this help
`;

/** Returns the options, or `help`. @throws UsageError */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  const { values: options } = parse(args);
  if (options.help) return 'help';
  const { values, keep, cluster } = options;
  if (cluster && (keep || values !== undefined))
    throw new UsageError('--cluster plays on its own: leave out --keep and --values.');
  return { keep, cluster, ...(values === undefined ? {} : { values }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. Run npm run demo -- --help to see the options.`);
  }
}
