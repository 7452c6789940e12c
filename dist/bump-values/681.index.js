export const id = 681;
export const ids = [681];
export const modules = {

/***/ 1681:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  bumpValues: () => (/* binding */ bumpValues)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/image/blob.js + 1 modules
var blob = __webpack_require__(337);
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

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./build/github/commit-file.js
const CREATE_COMMIT = `
  mutation CommitFile($input: CreateCommitOnBranchInput!) {
    createCommitOnBranch(input: $input) { commit { oid url } }
  }
`;
async function commitFile(github, commit) {
    const input = {
        branch: { repositoryNameWithOwner: commit.repository, branchName: commit.branch },
        expectedHeadOid: commit.expectedHead,
        message: { headline: commit.headline, body: commit.body },
        fileChanges: { additions: [{ path: commit.path, contents: Buffer.from(commit.text).toString('base64') }] },
    };
    const answer = await github.mutate(CREATE_COMMIT, { input });
    return answer.createCommitOnBranch.commit;
}

// EXTERNAL MODULE: ./build/github/failure.js
var failure = __webpack_require__(220);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/values/key-path.js

const STEP = /"((?:[^"\\]|\\.)*)"|\[(\d+)\]|([^.[\]"]+)/y;
function parseKeyPath(text) {
    const path = [];
    let at = 0;
    while (at < text.length) {
        if (path.length > 0 && text[at] === '.')
            at += 1;
        else if (path.length > 0 && text[at] !== '[')
            throw malformed(text, at);
        STEP.lastIndex = at;
        const step = STEP.exec(text);
        if (step === null)
            throw malformed(text, at);
        path.push(readStep(step));
        at = STEP.lastIndex;
    }
    if (path.length === 0)
        throw malformed(text, 0);
    return path;
}
function formatKeyPath(path) {
    return path
        .map((step, index) => {
        if (typeof step === 'number')
            return `[${step}]`;
        const key = /^[^.[\]"]+$/.test(step) ? step : JSON.stringify(step);
        return index === 0 ? key : `.${key}`;
    })
        .join('');
}
function readStep([, quoted, position, plain]) {
    if (position !== undefined)
        return Number(position);
    return quoted === undefined ? String(plain) : quoted.replace(/\\(.)/g, '$1');
}
function malformed(text, at) {
    return new errors/* UserError */.y('key-path', `The key path ${JSON.stringify(text)} cannot be read from its character ${at + 1} on.`, 'Write keys with dots between them (images.airflow.tag), positions in brackets (containers[0].image), and keys that hold dots in double quotes ("a.b".tag).');
}

;// CONCATENATED MODULE: ./build/values/locate.js



function locate(values, path) {
    let node = values.document.contents;
    let pair;
    let inFlow = false;
    for (const [depth, step] of path.entries()) {
        const upTo = formatKeyPath(path.slice(0, depth)) || 'the file';
        if ((0,dist/* isAlias */.Vj)(node))
            throw unsupported(values, node, upTo, 'is an alias, so an edit would change its anchor');
        if ((0,dist/* isMap */.jh)(node)) {
            inFlow ||= node.flow === true;
            pair = findPair(values, node, step, path.slice(0, depth + 1));
            node = pair.value;
        }
        else if ((0,dist/* isSeq */.oP)(node)) {
            inFlow ||= node.flow === true;
            pair = undefined;
            if (typeof step !== 'number' || step >= node.items.length)
                throw missing(path.slice(0, depth + 1), upTo, [`[0]…[${node.items.length - 1}]`]);
            node = node.items[step];
        }
        else {
            throw missing(path.slice(0, depth + 1), upTo, []);
        }
    }
    if (pair !== undefined && node === null) {
        throw unsupported(values, pair.key, formatKeyPath(path), 'has no colon, and so no place for a value');
    }
    const scalar = editable(values, node, path);
    return pair === undefined ? { scalar, inFlow } : { scalar, pair, inFlow };
}
function findPair(values, map, step, path) {
    const pair = map.items.find((item) => keyOf(item) === String(step));
    if (pair !== undefined)
        return pair;
    const merge = map.items.find((item) => keyOf(item) === '<<');
    if (merge !== undefined) {
        throw unsupported(values, merge.key, formatKeyPath(path), 'is not written here: the mapping is filled by a merge key (<<)');
    }
    throw missing(path, formatKeyPath(path.slice(0, -1)) || 'the file', map.items.map(keyOf));
}
function keyOf(pair) {
    return (0,dist/* isScalar */.jn)(pair.key) ? String(pair.key.value) : '';
}
function editable(values, node, path) {
    const at = formatKeyPath(path);
    if ((0,dist/* isAlias */.Vj)(node))
        throw unsupported(values, node, at, 'is an alias, so an edit would change its anchor');
    if (!(0,dist/* isScalar */.jn)(node)) {
        const kind = (0,dist/* isMap */.jh)(node) || (0,dist/* isPair */.tO)(node) ? 'a mapping' : 'a sequence';
        throw unsupported(values, node, at, `is ${kind}, not a single value`);
    }
    if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
        throw unsupported(values, node, at, 'is a block scalar (| or >)');
    const tag = node.tag;
    if (tag !== undefined && tag !== 'tag:yaml.org,2002:str')
        throw unsupported(values, node, at, `has the tag ${tag}`);
    return node;
}
function unsupported(values, node, path, why) {
    return new errors/* UserError */.y('values-key-unsupported', `${path} at ${values.position(node.range?.[0] ?? 0)} ${why}.`, 'Write the value out as a plain scalar at this key, by a commit of its own, or name another key.');
}
function missing(path, parent, keys) {
    const there = keys.length === 0 ? `${parent} holds no keys` : `${parent} holds: ${keys.slice(0, 12).join(', ')}`;
    return new errors/* UserError */.y('values-key-missing', `The values file has no key ${formatKeyPath(path)} (${there}).`, 'Correct the key, or add it to the file by a commit of its own: this action changes values and never adds keys.');
}

;// CONCATENATED MODULE: ./build/values/parse.js


function parseValues(text) {
    const lines = new dist/* LineCounter */.HN();
    const position = (offset) => {
        const { line, col } = lines.linePos(offset);
        return `${line}:${col}`;
    };
    if (/\r(?!\n)/.test(text))
        throw invalid(lineOf(text, /\r(?!\n)/), 'a carriage return stands alone as the end of a line');
    const document = parse(text, lines);
    const [error] = document.errors;
    if (error !== undefined)
        throw invalid(position(error.pos[0]), (error.message.split('\n')[0] ?? '').replace(/ at line \d+.*$/, ''));
    return { text, document, position };
}
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new errors/* UserError */.y('values-not-utf8', 'The values file is not UTF-8.', 'Save the file as UTF-8.', { cause });
    }
}
function parse(text, lineCounter) {
    try {
        return (0,dist/* parseDocument */.Tp)(text, { lineCounter, prettyErrors: false, stringKeys: false });
    }
    catch (cause) {
        throw invalid('1:1', cause instanceof RangeError ? 'it is nested too deeply' : String(cause), cause);
    }
}
function lineOf(text, pattern) {
    return `${text.slice(0, text.search(pattern)).split('\n').length}:1`;
}
function invalid(position, what, cause) {
    return new errors/* UserError */.y('values-invalid', `The values file cannot be edited, at ${position}: ${what}.`, 'Mend the file by a commit of its own; it is left as it is.', { cause });
}

