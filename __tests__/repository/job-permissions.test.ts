import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { classifyError } from '../../src/github/api/classify-error.ts';
import { classifyEcrError } from '../../src/registry/providers/classify-ecr-error.ts';
import { explain } from '../../src/runner/explain.ts';
import { completeRemedy, JOB_PERMISSIONS } from '../../src/runner/job-permissions.ts';
import { translate } from '../../src/translate/translate.ts';
import { jobsOf, type Step } from './examples.ts';
import { ROOT, readExamples, readPage } from './markdown.ts';
import { type Permissions, readPermissionRows } from './permission-rows.ts';

const rows = readPermissionRows();
const ENTRIES = Object.keys(JOB_PERMISSIONS) as (keyof typeof JOB_PERMISSIONS)[];

/** Returns the permissions of a block in a sentence, such as “permissions: { contents: read }”. */
function readBlock(text: string): Permissions {
  const [, block = ''] = /permissions: (\{[^}]*\})/.exec(text) ?? [];
  return parse(block) ?? {};
}

test.each(ENTRIES)('the permissions of %s match the page', (entry) => {
  expect(parse(`{${JOB_PERMISSIONS[entry].join(', ')}}`)).toEqual(rows.get(entry)?.all);
});

/** Returns the error for a token without a permission. */
function missingPermission(route: string, request: string, tokenName: string): Error {
  const answer = Object.assign(new Error('Resource not accessible by integration'), { status: 403 });
  return classifyError(answer, { route, request, tokenName, repeatable: false });
}

test.each(ENTRIES)('the permissions in a remedy of %s include all that it needs', (entry) => {
  const ecr = { operation: 'GetAuthorizationToken', resource: '*', registry: 'r' };
  const errors = [
    missingPermission('POST /repos/{owner}/{repo}/issues', 'POST /repos/o/r/issues', 'github-token'),
    classifyEcrError(Object.assign(new Error(), { name: 'CredentialsProviderError' }), ecr),
  ];
  for (const error of errors) {
    const remedy = completeRemedy(entry, explain(translate(error)).remedy, error);
    const { 'id-token': idToken, ...block } = readBlock(remedy);
    expect(block).toEqual(rows.get(entry)?.all);
    expect(idToken).toEqual(entry === 'protect' ? undefined : 'write');
  }
  expect(explain(translate(errors[0])).remedy).toContain('“Issues: read and write” on this repository');
});

test('the error of the token for the GitOps repository does not name permissions of the job', () => {
  const error = missingPermission('POST /graphql CommitFile', 'POST /graphql CommitFile', 'gitops-token');
  const { remedy } = explain(translate(error));
  expect(completeRemedy('deploy', remedy, error)).toBe(remedy);
});

test('no other text of the sources or pages has a block without the permission for the checkout', () => {
  const folders = ['src', 'docs', 'template', 'actions'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const found = files
    .filter((file) => /\.(?:ts|md|ya?ml)$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const blocks = text.matchAll(/permissions: (?:\{ ?)?[a-z-]+: (?:read|write)[^”}`'\n]*/g);
      return [...blocks].map(([block]) => [file, block] as const);
    });
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(([, block]) => !block.includes('contents: read'))).toEqual([]);
});

interface Workflow {
  readonly permissions?: Permissions | string;
  readonly steps?: readonly Step[];
}

test('each example with a block of permissions has those that its steps need', () => {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  );
  const jobs = [...pages.map((page) => `docs/${page}`), 'README.md'].flatMap((page) =>
    readExamples(readPage(page))
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ text }) => {
        const value = parse(text, { logLevel: 'silent' }) as Workflow | null;
        if (value === null || typeof value !== 'object') return [];
        return [...('steps' in value ? [value] : []), ...jobsOf(value)].map((job) => [page, job as Workflow] as const);
      }),
  );
  const judged = jobs.flatMap(([page, { permissions, steps = [] }]) => {
    if (permissions === undefined || typeof permissions === 'string') return [];
    const needs = steps.flatMap(({ uses = '' }) => {
      const entry = /^flux-data\/flux-airflow\/?(?:actions\/([\w-]+))?@/.exec(uses);
      if (uses.startsWith('aws-actions/configure-aws-credentials@')) return [{ contents: 'read', 'id-token': 'write' }];
      if (uses.startsWith('actions/checkout@')) return [{ contents: 'read' }];
      return entry === null ? [] : [rows.get(entry[1] ?? 'deploy')?.needs ?? {}];
    });
    return needs.length === 0 ? [] : [{ page, permissions, needs: Object.assign({}, ...needs) as Permissions }];
  });
  expect(judged.length).toBeGreaterThan(3);
  for (const { page, permissions, needs } of judged) {
    const missing = Object.entries(needs).filter(
      ([name, level]) => permissions[name] !== level && permissions[name] !== 'write',
    );
    expect([page, missing]).toEqual([page, []]);
  }
});
