import type { RunRecord } from '../image/attest/provenance.ts';
import type { ImageName } from '../image-reference.ts';
import type { BuildSecrets } from '../inputs/build-secrets.ts';
import type { Registry } from '../registry/client.ts';
import type { Machine } from '../registry/machine.ts';
import type { RegistryReader } from '../registry/reader.ts';
import type { CommitToFetch } from '../runner/fetch-commit.ts';
import type { WritePermission } from '../write-permission.ts';

export interface PlanOptions {
  /** Absolute paths. */
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets?: BuildSecrets;
  /** The stage to build, by name or number; default: the last one. */
  readonly target?: string;
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** A registry that mirrors Docker Hub. */
  readonly registryMirror?: string;
  /** The root of the repository, for relative paths in messages; default: the context. */
  readonly workspace?: string;
  readonly machine?: Machine;
  /** How long a call to a base image's registry is retried after an outage, in milliseconds; 0 means one attempt. */
  readonly retryLimitMs?: number;
}

export interface AttestOptions {
  readonly image: ImageName;
  readonly commit: string;
  /** The page of the source repository. */
  readonly sourceUrl: string;
  /** The run that makes the image; without it, the image gets neither provenance nor SBOM. */
  readonly run?: RunRecord;
}

/** The options for planning an image. Their registry has no method that writes. */
export interface ImagePlanOptions extends Omit<PlanOptions, 'platform'>, AttestOptions {
  readonly registry: RegistryReader;
  /** The platforms of the image; with several, the tag is an index. */
  readonly platforms: readonly string[];
  /** How old a runtime may be until the tags of its base images are looked up again, in milliseconds. */
  readonly baseMaxAgeMs?: number;
  /** 40 hexadecimal digits; it must be checked out in the context. */
  readonly commit: string;
  /** What to fetch into the workspace first, if there is no checkout. */
  readonly fetch?: CommitToFetch;
  readonly tagPrefix: string;
  /** Files that may be in the image although they look like secrets, relative to the workspace. */
  readonly allowSecrets?: readonly string[];
  /** Whether to write nothing to the registry and build no runtime. */
  readonly dryRun: boolean;
}

export interface BuildOptions extends ImagePlanOptions {
  readonly registry: Registry;
}

/** The options for planning one platform of an image. */
export interface PlatformPlanOptions extends ImagePlanOptions {
  readonly platform: string;
}

/** The options for building the missing parts of an image. */
export interface RealizeOptions extends BuildOptions {
  readonly permission: WritePermission;
}

export interface PlatformBuildOptions extends PlatformPlanOptions {
  readonly registry: Registry;
  readonly permission: WritePermission;
}
