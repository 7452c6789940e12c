import { info } from '@actions/core';
import type { CommitRequest, Gate } from '../gitops/request.ts';
import { code, row, table } from '../markdown.ts';
import { writeSummary } from '../runner/summary.ts';

const QUESTIONS: Readonly<Record<Gate, string>> = {
  target: 'Is it this image’s file?',
  order: 'Is it newer than what is deployed?',
  operator: 'Who asks?',
  hold: 'Is there a hold?',
  image: 'Is the image in the registry?',
  proof: 'Who approved it?',
  proposal: 'What is proposed already?',
};

/** Does the work, and shows under dry run what each guard said, also when one of them refused. */
export async function reportGates<T>(
  { gateLog, dryRun }: Pick<CommitRequest, 'gateLog' | 'dryRun'>,
  work: () => Promise<T>,
) {
  try {
    return await work();
  } finally {
    if (dryRun) {
      const verdicts = [...gateLog].map(([guard, verdict]) => [QUESTIONS[guard], verdict.replace(/\s*\n\s*/g, ' · ')]);
      info(['The guards:', ...verdicts.map(([question, verdict]) => `- ${question} ${verdict}`)].join('\n'));
      const rows = verdicts.map(([question = '', verdict = '']) => row(question, code(verdict)));
      await writeSummary(`${table(['Guard', 'Verdict'], rows)}\n`);
    }
  }
}
