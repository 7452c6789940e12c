import type { GitHub } from '../api/client.ts';
import { splitRepository } from '../repository/split-repository.ts';

/** https://docs.github.com/rest/checks/runs#create-a-check-run */
const PER_REQUEST = 50;
const MAX_SUMMARY = 65_535;

export interface CheckAnnotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

export interface CheckRun {
  /** `owner/name` */
  readonly repository: string;
  /** The head of the pull request, which shows no annotations of other commits. */
  readonly head: string;
  readonly name: string;
  readonly conclusion: 'success' | 'failure';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
}

/**
 * Writes a check run with any number of annotations, in batches of GitHub's limit per request.
 * @throws GitHubError `permission` without “Checks: write”
 */
export async function writeCheckRun(github: GitHub, run: CheckRun): Promise<void> {
  const { repository, head, name, conclusion, title, summary, annotations } = run;
  const { owner, name: repo } = splitRepository(repository);
  const batches = Array.from({ length: Math.max(Math.ceil(annotations.length / PER_REQUEST), 1) }, (_, index) => ({
    title,
    summary: summary.slice(0, MAX_SUMMARY),
    annotations: annotations.slice(index * PER_REQUEST, (index + 1) * PER_REQUEST).map(shape),
  }));
  const [first, ...others] = batches;
  const body = { owner, repo, name, head_sha: head, status: 'completed', conclusion, output: first };
  const { id } = await github.write<{ id: number }>('POST /repos/{owner}/{repo}/check-runs', body);
  for (const output of others) {
    await github.write('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      owner,
      repo,
      check_run_id: id,
      output,
    });
  }
}

function shape({ path, line, level, title, message }: CheckAnnotation): object {
  return { path, start_line: line, end_line: line, annotation_level: level, title, message };
}
