import { gitText } from './git.ts';

/** How many commits two revisions have more than each other. */
export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged';
  /** Commits that only the head has. */
  readonly ahead: number;
  /** Commits that only the base has. */
  readonly behind: number;
}

/** Compares the head with the base. @throws GitError if the repository lacks one of them */
export async function compareCommits(directory: string, base: string, head: string): Promise<Comparison> {
  const counts = await gitText(directory, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number);
  if (ahead > 0) return { status: behind > 0 ? 'diverged' : 'ahead', ahead, behind };
  return { status: behind > 0 ? 'behind' : 'identical', ahead, behind };
}
