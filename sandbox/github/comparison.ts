import { gitText } from './git.ts';

/** How one commit stands to another. */
export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged';
  /** Commits that the base lacks. */
  readonly ahead: number;
  /** Commits that the base alone has. */
  readonly behind: number;
}

/** How the head stands to the base. @throws GitError when the repository lacks one of them */
export async function compareCommits(directory: string, base: string, head: string): Promise<Comparison> {
  const counts = await gitText(directory, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number);
  if (ahead > 0) return { status: behind > 0 ? 'diverged' : 'ahead', ahead, behind };
  return { status: behind > 0 ? 'behind' : 'identical', ahead, behind };
}
