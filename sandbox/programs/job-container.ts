import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Launched } from '../runner/run-action.ts';
import type { DockerEngine } from './docker-engine.ts';

const IMAGE = 'job-container';
/** The user of GitHub's runner, to whom the checkout belongs. The container has another one: root. */
const RUNNER_USER = '1001:1001';

/** Makes the image of a job: git, the libraries of git and Node, and nothing else. */
export async function importJobImage(engine: DockerEngine): Promise<void> {
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const libraries = [git, process.execPath].flatMap((program) =>
    [...execFileSync('ldd', [program], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path),
  );
  const folder = await mkdtemp(join(tmpdir(), 'flux-airflow-job-image-'));
  try {
    const archive = join(folder, 'image.tar');
    // Without `--dereference` and `/`, names would be links, and absolute.
    const files = [...new Set([git, ...libraries])].map((path) => path.slice(1));
    execFileSync('tar', ['--directory', '/', '--dereference', '--create', '--file', archive, ...files]);
    await engine.docker('import', archive, IMAGE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Returns the command that starts a step in a container, as the runner does for a job with `container:`: with the
 * runner's own Node, the folders of the job, and no other file of the machine.
 * @param folders other folders that the step reads
 */
export function launchInContainer(engine: DockerEngine, folders: readonly string[]): (step: Launched) => Launched {
  return ({ program, args, env, cwd, ...rest }) => {
    const files = dirname(env.GITHUB_OUTPUT ?? '');
    execFileSync('chown', ['--recursive', RUNNER_USER, cwd, files]);
    const volumes = [cwd, files, program, ...folders].flatMap((path) => ['--volume', `${path}:${path}`]);
    const names = Object.keys(env).flatMap((name) => ['--env', name === 'PATH' ? 'PATH=/usr/bin' : name]);
    const run = ['run', '--rm', '--network', 'host', '--workdir', cwd, ...volumes, ...names, IMAGE, program, ...args];
    // The client has the variables, so that no secret is an argument.
    return { ...rest, cwd, program: 'docker', args: run, env: { ...env, ...engine.environment } };
  };
}