;// CONCATENATED MODULE: ./build/values/quote.js


const PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*$/;
const PLAIN_WITH_COLONS = /^[A-Za-z0-9_./][A-Za-z0-9_./@+:-]*[A-Za-z0-9_./@+-]$/;
function quote(value, style, inFlow) {
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]/u.test(value)) {
        throw new errors/* UserError */.y('values-value', `The value ${JSON.stringify(value)} holds control characters.`, 'Give a value of one line of text.');
    }
    if (style === dist/* Scalar */.X5.QUOTE_SINGLE)
        return `'${value.replaceAll("'", "''")}'`;
    if (style === dist/* Scalar */.X5.QUOTE_DOUBLE)
        return JSON.stringify(value);
    return staysString(value, inFlow) ? value : JSON.stringify(value);
}
function staysString(value, inFlow) {
    if (!PLAIN.test(value) && (inFlow || !PLAIN_WITH_COLONS.test(value)))
        return false;
    if (!Number.isNaN(Number(value.replaceAll('_', ''))))
        return false;
    return (0,dist/* parse */.qg)(value, { version: '1.2' }) === value && (0,dist/* parse */.qg)(value, { version: '1.1' }) === value;
}

;// CONCATENATED MODULE: ./build/values/read.js

function readValue(values, path) {
    let node = resolve(values, values.document.contents);
    for (const step of path) {
        if ((0,dist/* isMap */.jh)(node)) {
            const pair = node.items.find((item) => (0,dist/* isScalar */.jn)(item.key) && String(item.key.value) === String(step));
            node = resolve(values, pair?.value);
        }
        else {
            node = (0,dist/* isSeq */.oP)(node) && typeof step === 'number' ? resolve(values, node.items[step]) : undefined;
        }
    }
    if (!(0,dist/* isScalar */.jn)(node))
        return undefined;
    if (node.value === null || node.value === undefined)
        return null;
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
function resolve(values, node) {
    return (0,dist/* isAlias */.Vj)(node) ? node.resolve(values.document) : node;
}

;// CONCATENATED MODULE: ./build/values/same.js

function sameExcept(before, after, edited) {
    if (before === edited)
        return (0,dist/* isScalar */.jn)(after);
    if ((0,dist/* isScalar */.jn)(before))
        return (0,dist/* isScalar */.jn)(after) && sameScalar(before, after);
    if ((0,dist/* isAlias */.Vj)(before))
        return (0,dist/* isAlias */.Vj)(after) && before.source === after.source;
    if ((0,dist/* isPair */.tO)(before)) {
        return (0,dist/* isPair */.tO)(after) && sameExcept(before.key, after.key, edited) && sameExcept(before.value, after.value, edited);
    }
    if ((0,dist/* isCollection */.P3)(before)) {
        if (!(0,dist/* isCollection */.P3)(after) || before.items.length !== after.items.length)
            return false;
        return (before.tag === after.tag && before.items.every((item, index) => sameExcept(item, after.items[index], edited)));
    }
    return (before ?? null) === (after ?? null);
}
function sameScalar(before, after) {
    return Object.is(before.value, after.value) && before.source === after.source && before.tag === after.tag;
}

;// CONCATENATED MODULE: ./build/values/edit.js








function editValues(text, edits) {
    const changes = [];
    let values = parseValues(text);
    for (const { path: written, value } of edits) {
        const path = parseKeyPath(written);
        const located = locate(values, path);
        const previous = readValue(values, path) ?? null;
        if (located.scalar.value === value)
            continue;
        values = splice(values, path, located, value);
        changes.push({ path: formatKeyPath(path), previous, next: value });
    }
    return { text: values.text, changes };
}
function splice(values, path, located, value) {
    const { scalar, inFlow } = located;
    const [start, end] = scalar.range;
    const source = quote(value, scalar.type, inFlow);
    const edited = start === end
        ? insertAfterColon(values, path, located, source)
        : values.text.slice(0, start) + source + values.text.slice(end);
    const after = parseValues(edited);
    const now = locate(after, path).scalar;
    if (now.value !== value || !(0,dist/* isScalar */.jn)(now) || !sameExcept(values.document.contents, after.document.contents, scalar)) {
        throw unplaceable(path, 'the edit would change the meaning of the file elsewhere');
    }
    return after;
}
function insertAfterColon(values, path, { scalar, pair }, source) {
    const key = pair?.key;
    const keyEnd = (0,dist/* isScalar */.jn)(key) ? key.range[1] : undefined;
    const colon = keyEnd === undefined ? null : /^\s*:/.exec(values.text.slice(keyEnd));
    if (keyEnd === undefined || colon === null || scalar.anchor !== undefined || scalar.tag !== undefined) {
        throw unplaceable(path, 'it is empty in a way that leaves no place for a value');
    }
    const at = keyEnd + colon[0].length;
    return `${values.text.slice(0, at)} ${source}${values.text.slice(at)}`;
}
function unplaceable(path, why) {
    return new errors/* UserError */.y('values-key-unsupported', `${formatKeyPath(path)} cannot be set: ${why}.`, 'Write ~ at this key by a commit of its own, then deploy again.');
}

;// CONCATENATED MODULE: ./build/bump-values/contention.js
const FIRST_WINDOW = 8;
const NEXT_WINDOW = 32;
const WINDOW_PER_COMMIT = 6;
function waitMs({ failures, attemptMs, landed }) {
    const window = failures === 1 ? FIRST_WINDOW : Math.max(NEXT_WINDOW * 2 ** (failures - 2), WINDOW_PER_COMMIT * landed);
    return Math.random() * window * attemptMs;
}

;// CONCATENATED MODULE: ./build/bump-values/diff.js
function diffLines(before, after) {
    const old = before.split('\n');
    return after
        .split('\n')
        .flatMap((line, index) => line === old[index] ? [] : [`@@ line ${index + 1} @@`, `-${old[index] ?? ''}`, `+${line}`])
        .join('\n');
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/github/values-file.js



const FIELDS = `
  fragment Fields on Ref {
    name
    target {
      ... on Commit {
        oid
        file(path: $path) { oid object { ... on Blob { text } } }
        hold: file(path: $hold) { object { ... on Blob { text } } }
        history(first: $depth, path: $path) { nodes { oid url message } }
        branchHistory: history(first: $depth) { nodes { oid } }
      }
    }
  }
`;
const AT_BRANCH = `
  query ReadValuesFile($owner: String!, $name: String!, $path: String!, $hold: String!, $depth: Int!, $ref: String!) {
    repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { ...Fields } }
  }
  ${FIELDS}
`;
const AT_DEFAULT_BRANCH = `
  query ReadValuesFile($owner: String!, $name: String!, $path: String!, $hold: String!, $depth: Int!) {
    repository(owner: $owner, name: $name) { defaultBranchRef { ...Fields } }
  }
  ${FIELDS}
`;
async function readValuesFile(github, location, depth = 1) {
    const { repository, branch, path } = location;
    const [owner, name] = repository.split('/');
    const startedAt = performance.now();
    const variables = { owner, name, path, hold: `${path}.hold`, depth };
    const answer = branch === undefined
        ? await github.query(AT_DEFAULT_BRANCH, variables)
        : await github.query(AT_BRANCH, { ...variables, ref: `refs/heads/${branch}` });
    const ref = answer.repository.ref ?? answer.repository.defaultBranchRef;
    if (ref === null || ref === undefined)
        throw noBranch(location);
    const { oid: head, file, hold, history, branchHistory } = ref.target;
    if (file === null || file.object?.text === undefined)
        throw noFile(location, ref.name);
    const text = isWhole(file.object.text, file.oid) ? file.object.text : await readBlob(github, repository, file.oid);
    return {
        branch: ref.name,
        head,
        text,
        hold: hold === null ? undefined : (hold.object?.text ?? ''),
        history: history.nodes,
        branchHistory: branchHistory.nodes.map(({ oid }) => oid),
        readMs: performance.now() - startedAt,
    };
}
function isWhole(text, oid) {
    if (typeof text !== 'string')
        return false;
    const bytes = Buffer.from(text);
    const hash = (0,external_node_crypto_.createHash)(oid.length === 40 ? 'sha1' : 'sha256');
    return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === oid;
}
async function readBlob(github, repository, oid) {
    const [owner, repo] = repository.split('/');
    const blob = await github.get('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        owner,
        repo,
        file_sha: oid,
    });
    return decodeUtf8(Buffer.from(blob.content, 'base64'));
}
function noBranch({ repository, branch }) {
    const what = branch === undefined ? 'has no commit yet' : `has no branch ${branch}`;
    return new errors/* UserError */.y('gitops-branch', `The GitOps repository ${repository} ${what}.`, 'Correct gitops-branch.');
}
function noFile({ repository, path }, branch) {
    return new errors/* UserError */.y('values-file', `There is no file ${path} on ${branch} of ${repository}.`, 'Correct values-file: it is a path from the root of the GitOps repository. Nothing was built, pushed or committed.');
}

;// CONCATENATED MODULE: ./build/github/activity.js

async function readActivities(github, repository, branch) {
    const [owner, repo] = repository.split('/');
    const parameters = { owner, repo, ref: `refs/heads/${branch}`, per_page: 100 };
    const entries = await github.get('GET /repos/{owner}/{repo}/activity', parameters).catch((error) => {
        if (error instanceof errors/* UserError */.y)
            return [];
        throw error;
    });
    return new Map(entries.map(({ after, activity_type: kind, actor }) => [after, { kind, actor: actor?.login ?? 'unknown' }]));
}

;// CONCATENATED MODULE: ./build/github/compare.js

const PAGE_SIZE = 100;
async function compareCommits(github, repository, base, head) {
    const [owner, repo] = repository.split('/');
    const commits = [];
    for (let page = 1;; page += 1) {
        const answer = await readPage(github, { owner, repo, basehead: `${base}...${head}`, per_page: PAGE_SIZE, page });
        if (answer === undefined)
            return { status: 'unknown', commits: [] };
        commits.push(...answer.commits.map((commit) => commit.sha));
        if (commits.length >= answer.total_commits || answer.commits.length === 0)
            return { status: answer.status, commits };
    }
}
async function readPage(github, parameters) {
    try {
        return await github.get('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
    }
    catch (error) {
        if (error instanceof errors/* UserError */.y && error.code === 'github-not-found')
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./build/github/pull-request.js
const PULL_REQUEST_FIELDS = `
  fragment PullRequestFields on PullRequest {
    number url title merged baseRefName headRefOid
    author { login }
    baseRepository { nameWithOwner }
    mergeCommit { oid }
    latestOpinionatedReviews(first: 50) {
      pageInfo { hasNextPage }
      nodes { fullDatabaseId state submittedAt author { __typename login } commit { oid } }
    }
    commits(first: 100) {
      pageInfo { hasNextPage }
      nodes { commit { authors(first: 5) { nodes { user { login } } } } }
    }
    files(first: 100) { pageInfo { hasNextPage } nodes { path } }
  }
`;
function readPullRequest(node) {
    const authors = node.commits.nodes.flatMap(({ commit }) => commit.authors.nodes.map(({ user }) => user?.login));
    const { latestOpinionatedReviews: reviews, commits, files } = node;
    return {
        number: node.number,
        url: node.url,
        title: node.title,
        author: node.author?.login,
        merged: node.merged,
        baseRepository: node.baseRepository?.nameWithOwner,
        base: node.baseRefName,
        head: node.headRefOid,
        mergeCommit: node.mergeCommit?.oid,
        reviews: (reviews?.nodes ?? []).flatMap(readReview),
        commitAuthors: [...new Set(authors.filter((login) => login !== undefined))],
        files: (files?.nodes ?? []).map(({ path }) => path),
        unread: Object.entries({ reviews, commits, files }).flatMap(([what, page]) => page?.pageInfo.hasNextPage ? [what] : []),
    };
}
function readReview({ fullDatabaseId, state, submittedAt, author, commit }) {
    if (author === null)
        return [];
    const isBot = author.__typename !== 'User';
    return [{ id: String(fullDatabaseId), author: author.login, isBot, state, submittedAt, commit: commit?.oid }];
}

;// CONCATENATED MODULE: ./build/github/origins.js

const COMMITS_PER_QUERY = 50;
const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
async function readOrigins(github, repository, oids, rulesAt) {
    const origins = [];
    let found = { defaultBranch: '', codeowners: undefined };
    for (let from = 0; from < oids.length; from += COMMITS_PER_QUERY) {
        const some = oids.slice(from, from + COMMITS_PER_QUERY);
        const answer = await queryOrigins(github, repository, some, rulesAt);
        const texts = CODEOWNERS_PATHS.map((_, index) => answer[`owners${index}`]?.text);
        found = {
            defaultBranch: answer.defaultBranchRef?.name ?? '',
            codeowners: texts.find((text) => text !== undefined),
        };
        origins.push(...some.map((oid, index) => readOrigin(oid, answer[`commit${index}`])));
    }
    return { ...found, origins };
}
async function queryOrigins(github, repository, oids, rulesAt) {
    const [owner, name] = repository.split('/');
    const commits = oids.map((_, index) => `commit${index}: object(oid: $commit${index}) { ...Origin }`);
    const owners = CODEOWNERS_PATHS.map((_, index) => `owners${index}: object(expression: $owners${index}) { ... on Blob { text } }`);
    const declared = [
        ...oids.map((_, index) => `$commit${index}: GitObjectID!`),
        ...CODEOWNERS_PATHS.map((_, index) => `$owners${index}: String!`),
    ];
    const document = `
    query ReadOrigins($owner: String!, $name: String!, ${declared.join(', ')}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        ${[...owners, ...commits].join('\n        ')}
      }
    }
    fragment Origin on Commit {
      oid
      messageHeadline
      author { name user { login } }
      associatedPullRequests(first: 5) { nodes { ...PullRequestFields } }
    }
    ${PULL_REQUEST_FIELDS}
  `;
    const variables = Object.fromEntries([
        ...oids.map((oid, index) => [`commit${index}`, oid]),
        ...CODEOWNERS_PATHS.map((path, index) => [`owners${index}`, `${rulesAt}:${path}`]),
    ]);
    return (await github.query(document, { owner, name, ...variables })).repository;
}
function readOrigin(oid, commit) {
    return {
        oid,
        headline: commit?.messageHeadline ?? '',
        author: commit?.author?.user?.login ?? commit?.author?.name ?? 'unknown',
        pullRequests: (commit?.associatedPullRequests?.nodes ?? []).map(readPullRequest),
    };
}

;// CONCATENATED MODULE: ./build/verify/codeowners.js
function parseCodeowners(text) {
    return text.split(/\r?\n/).flatMap((line) => {
        const [pattern = '', ...rest] = line.trim().split(/(?<!\\)\s+/);
        if (pattern === '' || /^[#!]/.test(pattern) || /[[\]]/.test(pattern))
            return [];
        const comment = rest.findIndex((word) => word.startsWith('#'));
        return [{ pattern: pattern.replaceAll('\\ ', ' '), owners: comment === -1 ? rest : rest.slice(0, comment) }];
    });
}
function ownersOf(rules, path) {
    return rules.findLast((rule) => toRegExp(rule.pattern).test(path))?.owners;
}
function toRegExp(pattern) {
    const anchored = pattern.replace(/\/$/, '').includes('/');
    const body = pattern.replace(/^\//, '').replace(/\/$/, '');
    const source = body
        .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
        .map((part) => WILDCARDS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
        .join('');
    const below = pattern.endsWith('/') ? '/.+' : /(^|\/)\*$/.test(body) && anchored ? '' : '(?:/.+)?';
    return new RegExp(`^${anchored ? '' : '(?:.+/)?'}${source}${below}$`, 'su');
}
const WILDCARDS = {
    '**/': '(?:.+/)?',
    '/**': '/.+',
    '**': '.*',
    '*': '[^/]*',
    '?': '[^/]',
};

;// CONCATENATED MODULE: ./build/verify/approval.js

async function judgeApproval(pullRequest, approvers, isOwner) {
    const { head, reviews, unread } = pullRequest;
    if (unread.length > 0)
        return refuse(`it has more ${unread.join(' and ')} than one query reads, so it cannot be judged`);
    const needed = requiredOwners(pullRequest, approvers);
    if ('unowned' in needed)
        return refuse(`nobody owns ${needed.unowned} in CODEOWNERS, so nobody can approve it`);
    const final = reviews.filter((review) => review.state === 'APPROVED' && mayApprove(review, pullRequest) && review.commit === head);
    const used = new Set();
    for (const owners of needed.sets) {
        const objector = await find(reviews, ({ state, author }) => state === 'CHANGES_REQUESTED' && isOwner(author, owners));
        if (objector !== undefined)
            return refuse(`@${objector.author} asked for changes and has not approved since`);
        const approval = await find(final, ({ author }) => isOwner(author, owners));
        if (approval === undefined)
            return refuse(whyNot(pullRequest, owners));
        used.add(approval);
    }
    return { approved: true, reviews: [...used] };
}
function refuse(reason) {
    return { approved: false, reason };
}
function requiredOwners({ files }, approvers) {
    if ('owners' in approvers)
        return { sets: [approvers.owners] };
    const sets = new Map();
    for (const path of files) {
        const owners = ownersOf(approvers.rules, path) ?? [];
        if (owners.length === 0)
            return { unowned: path };
        sets.set(owners.join(' '), owners);
    }
    return { sets: [...sets.values()] };
}
function mayApprove({ author, isBot }, pullRequest) {
    const wrote = [pullRequest.author, ...pullRequest.commitAuthors].some((login) => login?.toLowerCase() === author.toLowerCase());
    return !isBot && !wrote;
}
function whyNot(pullRequest, owners) {
    const approvals = pullRequest.reviews.filter(({ state }) => state === 'APPROVED');
    const asked = `an approval by ${owners.join(' or ')} on its final head ${pullRequest.head.slice(0, 7)} is missing`;
    const heard = approvals.map((review) => {
        if (!mayApprove(review, pullRequest))
            return `@${review.author}’s does not count, being an author or a bot`;
        if (review.commit !== pullRequest.head)
            return `@${review.author} approved an earlier head, ${review.commit?.slice(0, 7) ?? 'now gone'}`;
        return `@${review.author} is none of them`;
    });
    return [asked, ...heard].join('; ');
}
async function find(items, test) {
    for (const item of items) {
        if (await test(item))
            return item;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/github/team.js

async function isTeamMember(github, team, username) {
    const [org, team_slug] = team.split('/');
    const membership = await orMissing(github.get('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
        org,
        team_slug,
        username,
    }));
    if (membership !== undefined)
        return membership.state === 'active';
    const visible = await orMissing(github.get('GET /orgs/{org}/teams/{team_slug}', { org, team_slug }));
    if (visible !== undefined)
        return false;
    throw new errors/* UserError */.y('team-unreadable', `The token in github-token may not see the team @${team}, so nobody can be proved to be in it.`, 'Give a GitHub App token with the organisation permission “Members: read” in github-token, correct the name of the team, or name users in approvers.');
}
async function orMissing(answer) {
    try {
        return await answer;
    }
    catch (error) {
        if (error instanceof errors/* UserError */.y && ['github-not-found', 'github-permission'].includes(error.code))
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./build/verify/owner.js

function ownerCheck(github) {
    const memberships = new Map();
    const inTeam = (team, login) => {
        const key = `${team} ${login}`;
        const known = memberships.get(key) ?? isTeamMember(github, team, login);
        memberships.set(key, known);
        return known;
    };
    return async (login, owners) => {
        const names = owners.map((owner) => owner.replace(/^@/, ''));
        if (names.some((name) => name.toLowerCase() === login.toLowerCase()))
            return true;
        for (const team of names.filter((name) => name.includes('/') && !name.includes('@'))) {
            if (await inTeam(team, login))
                return true;
        }
        return false;
    };
}

;// CONCATENATED MODULE: ./build/verify/verify.js








const ASSOCIATION_LIMIT_MS = 90_000;
const FIRST_WAIT_MS = 500;
async function verify(options) {
    const known = await waitForOrigins(options);
    const judged = await judgeAll(options, known);
    const findings = [];
    for (const origin of known.origins) {
        const judgements = mergedHere(origin, options, known).map(({ number }) => judged.get(number));
        if (judgements.some((judgement) => judgement?.approved))
            continue;
        const reasons = judgements.flatMap((judgement) => (judgement?.approved === false ? [judgement.reason] : []));
        findings.push({
            message: `${nameOf(origin)}: ${reasons.join('; ') || (await howItCame(options, known, origin))}.`,
        });
    }
    if (findings.length > 0)
        throw unproved(findings);
    const proved = [...judged.values()].flatMap((judgement) => (judgement.approved ? [judgement.proved] : []));
    await requireOnBranch(options, known.defaultBranch, proved);
    return { commit: options.commit, pullRequests: proved };
}
async function judgeAll(options, known) {
    const approvers = approversOf(options, known.codeowners);
    const isOwner = ownerCheck(options.github);
    const judged = new Map();
    for (const pullRequest of known.origins.flatMap((origin) => mergedHere(origin, options, known))) {
        if (judged.has(pullRequest.number))
            continue;
        const judgement = await judgeApproval(pullRequest, approvers, isOwner);
        const reason = judgement.approved ? '' : `pull request #${pullRequest.number} was merged, but ${judgement.reason}`;
        judged.set(pullRequest.number, judgement.approved
            ? { approved: true, proved: { ...pullRequest, approvals: judgement.reviews } }
            : { approved: false, reason });
    }
    return judged;
}
async function waitForOrigins(options) {
    const { github, repository, commits, rulesAt } = options;
    const end = Date.now() + ASSOCIATION_LIMIT_MS;
    for (let wait = FIRST_WAIT_MS;; wait *= 2) {
        const known = await readOrigins(github, repository, commits, rulesAt);
        const orphans = known.origins.filter((origin) => mergedHere(origin, options, known).length === 0);
        if (orphans.length === 0 || Date.now() + wait > end)
            return known;
        const activities = await readActivities(github, repository, known.defaultBranch);
        if (orphans.some(({ oid }) => isPush(activities.get(oid)?.kind)))
            return known;
        await (0,promises_.setTimeout)(wait);
    }
}
function isPush(kind) {
    return kind === 'push' || kind === 'force_push';
}
function mergedHere({ pullRequests }, { repository }, { defaultBranch }) {
    return pullRequests.filter(({ merged, baseRepository, base }) => merged && baseRepository === repository && base === defaultBranch);
}
function approversOf({ approvers, rulesAt }, codeowners) {
    if (approvers !== undefined)
        return { owners: approvers };
    if (codeowners !== undefined)
        return { rules: parseCodeowners(codeowners) };
    throw new errors/* UserError */.y('no-approvers', `Nobody is named who may approve: the input approvers is empty, and there is no CODEOWNERS file at ${rulesAt.slice(0, 7)}, the commit that is deployed now.`, 'Name users or teams in approvers, or add .github/CODEOWNERS (spelt so) with an owner for every path.');
}
async function howItCame({ github, repository }, { defaultBranch }, { oid }) {
    const activity = (await readActivities(github, repository, defaultBranch)).get(oid);
    if (activity?.kind === 'force_push')
        return `@${activity.actor} force-pushed it to ${defaultBranch}`;
    if (activity?.kind === 'push')
        return `@${activity.actor} pushed it straight to ${defaultBranch}`;
    return `GitHub names no pull request that brought it into ${defaultBranch}`;
}
async function requireOnBranch({ github, repository, commit }, branch, proved) {
    if (proved.some(({ mergeCommit }) => mergeCommit === commit))
        return;
    const { status } = await compareCommits(github, repository, branch, commit);
    if (status === 'identical' || status === 'behind')
        return;
    throw unproved([{ message: `${commit.slice(0, 7)} is not on ${branch}.` }]);
}
function nameOf({ oid, headline, author }) {
    return `${oid.slice(0, 7)} “${headline}” by ${author}`;
}
function unproved(findings) {
    const which = findings.length === 1 ? 'A commit is' : `${findings.length} commits are`;
    return new errors/* UserError */.y('unproved', `${which} not proved to be approved, so nothing was deployed: production stays as it is.`, 'Bring the change in by a pull request that an approver approves on its final head. For a commit that is on the branch already: revert it by such a pull request.', { findings });
}

;// CONCATENATED MODULE: ./build/bump-values/ancestry.js


async function orderAgainst(deployedTag, options) {
    const { github, repository, commit, allowUnknownDeployed } = options;
    const deployed = commitOf(deployedTag, options.tagPrefix);
    if (deployed === commit)
        return { order: 'same', deployed };
    const { status, commits } = deployed === undefined
        ? { status: 'unknown', commits: [] }
        : await compareCommits(github, repository, deployed, commit);
    if (deployed !== undefined && status === 'ahead')
        return { order: 'newer', deployed, commits };
    if (deployed !== undefined && status === 'behind')
        return { order: 'older', deployed };
    if (allowUnknownDeployed)
        return { order: 'unknown' };
    if (deployed !== undefined && status === 'diverged')
        throw diverged(deployed, commit);
    throw unknown(deployedTag, options);
}
function commitOf(tag, prefix) {
    const commit = tag?.startsWith(prefix) ? tag.slice(prefix.length) : '';
    return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}
const ONCE = 'If this deployment is right, run it once with allow-unknown-deployed: true.';
function diverged(deployed, commit) {
    const message = `The deployed commit ${deployed.slice(0, 7)} is not in the history of ${commit.slice(0, 7)}: one of them is on a branch of its own, or the history was rewritten.`;
    return new errors/* UserError */.y('deployed-diverged', message, ONCE);
}
function unknown(deployedTag, { tagPrefix, commit, repository }) {
    const message = `The deployed tag ${deployedTag ?? '(none)'} names no commit of ${repository} (${tagPrefix} and 40 hex digits), so it is not known whether ${commit.slice(0, 7)} is newer.`;
    return new errors/* UserError */.y('deployed-unknown', message, `${ONCE} The first deployment of a team is such a one.`);
}

;// CONCATENATED MODULE: ./build/bump-values/target.js




function crossCheck({ text }, path, image, keys) {
    const values = parseValues(text);
    const read = (key) => readValue(values, parseKeyPath(key));
    const repository = read(keys.repositoryKey);
    if (repository !== image) {
        throw new errors/* UserError */.y('wrong-target', `${path} deploys ${repository ?? 'no repository'} (${keys.repositoryKey}), but this run deploys ${image}: it is not this image’s file.`, `Correct values-file or image. If this file is meant to change to ${image}, set ${keys.repositoryKey} there by a commit of its own.`);
    }
    const digest = read(keys.digestKey);
    if (digest !== undefined && digest !== null && digest !== '') {
        throw new errors/* UserError */.y('digest-hides-tag', `${path} pins the image by ${keys.digestKey} (${digest}), which the chart prefers to the tag: a new tag would change nothing.`, `Empty ${keys.digestKey} in ${path} by a commit of its own.`);
    }
    return read(keys.tagKey) ?? null;
}

;// CONCATENATED MODULE: ./build/bump-values/judge.js




const LOOK_BACK = 30;
async function judge(clients, wanted) {
    return judgeFile(clients, wanted, await readValuesFile(clients.gitops, wanted.target));
}
async function judgeAgain(clients, wanted, before) {
    const file = await readValuesFile(clients.gitops, wanted.target, LOOK_BACK);
    const previousTag = crossCheck(file, wanted.target.path, wanted.image, wanted);
    if (previousTag !== before.previousTag)
        return judgeFile(clients, wanted, file);
    return file.hold === undefined ? { ...before, file } : { outcome: 'held', file, previousTag, hold: file.hold };
}
async function judgeFile(clients, wanted, file) {
    const previousTag = crossCheck(file, wanted.target.path, wanted.image, wanted);
    const github = clients.source;
    const ancestry = await orderAgainst(previousTag, { ...wanted, github, repository: wanted.sourceRepository });
    if (previousTag !== null && ancestry.order === 'same')
        return { outcome: 'unchanged', file, previousTag };
    if (previousTag !== null && ancestry.order === 'older')
        return { outcome: 'skipped', file, previousTag };
    if (file.hold !== undefined)
        return { outcome: 'held', file, previousTag, hold: file.hold };
    const proof = await verify({
        github,
        repository: wanted.sourceRepository,
        commit: wanted.commit,
        commits: ancestry.order === 'newer' ? ancestry.commits : [wanted.commit],
        rulesAt: ancestry.order === 'newer' ? ancestry.deployed : `${wanted.commit}^`,
        approvers: wanted.approvers,
    });
    return { outcome: 'deployable', file, previousTag, proof };
}

;// CONCATENATED MODULE: ./build/bump-values/message.js
function deployMessage(facts) {
    const { sourceRepository, commit, tag, digest, previousTag, proof, runUrl } = facts;
    const titles = proof.pullRequests.map(({ title, number }) => `${oneLine(title)} (#${number})`);
    const trailers = [
        ['Source-Repository', sourceRepository],
        ['Source-Commit', commit],
        ...proof.pullRequests.map(({ url }) => ['Pull-Request', url]),
        ...approvers(proof).map((login) => ['Approved-By', `@${login}`]),
        ['Image-Digest', digest],
        ['Previous-Tag', previousTag ?? 'none'],
        ['Run', runUrl],
    ];
    return {
        headline: `deploy(${sourceRepository.split('/').at(-1)}): ${tag}`,
        body: `${titles.map((title) => `- ${title}`).join('\n')}\n\n${trailers.map(([key, value]) => `${key}: ${oneLine(value ?? '')}`).join('\n')}\n`,
    };
}
function readTrailer(message, key) {
    const last = message.trimEnd().split(/\n\n+/).at(-1) ?? '';
    return last
        .split('\n')
        .find((line) => line.startsWith(`${key}: `))
        ?.slice(key.length + 2);
}
function approvers({ pullRequests }) {
    return [...new Set(pullRequests.flatMap(({ approvals }) => approvals.map(({ author }) => author)))];
}
function oneLine(text) {
    return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

;// CONCATENATED MODULE: ./build/bump-values/commit-tag.js









const LOST_ANSWER_MS = 200;
async function commitTag(clients, bump, deployable) {
    const end = Date.now() + bump.timeLimitMs;
    let verdict = deployable;
    for (let failures = 1; verdict.outcome === 'deployable'; failures += 1) {
        const startedAt = performance.now();
        try {
            return await commitOn(verdict, clients, bump);
        }
        catch (error) {
            if (error instanceof failure/* RuleViolation */.kg)
                throw refusedByRules(bump, error);
            const lost = error instanceof errors/* OutageError */.A;
            if (!(error instanceof failure/* StaleHead */.WS) && !lost)
                throw error;
            const attemptMs = lost ? LOST_ANSWER_MS : verdict.file.readMs + performance.now() - startedAt;
            const delay = waitMs({ failures, attemptMs, landed: landedSince(deployable, verdict) });
            if (Date.now() + delay > end)
                throw lost ? error : busy(bump);
            await (0,promises_.setTimeout)(delay);
        }
        verdict = await judgeAgain(clients, bump, verdict);
    }
    return ownCommit(verdict, bump, deployable) ?? notCommitted(verdict, { overtaken: true });
}
function landedSince({ file: { head } }, { file: { branchHistory } }) {
    const index = branchHistory.indexOf(head);
    return index === -1 ? branchHistory.length : index;
}
async function commitOn({ file, previousTag, proof }, { gitops }, bump) {
    const { text } = editValues(file.text, [{ path: bump.tagKey, value: bump.tag }]);
    const { headline, body } = deployMessage({ ...bump, previousTag, proof });
    const result = {
        outcome: 'deployed',
        previousTag,
        proof,
        message: `${headline}\n\n${body}`,
        diff: diffLines(file.text, text),
    };
    if (bump.dryRun)
        return result;
    const { repository, path } = bump.target;
    const { branch, head: expectedHead } = file;
    return {
        ...result,
        commit: await commitFile(gitops, { repository, branch, expectedHead, path, text, headline, body }),
    };
}
function ownCommit({ file }, bump, { previousTag, proof }) {
    const own = file.history.find(({ message }) => readTrailer(message, 'Run') === bump.runUrl);
    if (own === undefined)
        return undefined;
    const { oid, url, message } = own;
    return { outcome: 'deployed', previousTag, proof, message, diff: '', commit: { oid, url } };
}
function notCommitted(verdict, { overtaken = false } = {}) {
    const { outcome, previousTag } = verdict;
    if (outcome === 'held')
        return { outcome, previousTag, hold: verdict.hold };
    return { outcome: outcome === 'skipped' && overtaken ? 'superseded' : outcome, previousTag: verdict.previousTag };
}
function refusedByRules({ target }, cause) {
    return new errors/* UserError */.y('gitops-rules', `The rules of ${target.repository} refuse the commit: ${cause.message}.`, 'Let the GitHub App of gitops-token pass the rules of that branch (a bypass actor of the ruleset), or deploy from a branch without them.', { cause });
}
function busy(bump) {
    return new errors/* UserError */.y('gitops-busy', `Other writers were faster on ${bump.target.repository} for ${bump.timeLimitMs / 60_000} minutes; nothing was committed.`, 'Run this job again, or raise time-limit.');
}

;// CONCATENATED MODULE: ./build/bump-values/bump-values.js




async function bumpValues(clients, options) {
    const { registry, tag } = options;
    const [verdict, found] = await Promise.all([judge(clients, options), registry.getManifest(tag)]);
    if (verdict.outcome !== 'deployable')
        return notCommitted(verdict);
    const manifest = checkDigest(options, found);
    const { digest } = manifest;
    const { previousTag } = verdict;
    const deployed = previousTag === null ? undefined : await registry.getManifest(previousTag);
    if (previousTag !== null && deployed !== undefined && (await isSameImage(registry, deployed, manifest))) {
        return { outcome: 'unchanged', previousTag, digest };
    }
    return { ...(await commitTag(clients, { ...options, digest }, verdict)), digest };
}
function checkDigest({ image, tag, digest }, found) {
    if (found === undefined) {
        throw new errors/* UserError */.y('image-missing', `${image} has no tag ${tag}: deploying it would stop Airflow with an image that cannot be pulled.`, 'Run the steps build and push for this commit first, or correct image, commit and tag-prefix.');
    }
    if (digest === undefined || digest === found.digest)
        return found;
    throw new errors/* UserError */.y('image-differs', `${image}:${tag} is ${found.digest} in the registry, but this run pushed ${digest}.`, 'Somebody else set this tag. Make tags immutable in the registry, and deploy a new commit.');
}


/***/ })

};
