/** https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys */
export const CREATED_LABEL = 'org.opencontainers.image.created';
export const REVISION_LABEL = 'org.opencontainers.image.revision';
export const SOURCE_LABEL = 'org.opencontainers.image.source';
export const BASE_NAME_LABEL = 'org.opencontainers.image.base.name';
export const BASE_DIGEST_LABEL = 'org.opencontainers.image.base.digest';
