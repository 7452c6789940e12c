import type { RunRecord } from '../image/attest/provenance.ts';
import type { ImageName } from '../image-reference.ts';
import type { Registry } from '../registry/client.ts';
import type { Machine } from '../registry/machine.ts';
import type { RegistryReader } from '../registry/reader.ts';
import type { BuildSecrets } from './build-secrets.ts';

export interface PlanOptions {
  /** Absolute paths. */
  readonly context: string;
  readonly file: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildSecrets?: BuildSecrets;
  /** `os/architecture[/variant]` */
  readonly platform: string;
  /** A registry that answers for the images of Docker Hub. */
  readonly registryMirror?: string;
  /** The root of the repository, from which paths are named; absent: the context. */
  readonly workspace?: string;
  readonly machine?: Machine;
  /** How long a call to the registry of a base image is repeated after an outage, in milliseconds; 0: it is made once. */
  readonly retryLimitMs?: number;
}

export interface AttestOptions {
  readonly image: ImageName;
  readonly commit: string;
  /** The page of the source repository. */
  readonly sourceUrl: string;
  /** The run that makes the image; without it nothing is said about where it comes from. */
  readonly run?: RunRecord;
}

/** What an image is planned of. Its registry has no method that writes. */
export interface ImagePlanOptions extends PlanOptions, AttestOptions {
  readonly registry: RegistryReader;
  /** 40 hexadecimal digits; it must be checked out in the context. */
  readonly commit: string;
  readonly tagPrefix: string;
  /** Files that look like secrets and may ship, from the root of the workspace. */
  readonly allowSecrets?: readonly string[];
  /** Nothing is written to the registry, and no runtime is built. */
  readonly dryRun: boolean;
}

export interface BuildOptions extends ImagePlanOptions {
  readonly registry: Registry;
}
