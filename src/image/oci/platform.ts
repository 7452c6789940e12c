import type { Descriptor } from './manifest.ts';

type Platform = NonNullable<Descriptor['platform']>;

/** Reads `os/architecture[/variant]`; https://github.com/opencontainers/image-spec/blob/main/image-index.md */
export function parsePlatform(text: string): Platform {
  const [os = '', architecture = '', variant] = text.split('/');
  return { architecture, os, ...(variant === undefined ? {} : { variant }) };
}

/** Returns whether a manifest of an index is for a platform, which may leave out its variant. */
export function isForPlatform({ platform }: Descriptor, wanted: string): boolean {
  if (platform === undefined) return false;
  const { os, architecture, variant } = platform;
  return wanted === `${os}/${architecture}` || wanted === `${os}/${architecture}/${variant ?? ''}`;
}
