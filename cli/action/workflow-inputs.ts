import { parse } from 'yaml';
import { listFiles, readText } from '../repository/files.ts';

type Inputs = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job extends Step {
  readonly steps?: readonly Step[];
}

/** A deployment, whole or by the reusable workflow; in this repository also by its own path. */
const DEPLOYS =
  /(?:^|\/)flux-airflow(?:\/actions\/deploy|\/\.github\/workflows\/reusable-deploy[\w-]*\.ya?ml)?@|^\.\/$/;

/** Returns the inputs that the repository's own workflow deploys with. Leaves out expressions, which only GitHub knows. */
export async function readWorkflowInputs(directory: string): Promise<Inputs> {
  const files = await listFiles(directory);
  const workflows = files.paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  for (const path of workflows) {
    const inputs = findInputs(await readText(files, path));
    if (inputs !== undefined) return inputs;
  }
  return {};
}

/** Inputs that only a job can use: on this machine the credentials are those of AWS's configuration and `gh`. */
const OF_JOB = /^(?:aws-role|(?:gitops|members)-app-(?:id|key))$/;

/** Returns the literal inputs of the first deployment in a workflow, without those that only a job can use. */
export function findInputs(text: string): Inputs | undefined {
  const steps = Object.values(readJobs(text)).flatMap((job) => [job, ...(job.steps ?? [])]);
  const found = steps.find(({ uses, with: given }) => DEPLOYS.test(uses ?? '') && given !== undefined)?.with;
  if (found === undefined) return undefined;
  const literal = Object.entries(found).map(([name, value]) => [name, String(value ?? '')] as const);
  return Object.fromEntries(literal.filter(([name, value]) => !OF_JOB.test(name) && !value.includes('$' + '{{')));
}

function readJobs(text: string): Readonly<Record<string, Job>> {
  try {
    const workflow = parse(text) as { readonly jobs?: Readonly<Record<string, Job>> } | null;
    return workflow?.jobs ?? {};
  } catch {
    return {};
  }
}
