/** The settings that an image runs with; https://github.com/opencontainers/image-spec/blob/main/config.md and Docker's additions. */
export interface Settings {
  User?: string;
  ExposedPorts?: Record<string, object>;
  Env?: string[];
  Entrypoint?: string[];
  Cmd?: string[];
  Volumes?: Record<string, object>;
  WorkingDir?: string;
  Labels?: Record<string, string>;
  StopSignal?: string;
  Healthcheck?: Record<string, unknown>;
  Shell?: string[];
  OnBuild?: string[];
  ArgsEscaped?: boolean;
}

export interface History {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** Fields that are not named here are kept as they are. */
export interface ImageConfig {
  readonly created?: string;
  readonly author?: string;
  readonly architecture: string;
  readonly os: string;
  readonly config?: Settings;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
  readonly history?: readonly History[];
  /** BuildKit's record of a build, with its times. */
  readonly 'moby.buildkit.cache.v0'?: string;
}
