import type { ArgoCd } from '../../../sandbox/cluster/index.ts';

/** Whom the answers are for. */
type Tokens = Pick<ArgoCd, 'url' | 'token' | 'adminToken'>;

/** What Argo CD refuses, and in which words: status and body by question. */
export async function askRefusals({
  url,
  token,
  adminToken,
}: Tokens): Promise<Record<string, readonly [number, string]>> {
  const bearer = (value: string) => ({ authorization: `Bearer ${value}` });
  const json = { 'content-type': 'application/json' };
  const questions: Readonly<Record<string, readonly [string, RequestInit]>> = {
    'no token': ['flux-airflow', {}],
    'no token at all in it': ['flux-airflow', { headers: bearer('wrong') }],
    'a token with another signature': [
      'flux-airflow',
      { headers: bearer('eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmdvY2QifQ.c2lnbmVk') },
    ],
    'an application that is missing': ['absent', { headers: bearer(token) }],
    'one that is missing in its project': ['absent?project=default', { headers: bearer(token) }],
    'one of another project': ['flux-airflow?project=other', { headers: bearer(token) }],
    'two projects': ['flux-airflow?project=default&project=other', { headers: bearer(token) }],
    'the tree of one that is missing': ['absent/resource-tree', { headers: bearer(token) }],
    'to end an operation without the right': [
      'flux-airflow/operation',
      { method: 'DELETE', headers: { ...json, ...bearer(token) } },
    ],
    'to end what does not run': [
      'flux-airflow/operation',
      { method: 'DELETE', headers: { ...json, ...bearer(adminToken) } },
    ],
    'to end it by no JSON': ['flux-airflow/operation', { method: 'DELETE', headers: bearer(adminToken) }],
  };
  const answers = Object.entries(questions).map(async ([question, [path, init]]) => {
    const answer = await fetch(`${url}/api/v1/applications/${path}`, init);
    return [question, [answer.status, (await answer.text()).trim()]] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}
