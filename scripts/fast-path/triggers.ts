import { ASTRO_TRIGGERS } from '../../sandbox/docker/astronomer.ts';

const IS_ASTRO_RUNTIME =
  /(?:astronomer\/astro-runtime|astrocrpublic\.azurecr\.io\/(?:astronomer\/)?(?:astro-)?runtime):/;

/** Returns the ONBUILD instructions of a base image among these; its variants with `-base` have none. */
export function triggersOf(images: readonly string[]): readonly string[] | undefined {
  const found = images.some((image) => IS_ASTRO_RUNTIME.test(image) && !image.endsWith('-base'));
  return found ? ASTRO_TRIGGERS : undefined;
}
