import type { EcrAccount } from '../ecr/account.ts';
import type { Route } from '../http/service.ts';
import { Service } from '../http/service.ts';
import { basicAuth, type Credentials } from './basic-auth.ts';
import { type BearerOptions, bearerAuth } from './bearer-auth.ts';
import type { Conduct } from './conduct.ts';
import { ContentStore } from './content-store.ts';
import type { Context } from './context.ts';
import { ecrConduct } from './ecr.ts';
import { ecrDownloads } from './ecr-downloads.ts';
import { type PlainOptions, plainConduct } from './plain.ts';
import { registryRoutes } from './routes.ts';

export type RegistryAuth =
  | { readonly kind: 'anonymous' }
  | ({ readonly kind: 'basic' } & Credentials)
  | ({ readonly kind: 'bearer' } & BearerOptions);

export interface RegistryOptions {
  /** The folder of the blobs; created if missing. */
  readonly directory: string;
  /** Makes it the Amazon ECR registry of this account, which `startEcr` can share. */
  readonly ecr?: EcrAccount;
  /** The authorisation of a plain registry. Default: none. */
  readonly auth?: RegistryAuth;
  /** Makes the tags of a plain registry immutable. With Amazon ECR, each repository has its own setting. */
  readonly immutableTags?: boolean;
  /** Makes a plain registry reject artifacts, as GitLab's does. */
  readonly imagesOnly?: boolean;
  readonly locations?: 'relative' | 'absolute';
  readonly port?: number;
}

export interface Registry {
  /** `127.0.0.1:port`, the first part of an image name. */
  readonly host: string;
  readonly url: string;
  /** The record of calls, and the faults. */
  readonly service: Service;
  close(): Promise<void>;
}

/** Starts an OCI registry on loopback: by distribution-spec 1.1, or with Amazon ECR's differences. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const { directory, ecr, auth = { kind: 'anonymous' }, locations = 'relative', port } = options;
  const content = await ContentStore.open(directory);
  const [conduct, routes] = ecr === undefined ? plain(auth, options) : amazon(ecr, content);
  const context: Context = { conduct, content, locations, uploads: new Map() };
  const service = await Service.start({
    name: 'registry',
    routes: [...routes, ...registryRoutes(context)],
    ...(port === undefined ? {} : { port }),
  });
  return { host: service.host, url: service.url, service, close: () => service.close() };
}

function plain(auth: RegistryAuth, options: PlainOptions): [Conduct, Route[]] {
  if (auth.kind === 'anonymous') return [plainConduct(() => undefined, options), []];
  if (auth.kind === 'basic') return [plainConduct(basicAuth(auth), options), []];
  const { authorise, tokenRoute } = bearerAuth(auth);
  return [plainConduct(authorise, options), [tokenRoute]];
}

function amazon(account: EcrAccount, content: ContentStore): [Conduct, Route[]] {
  const downloads = ecrDownloads(account, content);
  return [ecrConduct(account, downloads.presign), [downloads.route]];
}
