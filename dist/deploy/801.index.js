export const id = 801;
export const ids = [801];
export const modules = {

/***/ 801:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  askForDeployed: () => (/* binding */ askForDeployed),
  sameAsDeployed: () => (/* binding */ sameAsDeployed)
});

// EXTERNAL MODULE: ./build/image/blob.js
var blob = __webpack_require__(503);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./build/image/same-content.js

const LABELS_OF_THE_COMMIT = new Set(['org.opencontainers.image.created', 'org.opencontainers.image.revision']);
function sameLayers(one, other) {
    const [ours, theirs] = [layersOf(one), layersOf(other)];
    return ours !== undefined && (0,external_node_util_.isDeepStrictEqual)(ours, theirs);
}
function sameConfig(one, other) {
    return (0,external_node_util_.isDeepStrictEqual)(withoutCommit(one), withoutCommit(other));
}
function layersOf({ bytes }) {
    const { layers } = JSON.parse(bytes.toString());
    return layers?.map(({ digest }) => digest);
}
function withoutCommit(bytes) {
    const { created: _, history: __, config, ...rest } = JSON.parse(bytes.toString());
    const labels = Object.entries(config?.Labels ?? {}).filter(([name]) => !LABELS_OF_THE_COMMIT.has(name));
    return { ...rest, config: { ...config, Labels: Object.fromEntries(labels) } };
}

;// CONCATENATED MODULE: ./build/registry/same-image.js


async function isSameImage(registry, one, other, blobs = []) {
    if (!sameLayers(one, other))
        return false;
    const [ours, theirs] = await Promise.all([one, other].map((manifest) => configOf(registry, manifest, blobs)));
    return ours !== undefined && theirs !== undefined && sameConfig(ours, theirs);
}
async function configOf(registry, { bytes }, blobs) {
    const { config } = JSON.parse(bytes.toString());
    const local = blobs.find(({ digest }) => digest === config.digest);
    return local === undefined ? registry.getBlob(config) : (0,blob/* readBlob */.gm)(local);
}

;// CONCATENATED MODULE: ./build/push/same-as-deployed.js

function askForDeployed(registry, tag) {
    const manifest = tag === null ? Promise.resolve(undefined) : registry.getManifest(tag);
    manifest.catch(() => { });
    return manifest;
}
async function sameAsDeployed(registry, built, deployed) {
    return deployed !== undefined && isSameImage(registry, deployed, built.manifest, built.blobs);
}


/***/ })

};
