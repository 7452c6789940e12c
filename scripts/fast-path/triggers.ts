/** The ONBUILD instructions of Astronomer's images: https://www.astronomer.io/docs/astro/runtime-image-architecture */
const ASTRO_RUNTIME = [
  'COPY packages.txt .',
  'USER root',
  'RUN /usr/local/bin/install-system-packages',
  'COPY requirements.txt .',
  'RUN /usr/local/bin/install-python-dependencies',
  'USER astro',
  'COPY --chown=astro:0 . .',
];

const IS_ASTRO_RUNTIME =
  /(?:astronomer\/astro-runtime|astrocrpublic\.azurecr\.io\/(?:astronomer\/)?(?:astro-)?runtime):/;

/** Returns the ONBUILD instructions of a base image among these; its variants with `-base` have none. */
export function triggersOf(images: readonly string[]): readonly string[] | undefined {
  const found = images.some((image) => IS_ASTRO_RUNTIME.test(image) && !image.endsWith('-base'));
  return found ? ASTRO_RUNTIME : undefined;
}
