export const id = 143;
export const ids = [143];
export const modules = {

/***/ 1143:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  reportDeployment: () => (/* binding */ reportDeployment)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 9 modules
var core = __webpack_require__(9584);
;// CONCATENATED MODULE: ./build/action/outputs.js

function setOutputs(outputs) {
    for (const [name, value] of Object.entries(outputs)) {
        if (value !== undefined && value !== null)
            (0,core/* setOutput */.uH)(name, value);
    }
}

// EXTERNAL MODULE: ./build/action/summary.js
var summary = __webpack_require__(6079);
;// CONCATENATED MODULE: ./build/verify/proof.js
function formatProof({ commit, pullRequests }) {
    return JSON.stringify({
        commit,
        pullRequests: pullRequests.map(({ number, url, head, approvals }) => ({
            number,
            url,
            head,
            approvals: approvals.map(({ author: approver, id: review, submittedAt: at }) => ({ approver, review, at })),
        })),
    });
}

;// CONCATENATED MODULE: ./build/bump-values/summary.js
function tellOutcome(bump, bumped) {
    const { tag, commit, dryRun, target } = bump;
    switch (bumped.outcome) {
        case 'deployed':
            return dryRun
                ? `Dry run: ${tag} would be deployed; nothing was changed`
                : `${tag} is committed to ${target.repository}`;
        case 'unchanged':
            return `${tag} is deployed already; nothing to do`;
        case 'skipped':
            return `Skipped: ${bumped.previousTag} is deployed, which is newer than ${commit.slice(0, 7)}; production stays as it is`;
        case 'held':
            return `Held: ${target.path}.hold in ${target.repository} stops all deployments; ${tag} was not deployed`;
        case 'superseded':
            return `Superseded: ${bumped.previousTag}, which is newer than ${commit.slice(0, 7)}, was deployed in the meantime`;
    }
}
function tellFacts(bump, bumped) {
    if (bumped.outcome === 'held')
        return [row('Hold', code(bumped.hold.replace(/\s*\n\s*/g, ' · ').trim()))];
    if (bumped.outcome !== 'deployed')
        return [row('Deployed', code(bumped.previousTag))];
    const { commit, previousTag, proof } = bumped;
    const place = `${code(bump.target.path)} in ${bump.target.repository}`;
    return [
        row('GitOps commit', commit === undefined ? 'none (dry run)' : `[${code(commit.oid.slice(0, 7))}](${commit.url})`),
        row('Values file', place),
        row('Before', previousTag === null ? 'no tag' : code(previousTag)),
        ...tellProof(proof),
    ];
}
function row(name, value) {
    return `| ${name} | ${value} |`;
}
function code(text) {
    return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
function tellProof({ pullRequests }) {
    return pullRequests.map(({ number, url, title, head, approvals }) => {
        const who = approvals.map(({ author }) => `@${author}`).join(', ');
        return row('Approved', `[#${number}](${url}) ${plainText(title)}, by ${who} on ${code(head.slice(0, 7))}`);
    });
}
function plainText(text) {
    return text.replace(/[\\`*_{}[\]<>()#+!|~@]/g, '\\$&').replace(/\s+/g, ' ');
}

;// CONCATENATED MODULE: ./build/bump-values/report.js





async function reportBump(bump, bumped, more = []) {
    const deployed = bumped.outcome === 'deployed' ? bumped : undefined;
    setOutputs({
        outcome: bumped.outcome,
        image: bump.image,
        tag: bump.tag,
        digest: bumped.digest,
        reference: bumped.digest === undefined ? undefined : `${bump.image}:${bump.tag}@${bumped.digest}`,
        'previous-tag': bumped.previousTag,
        'commit-sha': deployed?.commit?.oid,
        'commit-url': deployed?.commit?.url,
        proof: deployed === undefined ? undefined : formatProof(deployed.proof),
    });
    const sentence = tellOutcome(bump, bumped);
    if (bumped.outcome === 'held')
        (0,core/* warning */.$e)(`${sentence}. ${bumped.hold.trim()}`, { title: 'held' });
    else if (bumped.outcome === 'skipped' || bumped.outcome === 'superseded')
        (0,core/* notice */.lm)(sentence, { title: bumped.outcome });
    else
        (0,core/* info */.pq)(sentence);
    if (deployed !== undefined)
        (0,core/* info */.pq)(`${bump.dryRun ? 'The commit would be' : 'The commit'}:\n${deployed.diff}\n\n${deployed.message}`);
    const table = ['| | |', '|---|---|', ...tellFacts(bump, bumped), ...more].join('\n');
    await (0,summary/* writeSummary */.S)(`## ${SIGNS[bumped.outcome]} ${sentence}\n\n${table}\n`).catch((failure) => (0,core/* info */.pq)(`The job summary could not be written: ${failure}`));
}
const SIGNS = {
    deployed: '✅',
    unchanged: '🟰',
    held: '✋',
    skipped: '⏭️',
    superseded: '⏭️',
};

;// CONCATENATED MODULE: ./build/deploy/report.js



async function reportDeployment(options, deployed) {
    const { image } = deployed;
    setOutputs({ runtime: image?.runtime });
    const rows = image === undefined
        ? []
        : [
            row('Image', `${code(`${options.image}:${image.tag}`)} (${image.pushed === 'pushed' ? 'pushed' : 'was there'})`),
            row('Digest', code(image.digest)),
            row('Runtime', code(image.runtime)),
        ];
    const bumped = image === undefined ? deployed : { ...deployed, digest: image.digest };
    await reportBump({ ...options, tag: `${options.tagPrefix}${options.commit}` }, bumped, [
        ...rows,
        row('Time', tellSteps(deployed.steps)),
    ]);
}
function tellSteps(steps) {
    const total = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    return `${steps.map(({ name, milliseconds }) => `${name} ${seconds(milliseconds)}`).join(' · ')} · **${seconds(total)}**`;
}
function seconds(milliseconds) {
    return `${(milliseconds / 1000).toFixed(2)} s`;
}


/***/ })

};
