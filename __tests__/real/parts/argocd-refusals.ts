import type { ArgoCd } from '../../../sandbox/cluster/index.ts';

/** The URL and tokens of the requests. */
type Tokens = Pick<ArgoCd, 'url' | 'token' | 'adminToken'>;

/** Returns status and body of requests that Argo CD rejects, by description. */
export async function askRefusals({
  url,
  token,
  adminToken,
}: Tokens): Promise<Record<string, readonly [number, string]>> {
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  const json = { 'content-type': 'application/json' };
  const questions: Readonly<Record<string, readonly [string, RequestInit]>> = {
    'no token': ['flux-airflow', {}],
    'a malformed token': ['flux-airflow', { headers: bearer('wrong') }],
    'a token with another signature': [
      'flux-airflow',
      { headers: bearer('eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmdvY2QifQ.c2lnbmVk') },
    ],
    'a missing application': ['absent', { headers: bearer(token) }],
    'a missing application of a project': ['absent?project=default', { headers: bearer(token) }],
    'an application of another project': ['flux-airflow?project=other', { headers: bearer(token) }],
    'two projects': ['flux-airflow?project=default&project=other', { headers: bearer(token) }],
    'the tree of a missing application': ['absent/resource-tree', { headers: bearer(token) }],
    'terminate an operation without the right': [
      'flux-airflow/operation',
      { method: 'DELETE', headers: { ...json, ...bearer(token) } },
    ],
    'terminate an operation that is not running': [
      'flux-airflow/operation',
      { method: 'DELETE', headers: { ...json, ...bearer(adminToken) } },
    ],
    'terminate without JSON': ['flux-airflow/operation', { method: 'DELETE', headers: bearer(adminToken) }],
  };
  const answers = Object.entries(questions).map(async ([question, [path, init]]) => {
    const answer = await fetch(`${url}/api/v1/applications/${path}`, init);
    return [question, [answer.status, (await answer.text()).trim()]] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}
