import { randomBytes } from 'node:crypto';
import { Repository } from '../registry/repository.ts';
import { accessDeniedText } from './texts.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, such as those of an assumed role. */
  readonly sessionToken?: string;
  /** When temporary credentials end. */
  readonly expiresAt?: Date;
  /** Whose key it is, e.g. `arn:aws:iam::123456789012:user/deployer`. */
  readonly arn: string;
  /** Actions such as `ecr:PutImage`; everything when not given. */
  readonly allowed?: ReadonlySet<string>;
}

export type TagMutability = 'MUTABLE' | 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION';

export interface TagMutabilitySettings {
  readonly mutability: TagMutability;
  /** Wildcards for tags that are treated the other way. */
  readonly exclusions: readonly string[];
}

export interface EcrRepository {
  readonly images: Repository;
  readonly createdAt: Date;
  readonly scanOnPush: boolean;
  tagMutability: TagMutabilitySettings;
  lifecyclePolicy?: string;
}

export interface AuthorizationToken {
  readonly accessKey: AccessKey;
  readonly expiresAt: Date;
}

const TOKEN_LIFETIME_MS = 12 * 60 * 60 * 1000;

/** What an AWS account keeps of Amazon ECR in one region, shared by the API and the registry. */
export class EcrAccount {
  readonly accountId: string;
  readonly region: string;
  readonly repositories = new Map<string, EcrRepository>();
  readonly accessKeys = new Map<string, AccessKey>();
  /** By the password that they hold. */
  readonly tokens = new Map<string, AuthorizationToken>();
  /** The account setting BLOB_MOUNTING. */
  blobMounting = false;

  constructor(accountId: string, region: string) {
    this.accountId = accountId;
    this.region = region;
  }

  /** `<account>.dkr.ecr.<region>.amazonaws.com` */
  get registryHost(): string {
    return `${this.accountId}.dkr.ecr.${this.region}.amazonaws.com`;
  }

  /** The first access key, as the variables that AWS's clients read. */
  get credentials(): Readonly<Record<string, string>> {
    const [{ accessKeyId, secretAccessKey, sessionToken } = this.#noKey()] = this.accessKeys.values();
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    };
  }

  #noKey(): never {
    throw new Error(`the account ${this.accountId} has no access key`);
  }

  repositoryArn(name: string): string {
    return `arn:aws:ecr:${this.region}:${this.accountId}:repository/${name}`;
  }

  createRepository(
    name: string,
    options: { readonly scanOnPush?: boolean; readonly tagMutability?: TagMutabilitySettings } = {},
  ): EcrRepository {
    const { scanOnPush = false, tagMutability = { mutability: 'MUTABLE', exclusions: [] } } = options;
    const repository = { images: new Repository(name), createdAt: new Date(), scanOnPush, tagMutability };
    this.repositories.set(name, repository);
    return repository;
  }

  /** A password for the registry, as GetAuthorizationToken gives one; 12 h long unless told. */
  issueToken(accessKey: AccessKey, lifetimeMs = TOKEN_LIFETIME_MS): { password: string; expiresAt: Date } {
    const password = randomBytes(48).toString('base64url');
    const expiresAt = new Date(Date.now() + lifetimeMs);
    this.tokens.set(password, { accessKey, expiresAt });
    return { password, expiresAt };
  }

  /** Why this key may not do it, in AWS's words. */
  refusal({ arn, allowed }: AccessKey, action: string, resource: string): string | undefined {
    return (allowed?.has(action) ?? true) ? undefined : accessDeniedText(arn, action, resource);
  }

  /** Whether a tag of the repository may not be moved. */
  isImmutable(repository: string, tag: string): boolean {
    const { mutability, exclusions } = this.repositories.get(repository)?.tagMutability ?? {};
    const excluded = exclusions?.some((wildcard) => matchesWildcard(wildcard, tag)) ?? false;
    if (mutability === 'IMMUTABLE') return true;
    if (mutability === 'IMMUTABLE_WITH_EXCLUSION') return !excluded;
    return mutability === 'MUTABLE_WITH_EXCLUSION' && excluded;
  }
}

/** `*` stands for any characters; all others that a tag may have, a dot too, for themselves. */
function matchesWildcard(wildcard: string, tag: string): boolean {
  return new RegExp(`^${wildcard.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(tag);
}
