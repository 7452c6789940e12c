import { styleText } from 'node:util';
import { plural } from '../../src/plural.ts';
import type { Fix, TryResult } from './result.ts';
import { formatSeconds, judgeTry } from './verdict.ts';

const MARKS = { good: '✅', slow: '⚠️ ', failed: '❌' } as const;

/** Returns the result for a person in a terminal. */
export function describeTry(result: TryResult, page: string): string {
  const { headline, level, before, faster } = judgeTry(result);
  const { dockerfile, values, inputs, first, second } = result;
  const lines = (part: string) => dockerfile.lines.filter((line) => line.part === part).length;
  const onBuild = dockerfile.onBuild.length === 0 ? '' : ', and the ONBUILD lines of the base image';
  const changed = (second ?? first).commit.split('\n').filter((line) => /^[+-][^+-]/.test(line));
  return [
    '',
    `${MARKS[level]} ${styleText('bold', headline)}`,
    '',
    `Dockerfile   ${dockerfile.path}${dockerfile.isExample ? ' (yours is missing: this is the one that init writes)' : ''}: ${plural(lines('runtime'), 'line')} of runtime, ${lines('code')} of code${onBuild}`,
    `Code layer   ${describeLayer(result)}`,
    `Deployments  ${formatSeconds(first.milliseconds)} besides Docker’s build${second === undefined ? '' : `, then ${formatSeconds(second.milliseconds)} for a new DAG`}`,
    `Values file  ${values.path}${values.isExample ? ' (an example: name yours with --values)' : ''}`,
    ...changed.map((line) => `             ${styleText(line.startsWith('+') ? 'green' : 'red', line)}`),
    ...listWork('Before the first deployment', before),
    ...listWork('What would make it faster', faster),
    '',
    'Inputs of your workflow:',
    ...Object.entries(inputs).map(([name, value]) => `  ${name}: ${value.replaceAll('\n', ', ')}`),
    '',
    `The page: ${page}`,
  ].join('\n');
}

/** Says what the code layer has, or why there is none. */
export function describeLayer({ codeLayer, isWhole, first }: TryResult): string {
  if (codeLayer !== undefined) return plural(codeLayer.filter(({ isFolder }) => !isFolder).length, 'file');
  if (first.outcome === 'failed') return 'none: the deployment failed';
  return isWhole ? 'none: Docker builds the whole image' : 'none: no line after the last RUN copies files';
}

function listWork(title: string, work: readonly Fix[]): string[] {
  if (work.length === 0) return [];
  return [
    '',
    `${title}:`,
    ...work.flatMap(({ problem, remedy }) => [`  • ${problem}`, ...(remedy === '' ? [] : [`    ${remedy}`])]),
  ];
}

/** Returns the result for a program. */
export function toJson(result: TryResult, page: string): object {
  const { first, second, dockerfile, values, inputs, codeLayer } = result;
  const { level, headline, before, faster } = judgeTry(result);
  const brief = ({ outcome, milliseconds, usedDocker, tag }: TryResult['first']) => ({
    outcome,
    milliseconds: Math.round(milliseconds),
    usedDocker,
    tag,
  });
  return {
    result: level,
    headline,
    dockerfile: { path: dockerfile.path, isExample: dockerfile.isExample },
    valuesFile: { path: values.path, isExample: values.isExample },
    deployments: [first, ...(second === undefined ? [] : [second])].map(brief),
    codeLayer: codeLayer?.map(({ path }) => path) ?? null,
    before,
    faster,
    inputs,
    page,
  };
}
