/**
 * Writes the files that differ only in how this repository names itself; part of `npm run docs`.
 * https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax/
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { currentVersion } from './release-pins.ts';

const ROOT = resolve(import.meta.dirname, '..');
const WORKFLOWS = '.github/workflows';
const REPOSITORY = 'flux-data/flux-airflow';
export const ENTERPRISE_SERVER = '-enterprise-server.yaml';

/** Returns `path → text` of all generated files. */
export function selfReferences(): Readonly<Record<string, string>> {
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const reusable = readdirSync(join(ROOT, WORKFLOWS)).filter(
    (name) => name.startsWith('reusable-') && !name.endsWith(ENTERPRISE_SERVER),
  );
  const workflows = reusable.map((name) => {
    const path = join(WORKFLOWS, name);
    const copy = path.replace(/\.yaml$/, ENTERPRISE_SERVER);
    return [copy, forEnterpriseServer(read(path), name, currentVersion())] as const;
  });
  return { 'actions/deploy/action.yml': inFolder(read('action.yml')), ...Object.fromEntries(workflows) };
}

/** Returns the root action as one in a folder, which a workflow can name as `$/actions/deploy`. */
function inFolder(action: string): string {
  const head = '# Generated from action.yml by `npm run docs`, for workflows that name a folder of this repository.\n';
  return head + action.replace('main: dist/', 'main: ../../dist/');
}

/** Returns a workflow without what only github.com knows: `$/`, `queue` and `deployment`. */
export function forEnterpriseServer(workflow: string, name: string, version: string): string {
  const head = `# Generated from ${name} by \`npm run docs\`, for GitHub Enterprise Server, which knows neither $/, queue nor deployment.\n`;
  const tag = `@v${version} # zizmor: ignore[unpinned-uses] this release itself; a commit cannot contain its own SHA`;
  return (
    head +
    workflow
      .replace(/uses: \$\/actions\/deploy$/gm, `uses: ${REPOSITORY}${tag}`)
      .replace(/uses: \$\/(\S+)$/gm, `uses: ${REPOSITORY}/$1${tag}`)
      .replace(/^ +(?:queue: max|deployment: false)\b.*\n/gm, '')
      .replace(/^name: (.*)$/m, `name: $1${ENTERPRISE_SERVER.replace('.yaml', '')}`)
  );
}

/** Writes the generated files. */
export function writeSelfReferences(): void {
  for (const [path, text] of Object.entries(selfReferences())) writeFileSync(join(ROOT, path), text);
}
