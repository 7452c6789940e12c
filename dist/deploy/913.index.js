export const id = 913;
export const ids = [913];
export const modules = {

/***/ 7913:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   pushImage: () => (/* binding */ pushImage)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);

async function pushImage({ registry, image, built, dryRun }) {
    const { tag, digest, manifest, blobs } = built;
    const [existing, ...present] = await Promise.all([
        registry.resolve(tag),
        ...blobs.map((blob) => registry.hasBlob(blob.digest)),
    ]);
    if (existing !== undefined)
        return compare(existing, image, built);
    if (dryRun)
        return { outcome: 'pushed', digest };
    const missing = blobs.filter((_, index) => !present[index]);
    await Promise.all(missing.map((blob) => registry.putBlob(blob.digest, blob.bytes)));
    const stored = await registry.putManifest(tag, manifest);
    if (stored === 'stored')
        return { outcome: 'pushed', digest };
    return compare((await registry.resolve(tag)) ?? 'unknown', image, built);
}
function compare(existing, { registry, repository }, { tag, digest }) {
    if (existing === digest)
        return { outcome: 'unchanged', digest };
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UserError */ .y('tag-taken', `The tag ${tag} of ${registry}/${repository} is ${existing}, and this commit's image is ${digest}.`, 'A tag of a commit never changes. Find out who pushed it; to deploy this image, delete the tag in the registry and run again.');
}


/***/ })

};
