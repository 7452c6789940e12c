import { randomUUID } from 'node:crypto';
import { type Answer, json, type Request } from '../http/message.ts';
import { Service } from '../http/service.ts';

interface Entry {
  /** The branch whose runs wrote it. */
  readonly scope: string;
  readonly key: string;
  /** A hash of paths and compression. */
  readonly version: string;
  readonly blob: string;
  isComplete: boolean;
}

export interface ActionsCache {
  readonly service: Service;
  /** The entries that runs finished, the newest first. */
  entries(): readonly Pick<Entry, 'scope' | 'key'>[];
  /** Changes the bytes of an entry. */
  damage(key: string): void;
  /** Adds an entry as a workflow of a ref could write it, with the bytes of another entry. */
  plant(scope: string, key: string): void;
  /** Returns the variables of a job's environment. It writes the entries of the first branch, and reads those of all. */
  environment(...scopes: readonly [string, ...string[]]): Record<string, string>;
  close(): Promise<void>;
}

/** A token with `actions: read`. */
export const LISTING_TOKEN = 'may-list-caches';
const PREFIX = '/twirp/github.actions.results.api.v1.CacheService';

/**
 * Starts GitHub's cache on loopback: the Twirp service that @actions/cache calls, the blobs of Azure to which it redirects,
 * and the list in GitHub's REST API. A token names the branches whose entries a job may read.
 * https://github.com/actions/toolkit/blob/main/packages/cache/src/generated/results/api/v1/cache.ts
 */
export async function startActionsCache(): Promise<ActionsCache> {
  const entries: Entry[] = [];
  const blobs = new Map<string, Buffer>();
  const urlOf = (blob: string) => `${service.url}/account/actions-cache/${blob}`;

  async function create(request: Request): Promise<Answer> {
    const { key, version } = await bodyOf(request);
    const [scope = ''] = scopesOf(request);
    if (entries.some((each) => each.scope === scope && each.key === key && each.version === version)) {
      return json(200, { ok: false, message: 'cache entry with the same key, version, and scope already exists' });
    }
    const blob = randomUUID();
    entries.unshift({ scope, key, version, blob, isComplete: false });
    return json(200, { ok: true, signed_upload_url: urlOf(blob) });
  }

  async function finalize(request: Request): Promise<Answer> {
    const { key, version } = await bodyOf(request);
    const [scope] = scopesOf(request);
    const entry = entries.find((each) => each.scope === scope && each.key === key && each.version === version);
    if (entry === undefined || !blobs.has(entry.blob)) return json(200, { ok: false, message: 'no such upload' });
    entry.isComplete = true;
    return json(200, { ok: true, entry_id: '1' });
  }

  async function find(request: Request): Promise<Answer> {
    const { key, version, restore_keys: others = [] } = await bodyOf(request);
    const readable = entries.filter((each) => each.isComplete && each.version === version);
    for (const scope of scopesOf(request)) {
      const inScope = readable.filter((each) => each.scope === scope);
      const match =
        inScope.find((each) => each.key === key) ??
        inScope.find((each) => others.some((other) => each.key.startsWith(other)));
      if (match !== undefined) {
        return json(200, { ok: true, signed_download_url: urlOf(match.blob), matched_key: match.key });
      }
    }
    return json(200, { ok: false });
  }

  /** Serves https://docs.github.com/rest/actions/cache#list-github-actions-caches-for-a-repository */
  function list({ url: { searchParams: query }, headers }: Request): Answer {
    if (headers.authorization !== `token ${LISTING_TOKEN}`) {
      return json(403, { message: 'Resource not accessible by integration' });
    }
    const found = entries.filter(
      ({ scope, key, isComplete }) =>
        isComplete && scope === query.get('ref') && key.startsWith(query.get('key') ?? ''),
    );
    const caches = found.slice(0, Number(query.get('per_page') ?? 30)).map(({ scope, key, version }, id) => {
      const now = new Date().toISOString();
      return { id, ref: scope, key, version, last_accessed_at: now, created_at: now, size_in_bytes: 1 };
    });
    return json(200, { total_count: found.length, actions_caches: caches });
  }

  async function upload(request: Request): Promise<Answer> {
    blobs.set(request.params.blob ?? '', await request.body());
    return { status: 201, headers: { etag: '"1"', 'last-modified': new Date().toUTCString(), 'x-ms-request-id': '1' } };
  }

  const service = await Service.start({
    name: 'actions-cache',
    routes: [
      { method: 'POST', path: `${PREFIX}/CreateCacheEntry`, handle: create },
      { method: 'POST', path: `${PREFIX}/FinalizeCacheEntryUpload`, handle: finalize },
      { method: 'POST', path: `${PREFIX}/GetCacheEntryDownloadURL`, handle: find },
      { method: 'GET', path: '/repos/:owner/:repo/actions/caches', handle: list },
      { method: 'PUT', path: '/account/actions-cache/:blob', handle: upload },
      {
        method: 'GET',
        path: '/account/actions-cache/:blob',
        handle: ({ params }) => ({ status: 200, body: blobs.get(params.blob ?? '') ?? Buffer.alloc(0) }),
      },
    ],
  });
  return {
    service,
    entries: () => entries.filter(({ isComplete }) => isComplete),
    damage: (key) => {
      const entry = entries.find((each) => each.key === key);
      if (entry !== undefined) blobs.set(entry.blob, Buffer.from('not an archive'));
    },
    plant: (scope, key) => {
      const entry = entries.find((each) => each.key === key);
      if (entry !== undefined) entries.unshift({ ...entry, scope });
    },
    environment: (...scopes) => ({
      ACTIONS_RESULTS_URL: `${service.url}/`,
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RUNTIME_TOKEN: Buffer.from(JSON.stringify(scopes)).toString('base64url'),
    }),
    close: () => service.close(),
  };
}

interface Body {
  readonly key: string;
  readonly version: string;
  readonly restore_keys?: readonly string[];
}

async function bodyOf(request: Request): Promise<Body> {
  return JSON.parse((await request.body()).toString());
}

/** Returns the branches of the token: the run's own, and those from which it may read. */
function scopesOf({ headers: { authorization = '' } }: Request): string[] {
  return JSON.parse(Buffer.from(authorization.replace('Bearer ', ''), 'base64url').toString());
}
