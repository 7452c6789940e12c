import type { ValuesFileLocation } from '../github/gitops/values-file.ts';
import { JOBS_CURE } from '../gitops/chart/immutable-jobs.ts';
import type { PreviewedChange } from '../gitops/preview.ts';
import { code, codeBlock, escapeText, link, row, table } from '../markdown.ts';
import type { DeploymentPreview } from './result.ts';

/** What a deployment of the merge would be, as Markdown. */
export function renderDeployment({ image, tag, runtime, change, target, serverUrl }: DeploymentPreview): string {
  const rows = [
    row('Image', `${code(`${image}:${tag}`)}, with the id of the merge`),
    row('Runtime', formatRuntime(runtime)),
  ];
  return [
    '### The deployment',
    table(['', ''], rows),
    ...(change === undefined || target === undefined
      ? ['What it changes in the GitOps repository was not looked at: there is no gitops-token.']
      : renderChange(change, target, serverUrl)),
  ].join('\n\n');
}

function formatRuntime(runtime: DeploymentPreview['runtime']): string {
  if ('refusal' in runtime) return `not known: ${code(runtime.refusal)}`;
  if (runtime.whole !== undefined) return `none: Docker builds the whole image (${code(runtime.whole)})`;
  if (runtime.before === undefined) return `${code(runtime.runtime ?? '')}, compared with nothing`;
  if (runtime.before === runtime.runtime) return 'stays; the image is there in seconds';
  return `is built again: ${code(runtime.changes.join('; '))}`;
}

function renderChange(
  change: NonNullable<DeploymentPreview['change']>,
  target: ValuesFileLocation,
  serverUrl: string,
): string[] {
  if ('refusal' in change) return [`⚠️ A deployment would be refused: ${code(change.refusal)}`];
  const { repository, path } = target;
  const page = `${serverUrl}/${repository}/blob/${change.head}/${encodeURI(path)}`;
  const file = (line?: number) => link(escapeText(path), line === undefined ? page : `${page}#L${line}`);
  const notes = [
    ...(change.held ? [`${file()}.hold stops all deployments until it is lifted.`] : []),
    ...change.leftBehind.map(({ line, message }) => `${file(line)}: ${code(message)}`),
    ...formatJobs(change, file()),
  ];
  return [
    change.diff === '' ? `${file()} has it already.` : codeBlock('diff', change.diff),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ⚠️ ${note}`).join('\n')]),
  ];
}

function formatJobs({ immutableJobs }: PreviewedChange, file: string): string[] {
  if (immutableJobs.length === 0) return [];
  return [
    `${file}: a second deployment within five minutes fails, for Argo CD cannot change ${code(immutableJobs.join(', '))}. ${JOBS_CURE}`,
  ];
}
