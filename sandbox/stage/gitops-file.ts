import { ENGINEER, type Stage, VALUES_FILE } from './stage.ts';

/** Reads a text file of the GitOps repository. */
export async function readGitOpsFile({ gitops }: Stage, path = VALUES_FILE): Promise<string> {
  return String(await gitops.read('main', path));
}

/** Returns the tag in the values file. */
export async function readDeployedTag(stage: Stage): Promise<string | undefined> {
  return /^ {4}tag: (\S+)/m.exec(await readGitOpsFile(stage))?.[1];
}

/** Changes files of the GitOps repository as an engineer would, without the action; `null` deletes a file. */
export async function commitByHand({ gitops }: Stage, files: Readonly<Record<string, string | null>>): Promise<void> {
  await gitops.commit({ branch: 'main', message: 'By hand', author: ENGINEER, files });
}
