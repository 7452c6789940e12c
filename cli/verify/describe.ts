import type { VerifyOptions } from './inputs.ts';
import type { Verified } from './verify.ts';

/** Returns who approved an image and who signed that, for a person. */
export function describeVerified({ image, tag }: VerifyOptions, { digest, workflow, approval }: Verified): string {
  const { pullRequests, breakGlass, approvedAfterwards = [], source, run } = approval;
  const approved = pullRequests.map(({ number, url, approvals }) => {
    const by = approvals.map(({ reviewer, at }) => `@${reviewer} (${at.slice(0, 10)})`).join(', ');
    return `Approved     #${number} by ${by}: ${url}`;
  });
  return [
    `✅ ${image}:${tag} was approved, and the approval is signed`,
    `Digest       ${digest}`,
    `Signed by    ${workflow}`,
    `Commit       ${source.commit} of ${source.repository}`,
    ...approved,
    ...approvedAfterwards.map((commit) => `Afterwards   ${commit}`),
    ...(breakGlass === undefined ? [] : [`⚠️ BREAK-GLASS by @${breakGlass.by}: ${breakGlass.reason}`]),
    `Run          ${run.url}, started by @${run.actor}`,
  ].join('\n');
}
