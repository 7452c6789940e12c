import { gunzipSync } from 'node:zlib';
import type { Answer, Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import { start } from '../processes/start.ts';
import { type Caller, identify } from './access.ts';
import { afterPush } from './after-push.ts';
import { GitHubApiError } from './api-error.ts';
import { GIT_ENVIRONMENT } from './git.ts';
import { NO_COMMIT } from './objects.ts';
import { flush, packet, readPackets, sideBand } from './pkt-line.ts';
import type { Repository } from './repository.ts';
import { rulesOf } from './ruleset.ts';
import type { GitHubState } from './state.ts';

interface RefUpdate {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** Serves git's smart HTTP with git's own `http-backend`; https://git-scm.com/docs/http-protocol */
export function smartHttpRoutes(state: GitHubState): Route[] {
  const handle = (request: Request) => serve(state, request);
  return [
    { method: 'GET', path: '/:owner/:repo.git/info/refs', handle },
    { method: 'POST', path: '/:owner/:repo.git/git-upload-pack', handle },
    { method: 'POST', path: '/:owner/:repo.git/git-receive-pack', handle },
  ];
}

async function serve(state: GitHubState, request: Request): Promise<Answer> {
  const { owner, repo } = request.params;
  const service = request.url.searchParams.get('service') ?? request.url.pathname.split('/').at(-1);
  try {
    const caller = identify(state, request.headers.authorization);
    const repository = caller.repository(`${owner}/${repo}`);
    const body = await readRequestBody(request);
    if (service !== 'git-receive-pack') return await backend(repository, caller, request, body);
    caller.demand(repository.fullName, 'contents', 'write');
    return request.method === 'GET'
      ? await backend(repository, caller, request, body)
      : await receive(repository, caller, request, body);
  } catch (error) {
    if (!(error instanceof GitHubApiError)) throw error;
    if (error.status === 401)
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="GitHub"' }, body: 'Repository not found.\n' };
    if (error.status === 403) return { status: 403, body: `Permission to ${owner}/${repo}.git denied.\n` };
    return { status: 404, body: 'Repository not found.\n' };
  }
}

async function receive(repository: Repository, caller: Caller, request: Request, body: Buffer): Promise<Answer> {
  const updates = readUpdates(body);
  const refused = updates.flatMap((update) => {
    const reason = repository.rejectionReason(
      update.ref,
      caller.user,
      update.after === NO_COMMIT ? 'delete' : 'update',
    );
    return reason === undefined ? [] : [{ ...update, reason }];
  });
  if (refused.length > 0) return declined(repository, updates, refused);
  const answer = await backend(repository, caller, request, body);
  for (const { before, after, ref } of updates) {
    const now = (await repository.resolve(ref)) ?? NO_COMMIT;
    if (now === after && before !== after) await afterPush(repository, ref, before, after, caller.user);
  }
  return answer;
}

/** Returns the ref updates of a push: the packets before the first flush. */
function readUpdates(body: Buffer): RefUpdate[] {
  return readPackets(body).map((line) => {
    const [before = '', after = '', ref = ''] = (line.split('\0')[0] ?? '').trim().split(' ');
    return { before, after, ref };
  });
}

/** Returns GitHub's response to a push that the rules reject. */
function declined(
  repository: Repository,
  updates: readonly RefUpdate[],
  refused: readonly (RefUpdate & { reason: string })[],
): Answer {
  const messages = refused.map(({ ref, reason }) => {
    const rules = `${repository.webUrl}/rules?ref=${encodeURIComponent(ref)}`;
    return `error: GH013: Repository rule violations found for ${ref}.\nReview all repository rules at ${rules}\n\n- ${reason.replaceAll('\n\n', '\n\n- ')}\n\n`;
  });
  const report = [
    packet('unpack ok\n'),
    ...updates.map(({ ref }) => packet(`ng ${ref} push declined due to repository rule violations\n`)),
    flush(),
  ];
  const body = Buffer.concat([
    sideBand(2, Buffer.from(messages.join(''))),
    sideBand(1, Buffer.concat(report)),
    flush(),
  ]);
  return {
    status: 200,
    headers: { 'content-type': 'application/x-git-receive-pack-result', 'cache-control': 'no-cache' },
    body,
  };
}

async function readRequestBody(request: Request): Promise<Buffer> {
  const body = await request.body();
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Runs `git http-backend` as a web server does: https://git-scm.com/docs/git-http-backend */
async function backend(repository: Repository, caller: Caller, request: Request, body: Buffer): Promise<Answer> {
  const { url, method, headers } = request;
  const keepsHistory = repository.rulesets.some(
    (ruleset) => ruleset.enforcement === 'active' && rulesOf(ruleset).some(({ type }) => type === 'non_fast_forward'),
  );
  const { out } = await start({
    program: 'git',
    args: ['http-backend'],
    input: body,
    env: {
      ...GIT_ENVIRONMENT,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'receive.denyNonFastForwards',
      GIT_CONFIG_VALUE_0: String(keepsHistory),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: repository.directory,
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      PATH_INFO: url.pathname.replace(/^\/[^/]+\/[^/]+/, ''),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: method,
      REMOTE_USER: caller.user.login,
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
    },
  });
  return readCgi(Buffer.from(out));
}

function readCgi(out: Buffer): Answer {
  const end = out.indexOf('\r\n\r\n');
  const lines = out.subarray(0, end).toString().split('\r\n');
  const fields = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const { status = '200', ...headers } = Object.fromEntries(fields);
  return { status: Number.parseInt(status, 10), headers, body: out.subarray(end + 4) };
}
