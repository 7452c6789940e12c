import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../../sandbox/github/repository.ts';
import { waitFor } from '../../sandbox/wait-for.ts';
import { git } from '../../scripts/smoke/git.ts';

const PUSH_EVERY_MS = 500;
const NAME = ['-c', 'user.name=Outsider', '-c', 'user.email=outsider@example.com'] as const;

/** A user who pushes to the branch with plain git, every half second until stopped. */
export class Outsider {
  readonly #repository: Repository;
  readonly #token: string;
  #stopped = false;

  constructor(repository: Repository, token: string) {
    this.#repository = repository;
    this.#token = token;
  }

  close(): void {
    this.#stopped = true;
  }

  /** Stops, and returns the lines pushed to NOTES.md. */
  async pushUntilStopped(): Promise<string[]> {
    const tree = await mkdtemp(join(tmpdir(), 'flux-airflow-outsider-'));
    try {
      await git(this.#token, tree, 'clone', '--quiet', this.#repository.gitUrl, '.');
      const pushed: string[] = [];
      while (!this.#stopped) {
        const line = `note ${pushed.length + 1}`;
        await this.#push(tree, line);
        pushed.push(line);
        await sleep(PUSH_EVERY_MS);
      }
      return pushed;
    } finally {
      await rm(tree, { recursive: true, force: true });
    }
  }

  async #push(tree: string, line: string): Promise<void> {
    const wins = async () => {
      await git(this.#token, tree, 'fetch', '--quiet');
      await git(this.#token, tree, 'reset', '--quiet', '--hard', 'origin/main');
      await appendFile(join(tree, 'NOTES.md'), `${line}\n`);
      await git(this.#token, tree, 'add', 'NOTES.md');
      await git(this.#token, tree, ...NAME, 'commit', '--quiet', '-m', line);
      try {
        await git(this.#token, tree, 'push', '--quiet', 'origin', 'main');
        return true;
      } catch (error) {
        if (!/fetch first|non-fast-forward|cannot lock ref|failed to update ref/.test(String(error))) throw error;
        return false;
      }
    };
    await waitFor(`a push of "${line}" that no other push overtakes`, wins, { everyMs: 0 });
  }
}
