import { mergeDag } from '../demo/pull-request.ts';
import { ENGINEER, LEAD, SOURCE, type Stage } from '../sandbox/stage/stage.ts';
import { verify } from '../src/approval/verify.ts';
import { GitHub } from '../src/github/api/client.ts';
import { compareCommits } from '../src/github/repository/compare.ts';
import type { Measurement } from './measure.ts';
import { startBenchStage } from './parts/bench-stage.ts';

/** Counts the GitHub calls of an approval check at the stand-in, without the comparison of commits before it. */
export async function proofCalls(): Promise<Measurement[]> {
  return [
    await count('proof-calls-squash', 2, (stage) => mergeDag(stage, 'counted', 'squash')),
    await count('proof-calls-merge', 3, (stage) => mergeDag(stage, 'counted', 'merge')),
    await count('proof-calls-rebase-30', 3, rebaseThirty),
    await count('proof-calls-100-squashes', 4, (stage) => mergeMany(stage, 100, 'squash')),
    await count('proof-calls-50-merges', 4, (stage) => mergeMany(stage, 50, 'merge')),
  ];
}

async function rebaseThirty({ source }: Stage): Promise<string> {
  const parent = await source.head('main');
  for (let step = 0; step < 30; step += 1) {
    const files = { [`airflow/dags/step_${step}.py`]: `step = ${step}\n` };
    await source.commit({ branch: 'thirty', message: `Step ${step}`, author: ENGINEER, files, parent });
  }
  const pullRequest = await source.openPullRequest({ title: 'Thirty', author: ENGINEER, head: 'thirty' });
  await pullRequest.review({ author: LEAD, state: 'APPROVED' });
  return pullRequest.merge({ method: 'rebase', by: ENGINEER });
}

async function mergeMany(stage: Stage, times: number, method: 'merge' | 'squash'): Promise<string> {
  for (let count = 1; count < times; count += 1) await mergeDag(stage, `counted_${count}`, method);
  return mergeDag(stage, 'counted', method);
}

async function count(name: string, limit: number, merge: (stage: Stage) => Promise<string>): Promise<Measurement> {
  const stage = await startBenchStage();
  try {
    const commit = await merge(stage);
    const github = new GitHub({ token: stage.workflowToken, apiUrl: stage.github.url, tokenName: 'github-token' });
    const { commits } = await compareCommits(github, SOURCE, stage.first, commit);
    const before = stage.github.service.calls.length;
    const wanted = {
      github,
      members: github,
      repository: SOURCE,
      commit,
      commits,
      range: commits,
      rulesAt: stage.first,
    };
    await verify({ ...wanted, approvers: [LEAD], allowStaleApproval: false });
    const ours = stage.github.service.calls.length - before;
    return { name, ours, theirs: null, limit, unit: 'calls', runs: 1 };
  } finally {
    await stage.close();
  }
}
