import { afterEach, expect, test } from '@jest/globals';
import { json } from '../../../../sandbox/http/message.ts';
import { Service } from '../../../../sandbox/http/service.ts';
import { GitHub } from '../../../../src/github/api/client.ts';
import { findLastHealthy } from '../../../../src/gitops/health/find-last-healthy.ts';

const LOGIN = 'deployer[bot]';
const idOf = (version: string) => version.repeat(40);

/** A commit of the values file: what it deployed, and whether it has a record. */
interface Deployed {
  /** A hexadecimal digit. */
  readonly version: string;
  readonly healthy?: boolean;
  readonly author?: string;
  readonly source?: string;
  readonly digest?: string;
  /** The version that a rollback replaced. */
  readonly rolledBack?: string;
}

let service: Service | undefined;
afterEach(() => service?.close());

/** Searches in a history, newest first, before the version `f`. */
async function search(history: readonly Deployed[]): Promise<string | undefined> {
  const commits = history.map((deployed, index) => nodeOf(deployed, index));
  service = await Service.start({
    name: 'github',
    routes: [
      {
        method: 'POST',
        path: '/graphql',
        handle: async ({ body }) => {
          const { query, variables } = JSON.parse(String(await body()));
          const viewer = { login: LOGIN };
          if (query.includes('ReadFileHistory')) {
            const page = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: commits };
            return json(200, { data: { viewer, repository: { object: { history: page } } } });
          }
          const asked = Object.entries(variables).filter(([name]) => name.startsWith('oid'));
          const found = asked.map(([name, oid]) => [
            name.replace('oid', 'commit'),
            commits.find((commit) => commit.oid === oid),
          ]);
          return json(200, { data: { viewer, repository: Object.fromEntries(found) } });
        },
      },
      { method: 'GET', path: '/repos/:owner/:repo/commits/:ref', handle: () => json(200, { files: [] }) },
    ],
  });
  const gitops = new GitHub({ token: 'token', tokenName: 'gitops-token', apiUrl: service.url });
  const version = { sourceRepository: 'team/airflow', tagPrefix: 'version-', tag: `version-${idOf('f')}` };
  const { found } = await findLastHealthy(gitops, { repository: 'o/r', path: 'values.yaml' }, idOf('0'), version);
  return found?.tag.at(-1);
}

function nodeOf(
  { version, healthy, author = LOGIN, source = 'team/airflow', digest = version, rolledBack }: Deployed,
  index: number,
) {
  const rollback = rolledBack === undefined ? [] : ['Operation: rollback'];
  const lines = [
    `Source-Repository: ${source}`,
    `Source-Commit: ${idOf(version)}`,
    `Image-Digest: sha256:${digest}`,
    `Previous-Tag: version-${idOf(rolledBack ?? '9')}`,
    ...rollback,
  ];
  const creator = { __typename: 'Bot', login: 'deployer' };
  return {
    oid: index.toString(16).padStart(40, '0'),
    url: '',
    message: `deploy\n\n${lines.join('\n')}\n`,
    committedDate: '2026-01-01T00:00:00Z',
    author: { user: { login: author } },
    signature: { isValid: true, wasSignedByGitHub: true },
    status: healthy === true ? { context: { state: 'SUCCESS', creator } } : null,
  };
}

const FAILED = { version: 'f' };

test.each<[string, readonly Deployed[], string | undefined]>([
  [
    'the one before, if it was healthy',
    [FAILED, { version: 'b', healthy: true }, { version: 'a', healthy: true }],
    'b',
  ],
  ['skips one that was not seen healthy', [FAILED, { version: 'b' }, { version: 'a', healthy: true }], 'a'],
  ['none if nothing was seen healthy', [FAILED, { version: 'b' }, { version: 'a' }], undefined],
  ['none without an earlier deployment', [FAILED], undefined],
  ['never the failed one itself', [FAILED, { version: 'b' }, { version: 'f', healthy: true }], undefined],
  [
    'not one that was rolled back',
    [FAILED, { version: 'a', rolledBack: 'b' }, { version: 'b', healthy: true }, { version: 'a', healthy: true }],
    'a',
  ],
  [
    'one that was deployed again after its rollback',
    [FAILED, { version: 'b', healthy: true }, { version: 'a', rolledBack: 'b' }, { version: 'b' }, { version: 'a' }],
    'b',
  ],
  [
    'by an older deployment of the same image',
    [FAILED, { version: 'a', rolledBack: 'b' }, { version: 'b' }, { version: 'a', healthy: true }],
    'a',
  ],
  [
    'not by one of another image with the same tag',
    [FAILED, { version: 'a' }, { version: 'a', healthy: true, digest: 'other' }],
    undefined,
  ],
  ['not a commit of another account', [FAILED, { version: 'a', healthy: true, author: 'mallory' }], undefined],
  ['not a version of another repository', [FAILED, { version: 'a', healthy: true, source: 'x/y' }], undefined],
])('%s', async (_, history, tag) => {
  expect(await search(history)).toBe(tag);
});
