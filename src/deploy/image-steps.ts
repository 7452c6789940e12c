/** What makes, compares and pushes an image: one file of the bundle, which is read while GitHub answers. */
export { buildImage } from '../build/build.ts';
export { attachReferrers } from '../push/attach.ts';
export { findPresent } from '../push/find-present.ts';
export { pushImage } from '../push/push.ts';
export { fetchDeployedManifest, isSameAsDeployed } from '../push/same-as-deployed.ts';
