import type { ValuesFileLocation } from '../../github/gitops/values-file.ts';
import { JOBS_CURE } from '../../gitops/chart/immutable-jobs.ts';
import type { PreviewedChange } from '../../gitops/preview.ts';
import { code, codeBlock, escapeText, link, row, table } from '../../markdown.ts';
import type { DeploymentPreview } from '../result.ts';

/** Returns the preview of the deployment as Markdown. */
export function renderDeployment({ image, tag, runtime, change, target, serverUrl }: DeploymentPreview): string {
  const rows = [
    row('Image', `${code(`${image}:${tag}`)}, with the SHA of the merge`),
    row('Runtime', formatRuntime(runtime)),
  ];
  return [
    '### The deployment',
    table(['The deployment', ''], rows),
    ...(change === undefined || target === undefined
      ? ['The changes in the GitOps repository are unknown, because gitops-token is not set.']
      : renderChange(change, target, serverUrl)),
  ].join('\n\n');
}

function formatRuntime(runtime: DeploymentPreview['runtime']): string {
  if ('rejection' in runtime) return `unknown: ${code(runtime.rejection)}`;
  if (runtime.whole !== undefined) return `none: Docker builds the whole image (${code(runtime.whole)})`;
  if (runtime.before === undefined) return `${code(runtime.runtime ?? '')}; there is no base to compare it with`;
  if (runtime.before === runtime.runtime) return 'unchanged; the image is ready in seconds';
  return `will be rebuilt: ${code(runtime.changes.join('; '))}`;
}

function renderChange(
  change: NonNullable<DeploymentPreview['change']>,
  target: ValuesFileLocation,
  serverUrl: string,
): string[] {
  if ('rejection' in change) return [`⚠️ A deployment would be refused: ${code(change.rejection)}`];
  const { repository, path } = target;
  const page = `${serverUrl}/${repository}/blob/${change.head}/${encodeURI(path)}`;
  const file = (line?: number) => link(escapeText(path), line === undefined ? page : `${page}#L${line}`);
  const notes = [
    ...(change.held ? [`${file()}.hold stops all deployments until the hold is lifted.`] : []),
    ...change.leftBehind.map(({ line, message }) => `${file(line)}: ${code(message)}`),
    ...formatJobs(change, file()),
  ];
  return [
    change.diff === '' ? `${file()} already has this image.` : codeBlock('diff', change.diff),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ⚠️ ${note}`).join('\n')]),
  ];
}

function formatJobs({ immutableJobs }: PreviewedChange, file: string): string[] {
  if (immutableJobs.length === 0) return [];
  return [
    `${file}: a second deployment within five minutes fails, because Argo CD cannot change ${code(immutableJobs.join(', '))}. ${JOBS_CURE}`,
  ];
}
