/** The ONBUILD instructions of Astronomer's images: https://www.astronomer.io/docs/astro/runtime-image-architecture */
export const ASTRO_TRIGGERS: readonly string[] = [
  'COPY packages.txt .',
  'USER root',
  'RUN /usr/local/bin/install-system-packages',
  'COPY requirements.txt .',
  'RUN /usr/local/bin/install-python-dependencies',
  'USER astro',
  'COPY --chown=astro:0 . .',
];
