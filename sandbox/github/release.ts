import type { User } from './state.ts';

export interface Release {
  readonly id: number;
  readonly tag: string;
  /** The target of a missing tag, which is created when the release is published. */
  readonly target: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  readonly author: User;
  draft: boolean;
  readonly assets: ReleaseAsset[];
}

export interface ReleaseAsset {
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly uploader: User;
}
