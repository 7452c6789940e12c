import { randomBytes } from 'node:crypto';
import { Repository } from '../registry/repository.ts';
import { accessDeniedText } from './texts.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** For temporary credentials, such as those of an assumed role. */
  readonly sessionToken?: string;
  /** When temporary credentials expire. */
  readonly expiresAt?: Date;
  /** The key's owner, such as `arn:aws:iam::123456789012:user/deployer`. */
  readonly arn: string;
  /** Actions such as `ecr:PutImage`. Default: all. */
  readonly allowed?: ReadonlySet<string>;
}

export type TagMutability = 'MUTABLE' | 'IMMUTABLE' | 'IMMUTABLE_WITH_EXCLUSION' | 'MUTABLE_WITH_EXCLUSION';

export interface TagMutabilitySettings {
  readonly mutability: TagMutability;
  /** Wildcards for tags with the opposite mutability. */
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

/** The state of Amazon ECR for one account and region, shared by the API and the registry. */
export class EcrAccount {
  readonly accountId: string;
  readonly region: string;
  readonly repositories = new Map<string, EcrRepository>();
  readonly accessKeys = new Map<string, AccessKey>();
  /** By password. */
  readonly tokens = new Map<string, AuthorizationToken>();
  /** The account setting BLOB_MOUNTING. */
  blobMounting = false;
  /** Whether a creation template creates a missing repository on push. */
  createsOnPush = false;

  constructor(accountId: string, region: string) {
    this.accountId = accountId;
    this.region = region;
  }

  /** `<account>.dkr.ecr.<region>.amazonaws.com` */
  get registryHost(): string {
    return `${this.accountId}.dkr.ecr.${this.region}.amazonaws.com`;
  }

  /** Returns the first access key, as the environment variables of AWS's clients. */
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

  /** Creates a registry password, as GetAuthorizationToken does. It is valid for 12 h by default. */
  issueToken(accessKey: AccessKey, lifetimeMs = TOKEN_LIFETIME_MS): { password: string; expiresAt: Date } {
    const password = randomBytes(48).toString('base64url');
    const expiresAt = new Date(Date.now() + lifetimeMs);
    this.tokens.set(password, { accessKey, expiresAt });
    return { password, expiresAt };
  }

  /** Returns AWS's message if the key lacks the permission. */
  rejectionReason({ arn, allowed }: AccessKey, action: string, resource: string): string | undefined {
    return (allowed?.has(action) ?? true) ? undefined : accessDeniedText(arn, action, resource);
  }

  /** Returns true if a tag of the repository is immutable. */
  isImmutable(repository: string, tag: string): boolean {
    const { mutability, exclusions } = this.repositories.get(repository)?.tagMutability ?? {};
    const excluded = exclusions?.some((wildcard) => matchesWildcard(wildcard, tag)) ?? false;
    if (mutability === 'IMMUTABLE') return true;
    if (mutability === 'IMMUTABLE_WITH_EXCLUSION') return !excluded;
    return mutability === 'MUTABLE_WITH_EXCLUSION' && excluded;
  }
}

/** Matches a wildcard: `*` stands for any characters; all others, including the dot, are literal. */
function matchesWildcard(wildcard: string, tag: string): boolean {
  return new RegExp(`^${wildcard.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(tag);
}
