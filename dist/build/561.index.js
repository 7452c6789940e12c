export const id = 561;
export const ids = [561];
export const modules = {

/***/ 4561:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  buildImage: () => (/* binding */ buildImage)
});

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 9 modules
var core = __webpack_require__(9584);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./build/image/archive.js

const ARCHIVES = ['1f8b', '425a68', 'fd377a585a', '28b52ffd'];
const USTAR_OFFSET = 257;
const USTAR = Buffer.from('ustar');
async function isArchive(path) {
    const file = await (0,promises_.open)(path);
    try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
        const start = buffer.subarray(0, bytesRead);
        const hex = start.toString('hex');
        const isTar = start.subarray(USTAR_OFFSET, USTAR_OFFSET + USTAR.length).equals(USTAR);
        return isTar || ARCHIVES.some((archive) => hex.startsWith(archive));
    }
    finally {
        await file.close();
    }
}

;// CONCATENATED MODULE: ./build/image/file-tree.js

const MAX_LINKS = 255;
class TreeError extends Error {
    name = 'TreeError';
}
class FileTree {
    #runtime;
    #added = new Map();
    constructor(runtime) {
        this.#runtime = runtime;
    }
    entries() {
        const entries = new Map(this.#added);
        for (const path of this.#added.keys()) {
            for (let above = external_node_path_.posix.dirname(path); above !== '/' && !entries.has(above); above = external_node_path_.posix.dirname(above)) {
                const { mode = 0o755, uid = 0, gid = 0 } = this.#runtime.folders.get(above) ?? {};
                entries.set(above, { type: 'directory', mode, uid, gid });
            }
        }
        return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    }
    adds(path) {
        return this.#added.has(path);
    }
    typeOf(path) {
        const added = this.#added.get(path);
        if (added !== undefined)
            return added.type;
        const { folders, links, files } = this.#runtime;
        if (path === '/' || folders.has(path))
            return 'directory';
        if (links.has(path))
            return 'symlink';
        if (files.has(path))
            return 'file';
        if (folders.get(external_node_path_.posix.dirname(path))?.unlisted === true) {
            throw new TreeError(`whether the runtime image has ${path} is not known, for it is deep in its file system`);
        }
        return undefined;
    }
    follow(path) {
        let pending = external_node_path_.posix.normalize(`/${path}`).split('/').filter(Boolean);
        let at = '/';
        for (let links = 0; pending.length > 0;) {
            const [next = '', ...rest] = pending;
            const candidate = external_node_path_.posix.join(at, next);
            const target = this.#linkTarget(candidate);
            if (target === undefined) {
                at = candidate;
                pending = rest;
            }
            else {
                links += 1;
                if (links > MAX_LINKS)
                    throw new TreeError(`the links at ${path} in the runtime image go in a circle`);
                if (target.startsWith('/'))
                    at = '/';
                pending = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
            }
        }
        return at;
    }
    makeFolders(path, owner) {
        if (path === '/')
            return;
        const type = this.typeOf(path);
        if (type === 'directory')
            return;
        if (type !== undefined)
            throw new TreeError(`${path} is not a folder in the runtime image`);
        this.makeFolders(external_node_path_.posix.dirname(path), owner);
        this.#added.set(path, { type: 'directory', mode: 0o755, uid: owner.uid, gid: owner.gid });
    }
    put(path, entry) {
        const type = this.typeOf(path);
        if (type === 'directory' && entry.type !== 'directory')
            throw new TreeError(`${path} is a folder in the image`);
        if (type !== undefined && type !== 'directory' && entry.type === 'directory') {
            throw new TreeError(`${path} is in the image, and not a folder`);
        }
        this.#added.set(path, entry);
    }
    #linkTarget(path) {
        const added = this.#added.get(path);
        if (added !== undefined)
            return added.type === 'symlink' ? added.target : undefined;
        return this.#runtime.links.get(path);
    }
}

;// CONCATENATED MODULE: ./build/image/word.js
class WordError extends Error {
    name = 'WordError';
}
function expandWord(word, lookup, escapeToken) {
    return new Expansion(word, lookup, escapeToken, true).run();
}
function expandText(text, lookup) {
    return new Expansion(text, lookup, '\\', false).run();
}
function splitWords(text, escapeToken) {
    const words = [];
    let word = '';
    let quote = '';
    for (let index = 0; index < text.length; index += 1) {
        const char = text.charAt(index);
        if (char === escapeToken && quote !== "'") {
            word += char + text.charAt(index + 1);
            index += 1;
        }
        else if (quote === '' && /\s/.test(char)) {
            if (word !== '')
                words.push(word);
            word = '';
        }
        else {
            if (quote === '' && (char === '"' || char === "'"))
                quote = char;
            else if (char === quote)
                quote = '';
            word += char;
        }
    }
    return word === '' ? words : [...words, word];
}
class Expansion {
    #text;
    #lookup;
    #escapeToken;
    #quotes;
    #at = 0;
    constructor(text, lookup, escapeToken, quotes) {
        this.#text = text;
        this.#lookup = lookup;
        this.#escapeToken = escapeToken;
        this.#quotes = quotes;
    }
    run() {
        return this.#until('');
    }
    #until(stop) {
        let result = '';
        while (this.#at < this.#text.length) {
            const char = this.#next();
            if (char === stop)
                return result;
            if (char === '$')
                result += this.#variable();
            else if (char === "'" && this.#quotes)
                result += this.#singleQuoted();
            else if (char === '"' && this.#quotes)
                result += this.#doubleQuoted();
            else
                result += char === this.#escapeToken ? this.#next() : char;
        }
        if (stop !== '')
            throw new WordError(`There is no ${stop} to the ${'${'} in ${this.#text}`);
        return result;
    }
    #singleQuoted() {
        const end = this.#text.indexOf("'", this.#at);
        if (end === -1)
            throw new WordError(`A single quote is not closed in ${this.#text}`);
        const inside = this.#text.slice(this.#at, end);
        this.#at = end + 1;
        return inside;
    }
    #doubleQuoted() {
        let result = '';
        while (this.#at < this.#text.length) {
            const char = this.#next();
            if (char === '"')
                return result;
            if (char === '$')
                result += this.#variable();
            else if (char === this.#escapeToken && ['"', '$', this.#escapeToken].includes(this.#peek()))
                result += this.#next();
            else
                result += char;
        }
        throw new WordError(`A double quote is not closed in ${this.#text}`);
    }
    #variable() {
        if (this.#peek() !== '{') {
            const name = this.#name();
            return name === '' ? '$' : (this.#lookup(name) ?? '');
        }
        this.#next();
        const name = this.#name();
        const value = this.#lookup(name);
        const operator = this.#next();
        if (name !== '' && operator === '}')
            return value ?? '';
        return this.#substitute(name, value, operator);
    }
    #substitute(name, value, first) {
        const emptyIsUnset = first === ':';
        const operator = emptyIsUnset ? this.#next() : first;
        if (name === '' || !['-', '+', '?'].includes(operator)) {
            throw new WordError(`The substitution of $${name} by “${operator}” in ${this.#text} is not supported`);
        }
        const word = this.#until('}');
        const isSet = value !== undefined && !(emptyIsUnset && value === '');
        if (operator === '+')
            return isSet ? word : '';
        if (isSet)
            return value;
        if (operator === '-')
            return word;
        throw new WordError(`${name}: ${word || 'is not allowed to be unset'}`);
    }
    #name() {
        const [name = ''] = /^(?:[0-9]+|[@*#?$!-]|[A-Za-z_][A-Za-z0-9_]*)/.exec(this.#text.slice(this.#at)) ?? [];
        this.#at += name.length;
        return name;
    }
    #next() {
        const char = this.#peek();
        this.#at += 1;
        return char;
    }
    #peek() {
        return this.#text.charAt(this.#at);
    }
}

;// CONCATENATED MODULE: ./build/image/instruction-words.js

function assignedNames(rest, escapeToken) {
    const words = splitWords(rest, escapeToken);
    const names = words.map((word) => word.split('=', 1)[0] ?? '');
    return words.some((word) => word.includes('=')) ? names : names.slice(0, 1);
}
function wordsOf(instruction, escapeToken) {
    return jsonOf(instruction) ?? splitWords(instruction.rest, escapeToken);
}
function jsonOf({ rest }) {
    if (!rest.startsWith('['))
        return undefined;
    try {
        const value = JSON.parse(rest);
        return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/image/owner.js
const ROOT = { uid: 0, gid: 0 };
function parseOwner(text, files) {
    const [user = '', group] = text.split(':', 2);
    const owner = parseUser(user, files.passwd);
    return group === undefined ? owner : { uid: owner.uid, gid: parseGroup(group, files.group) };
}
function parseUser(user, passwd) {
    if (/^\d+$/.test(user))
        return { uid: Number(user), gid: Number(user) };
    const [, , uid, gid] = findLine(passwd, user) ?? [];
    if (uid === undefined || gid === undefined)
        throw new Error(`the runtime image has no user ${user}`);
    return { uid: Number(uid), gid: Number(gid) };
}
function parseGroup(group, groups) {
    if (/^\d+$/.test(group))
        return Number(group);
    const [, , gid] = findLine(groups, group) ?? [];
    if (gid === undefined)
        throw new Error(`the runtime image has no group ${group}`);
    return Number(gid);
}
function findLine(text, name) {
    return text
        .split('\n')
        .map((line) => line.trim().split(':'))
        .find(([first]) => first === name);
}

;// CONCATENATED MODULE: ./build/image/place.js

function putFile(name, file, { to, isFolder }, owner, tree) {
    tree.makeFolders(tree.follow(isFolder ? to : external_node_path_.posix.dirname(to)), owner);
    const at = tree.follow(to);
    tree.put(tree.typeOf(at) === 'directory' ? external_node_path_.posix.join(at, name) : at, file);
}
function putSource(source, from, place, how, tree, root) {
    const names = new Map();
    if (source.entry.type !== 'directory') {
        putFile(source.name, layerEntry(source.entry, '', how, root, names), place, how.owner, tree);
        return;
    }
    const top = tree.follow(place.to);
    tree.makeFolders(top, how.owner);
    for (const entry of from.slice(1)) {
        const path = external_node_path_.posix.join(top, external_node_path_.posix.relative(source.entry.path, entry.path));
        tree.put(path, layerEntry(entry, path, how, root, names));
    }
}
function layerEntry({ type, mode, path, target = '', inode }, at, how, root, names) {
    const { uid, gid } = how.owner;
    if (type === 'symlink')
        return { type, mode: 0o777, uid, gid, target };
    const common = { mode: how.mode ?? mode, uid, gid };
    if (type === 'directory')
        return { type, ...common };
    const first = inode === undefined ? undefined : names.get(inode);
    if (first !== undefined)
        return { type: 'link', target: first, ...common };
    if (inode !== undefined && at !== '')
        names.set(inode, at);
    return { type: 'file', content: { path: (0,external_node_path_.join)(root, path) }, ...common };
}

;// CONCATENATED MODULE: ./build/image/scope.js



class FromBase extends Error {
    name = 'FromBase';
}
class Scope {
    #dockerfile;
    #buildArgs;
    #globals;
    #known = new Map();
    #fromBase;
    constructor(dockerfile, buildArgs, platform, fromBase) {
        this.#dockerfile = dockerfile;
        this.#buildArgs = buildArgs;
        this.#fromBase = fromBase;
        this.#globals = globalArgs(dockerfile, buildArgs, platform);
    }
    apply(instruction) {
        if (instruction.keyword === 'ENV')
            for (const { name, value } of this.#assign(instruction))
                this.#known.set(name, value);
        if (instruction.keyword === 'ARG')
            for (const { name, value } of this.#declare(instruction))
                this.#known.set(name, value);
    }
    set(name, value) {
        this.#known.set(name, value);
    }
    lookup = (name) => {
        const known = this.#known.get(name);
        if (known instanceof FromBase)
            throw known;
        return known ?? this.#fromBase(name);
    };
    expand(word, instruction) {
        try {
            return expandWord(word, this.lookup, this.#dockerfile.escapeToken);
        }
        catch (error) {
            if (error instanceof WordError)
                throw unsupported(this.#dockerfile, instruction, error.message);
            throw error;
        }
    }
    expandWords(instruction) {
        return wordsOf(instruction, this.#dockerfile.escapeToken).map((word) => this.expand(word, instruction));
    }
    assignments(instruction) {
        const words = splitWords(instruction.rest, this.#dockerfile.escapeToken);
        const expand = (word) => this.expand(word, instruction);
        if (!words[0]?.includes('=')) {
            const [, name = '', value = ''] = /^(\S+)\s*(.*)$/s.exec(instruction.rest) ?? [];
            return [{ name: expand(name), value: expand(value) }];
        }
        return words.map((word) => {
            const equals = word.indexOf('=');
            return { name: expand(word.slice(0, equals)), value: expand(word.slice(equals + 1)) };
        });
    }
    #assign(instruction) {
        try {
            return this.assignments(instruction);
        }
        catch (error) {
            if (!(error instanceof FromBase))
                throw error;
            const names = assignedNames(instruction.rest, this.#dockerfile.escapeToken);
            return names.map((name) => ({ name, value: error }));
        }
    }
    #declare(instruction) {
        const declared = splitWords(instruction.rest, this.#dockerfile.escapeToken).map((word) => {
            const [name = ''] = word.split('=', 1);
            const given = this.#buildArgs[name];
            if (given !== undefined)
                return { name, value: given };
            if (!word.includes('='))
                return { name, value: this.#globals.get(name) };
            return { name, value: this.#tryExpand(word.slice(name.length + 1), instruction) };
        });
        return declared.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
    }
    #tryExpand(word, instruction) {
        try {
            return this.expand(word, instruction);
        }
        catch (error) {
            if (error instanceof FromBase)
                return error;
            throw error;
        }
    }
}
function globalArgs(dockerfile, buildArgs, platform) {
    const [os = '', architecture = '', variant = ''] = platform.split('/');
    const globals = new Map([
        ['TARGETPLATFORM', platform],
        ['TARGETOS', os],
        ['TARGETARCH', architecture],
        ['TARGETVARIANT', variant],
    ]);
    const lookup = (name) => globals.get(name);
    for (const instruction of dockerfile.globalArgs) {
        for (const word of splitWords(instruction.rest, dockerfile.escapeToken)) {
            const [name = ''] = word.split('=', 1);
            const value = buildArgs[name] ??
                (word.includes('=') ? expandWord(word.slice(name.length + 1), lookup, dockerfile.escapeToken) : undefined);
            if (value !== undefined)
                globals.set(name, value);
        }
    }
    return globals;
}
function unsupported(dockerfile, { line }, reason) {
    return new errors/* UserError */.y('dockerfile-unsupported', `${dockerfile.path} line ${line}: ${reason}.`, 'Move the instruction before the last RUN, where it becomes part of the runtime image, or write it in another way.', { findings: [{ message: reason, location: { file: dockerfile.path, line } }] });
}

;// CONCATENATED MODULE: ./build/image/copy.js









const SUPPORTED_FLAGS = new Set(['chown', 'chmod']);
async function copy(instruction, target) {
    const { dockerfile, scope, tree } = target;
    const words = wordsOf(instruction, dockerfile.escapeToken);
    const expanded = words.map((word) => (word.startsWith('<<') ? word : scope.expand(word, instruction)));
    const destination = expanded.at(-1) ?? '';
    const sources = expanded.slice(0, -1);
    refuseWhatIsInexact(instruction, target, sources, destination);
    const place = { to: external_node_path_.posix.resolve(target.workingDirectory, destination), isFolder: /(?:^|\/)\.?$/.test(destination) };
    const how = readHow(instruction, target);
    try {
        for (const heredoc of instruction.heredocs)
            putHeredoc(heredoc, instruction, place, how, target);
        for (const source of sources.filter((word) => !word.startsWith('<<'))) {
            for (const found of await find(source, instruction, target)) {
                const from = await target.context.walk(found.entry);
                if (instruction.keyword === 'ADD')
                    await refuseArchives(from, instruction, target);
                putSource(found, from, place, how, tree, target.context.root);
            }
        }
    }
    catch (error) {
        throw error instanceof TreeError ? unsupported(dockerfile, instruction, error.message) : error;
    }
    const flags = [...instruction.flags].map(([name, value]) => `--${name}=${scope.expand(value, instruction)}`);
    return [instruction.keyword, ...flags, ...sources, `${destination} # buildkit`].join(' ');
}
function readHow(instruction, { dockerfile, scope, files, tree }) {
    const chown = instruction.flags.get('chown');
    const chmod = instruction.flags.get('chmod');
    const mode = chmod === undefined ? undefined : scope.expand(chmod, instruction);
    if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode)) {
        throw unsupported(dockerfile, instruction, `--chmod=${mode} is not an octal number`);
    }
    if (chown === undefined)
        return { owner: ROOT, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) };
    if (tree.adds('/etc/passwd') || tree.adds('/etc/group')) {
        throw unsupported(dockerfile, instruction, '--chown after a copy of /etc/passwd or /etc/group');
    }
    try {
        const owner = parseOwner(scope.expand(chown, instruction), files);
        return { owner, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) };
    }
    catch (error) {
        throw unsupported(dockerfile, instruction, error instanceof Error ? error.message : String(error));
    }
}
function refuseWhatIsInexact(instruction, { dockerfile }, sources, destination) {
    const flag = [...instruction.flags.keys()].find((name) => !SUPPORTED_FLAGS.has(name));
    if (flag !== undefined)
        throw unsupported(dockerfile, instruction, `${instruction.keyword} --${flag}`);
    if (sources.length === 0)
        throw unsupported(dockerfile, instruction, `${instruction.keyword} without a source`);
    if (sources.length > 1 && !destination.endsWith('/')) {
        throw unsupported(dockerfile, instruction, 'several sources need a destination that ends in “/”');
    }
}
async function find(source, instruction, { context, dockerfile }) {
    const found = await context.resolve(source);
    if (found.length > 0 || /[*?[]/.test(source))
        return found;
    throw new errors/* UserError */.y('dockerfile-source-missing', `${dockerfile.path} line ${instruction.line} copies ${source}, which is not in the build context.`, 'Correct the path; it counts from the input context, and .dockerignore may hide it.', {
        findings: [
            {
                message: `${source} is not in the build context`,
                location: { file: dockerfile.path, line: instruction.line },
            },
        ],
    });
}
function putHeredoc(heredoc, instruction, { to, isFolder }, { owner, mode = 0o644 }, { tree, scope }) {
    const opening = new RegExp(`<<(-?)(["']?)${heredoc.name.replace(/[^\w]/g, '\\$&')}`).exec(instruction.rest);
    const [, dash, quote] = opening ?? [];
    const text = dash === '-' ? heredoc.content.replace(/^\t+/gm, '') : heredoc.content;
    const bytes = Buffer.from(quote === '' ? expandText(text, scope.lookup) : text);
    const file = { type: 'file', mode, ...owner, content: { bytes } };
    putFile(heredoc.name, file, { to, isFolder }, owner, tree);
}
async function refuseArchives([entry], instruction, { context, dockerfile }) {
    if (entry?.type !== 'file' || !(await isArchive((0,external_node_path_.join)(context.root, entry.path))))
        return;
    throw unsupported(dockerfile, instruction, `ADD unpacks the archive ${entry.path}`);
}

;// CONCATENATED MODULE: ./build/image/healthcheck.js

const NANOSECONDS = {
    ns: 1,
    us: 1e3,
    µs: 1e3,
    ms: 1e6,
    s: 1e9,
    m: 60e9,
    h: 3600e9,
};
function parseHealthcheck(instruction, dockerfile) {
    const { flags, rest } = instruction;
    if (/^NONE\s*$/i.test(rest))
        return { Test: ['NONE'] };
    const [, command] = /^CMD\s+(.+)$/is.exec(rest) ?? [];
    if (command === undefined)
        throw unsupported(dockerfile, instruction, 'HEALTHCHECK needs CMD or NONE');
    const time = (flag) => duration(flags.get(flag), instruction, dockerfile);
    const fields = {
        Interval: time('interval'),
        Timeout: time('timeout'),
        StartPeriod: time('start-period'),
        StartInterval: time('start-interval'),
        Retries: Number(flags.get('retries') ?? 0),
    };
    const given = Object.entries(fields).filter(([, value]) => value !== 0);
    return { Test: testOf(command), ...Object.fromEntries(given) };
}
function testOf(command) {
    try {
        const words = JSON.parse(command);
        if (Array.isArray(words) && words.every((word) => typeof word === 'string'))
            return ['CMD', ...words];
    }
    catch {
    }
    return ['CMD-SHELL', command];
}
function duration(text, instruction, dockerfile) {
    if (text === undefined || text === '0')
        return 0;
    if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
        throw unsupported(dockerfile, instruction, `${text} is not a duration`);
    }
    const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
    return [...parts].reduce((sum, [, number, unit = 's']) => sum + Number(number) * (NANOSECONDS[unit] ?? 0), 0);
}

;// CONCATENATED MODULE: ./build/image/settings.js




const DEFAULT_SHELL = ['/bin/sh', '-c'];
const DECLARE = {
    ARG: (instruction, { scope }) => {
        const names = instruction.rest.split(/\s+/).map((word) => word.split('=', 1)[0] ?? '');
        const values = names.map((name) => [name, scope.lookup(name)]);
        return `ARG ${values.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`;
    },
    ENV: (instruction, { scope, settings }) => {
        const env = new Map((settings.Env ?? []).map((pair) => [pair.split('=', 1)[0] ?? '', pair]));
        const assigned = scope.assignments(instruction);
        for (const { name, value } of assigned)
            env.set(name, `${name}=${value}`);
        settings.Env = [...env.values()];
        return `ENV ${assigned.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
    },
    LABEL: (instruction, { scope, settings }) => {
        const assigned = scope.assignments(instruction);
        settings.Labels = { ...settings.Labels, ...Object.fromEntries(assigned.map(({ name, value }) => [name, value])) };
        return `LABEL ${assigned.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
    },
    USER: (instruction, { scope, settings }) => {
        settings.User = scope.expandWords(instruction)[0] ?? '';
        return `USER ${settings.User}`;
    },
    WORKDIR: (instruction, { scope, settings }) => {
        settings.WorkingDir = external_node_path_.posix.resolve('/', settings.WorkingDir ?? '/', scope.expand(instruction.rest, instruction));
        return `WORKDIR ${settings.WorkingDir}`;
    },
    ENTRYPOINT: (instruction, to) => {
        to.settings.Entrypoint = commandOf(instruction, to.settings);
        if (!to.hasCommand)
            delete to.settings.Cmd;
        return `ENTRYPOINT ${quoteList(to.settings.Entrypoint)}`;
    },
    CMD: (instruction, to) => {
        to.settings.Cmd = commandOf(instruction, to.settings);
        to.settings.ArgsEscaped = true;
        to.hasCommand = true;
        return `CMD ${quoteList(to.settings.Cmd)}`;
    },
    SHELL: (instruction, { dockerfile, settings }) => {
        const shell = jsonOf(instruction);
        if (shell === undefined)
            throw unsupported(dockerfile, instruction, 'SHELL needs the JSON form');
        settings.Shell = shell;
        return `SHELL [${shell.join(' ')}]`;
    },
    EXPOSE: (instruction, { scope, settings, dockerfile }) => {
        const words = scope.expandWords(instruction).flatMap((word) => word.split(/\s+/));
        const ports = words.map((word) => (word.includes('/') ? word.toLowerCase() : `${word}/tcp`)).sort();
        const odd = ports.find((port) => !/^\d{1,5}\/(?:tcp|udp|sctp)$/.test(port));
        if (odd !== undefined)
            throw unsupported(dockerfile, instruction, `EXPOSE ${odd}`);
        settings.ExposedPorts = { ...settings.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) };
        return `EXPOSE [${ports.join(' ')}]`;
    },
    VOLUME: (instruction, { scope, settings }) => {
        const volumes = scope.expandWords(instruction);
        settings.Volumes = { ...settings.Volumes, ...Object.fromEntries(volumes.map((volume) => [volume, {}])) };
        return `VOLUME [${volumes.join(' ')}]`;
    },
    STOPSIGNAL: (instruction, { scope, settings }) => {
        settings.StopSignal = scope.expand(instruction.rest, instruction);
        return `STOPSIGNAL ${settings.StopSignal}`;
    },
    HEALTHCHECK: (instruction, { dockerfile, settings }) => {
        settings.Healthcheck = parseHealthcheck(instruction, dockerfile);
        return `HEALTHCHECK ${instruction.rest}`;
    },
    ONBUILD: (instruction, { settings }) => {
        settings.OnBuild = [...(settings.OnBuild ?? []), instruction.rest];
        return `ONBUILD ${instruction.rest}`;
    },
};
function commandOf(instruction, { Shell = DEFAULT_SHELL }) {
    return jsonOf(instruction) ?? [...Shell, instruction.rest];
}
function quoteList(words) {
    return `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;
}

;// CONCATENATED MODULE: ./build/image/code.js







async function carryOut(options) {
    const { split, context, config, files } = options;
    const settings = structuredClone(config.config ?? {});
    const scope = scopeAfterRuntime(options);
    const { dockerfile } = split;
    const to = { dockerfile, scope, settings, hasCommand: false };
    const tree = new FileTree(files);
    const history = [];
    for (const instruction of split.code) {
        scope.apply(instruction);
        const workingDirectory = settings.WorkingDir || '/';
        const declare = DECLARE[instruction.keyword];
        const isCopy = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
        const line = await explain(instruction, split, async () => {
            if (isCopy)
                return copy(instruction, { dockerfile, context, scope, tree, files, workingDirectory });
            if (declare === undefined)
                throw unsupported(dockerfile, instruction, `${instruction.keyword} is not known here`);
            return declare(instruction, to);
        });
        if (instruction.keyword === 'WORKDIR')
            makeWorkingDirectory(instruction, split, settings, tree, files);
        history.push({ line, makesFiles: isCopy || instruction.keyword === 'WORKDIR' });
    }
    return { settings, entries: tree.entries(), history };
}
function scopeAfterRuntime({ split, buildArgs, platform, config }) {
    const env = new Map((config.config?.Env ?? []).map((pair) => splitPair(pair)));
    const instructions = split.lineage.flatMap((stage) => stage.instructions);
    const lastWriter = new Map();
    for (const { keyword, rest } of instructions) {
        if (keyword !== 'ENV' && keyword !== 'ARG')
            continue;
        for (const name of assignedNames(rest, split.dockerfile.escapeToken))
            lastWriter.set(name, keyword);
    }
    const scope = new Scope(split.dockerfile, buildArgs, platform, (name) => {
        if (lastWriter.get(name) === 'ENV')
            throw new FromBase();
        return env.get(name);
    });
    for (const instruction of instructions)
        scope.apply(instruction);
    for (const [name, value] of env)
        if (lastWriter.get(name) !== 'ARG')
            scope.set(name, value);
    return scope;
}
function splitPair(pair) {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
}
function makeWorkingDirectory(instruction, { dockerfile }, { WorkingDir = '/', User }, tree, files) {
    try {
        const owner = User === undefined || User === '' ? ROOT : parseOwner(User, files);
        tree.makeFolders(tree.follow(WorkingDir), owner);
    }
    catch (error) {
        throw unsupported(dockerfile, instruction, error instanceof Error ? error.message : String(error));
    }
}
async function explain(instruction, { dockerfile }, act) {
    try {
        return await act();
    }
    catch (error) {
        if (error instanceof errors/* UserError */.y)
            throw error;
        if (error instanceof FromBase || error instanceof TreeError) {
            throw unsupported(dockerfile, instruction, error.message || 'it uses a variable that an earlier line took from the base image');
        }
        throw error;
    }
}

// EXTERNAL MODULE: ./build/image/digest.js
var image_digest = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/image/media-types.js
var media_types = __webpack_require__(406);
;// CONCATENATED MODULE: ./build/image/image.js


function makeImage({ tag, runtime, code, layer, provenance }) {
    const config = Buffer.from(JSON.stringify(makeConfig(runtime.config, code, layer, provenance)));
    const base = JSON.parse(runtime.manifest.bytes.toString());
    const added = layer === undefined
        ? []
        : [
            {
                mediaType: runtime.manifest.mediaType === media_types/* DOCKER_MANIFEST */.Vv ? media_types/* DOCKER_LAYER_GZIP */.MZ : media_types/* OCI_LAYER_GZIP */.BQ,
                size: layer.bytes.length,
                digest: layer.digest,
            },
        ];
    const manifest = {
        schemaVersion: 2,
        mediaType: runtime.manifest.mediaType,
        config: { mediaType: base.config.mediaType, size: config.length, digest: (0,image_digest/* digestOf */.o)(config) },
        layers: [...base.layers, ...added],
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = (0,image_digest/* digestOf */.o)(bytes);
    return {
        tag,
        digest,
        runtime: runtime.tag,
        manifest: { mediaType: runtime.manifest.mediaType, digest, bytes },
        blobs: [
            ...(layer === undefined ? [] : [{ digest: layer.digest, bytes: layer.bytes }]),
            { digest: (0,image_digest/* digestOf */.o)(config), bytes: config },
        ],
    };
}
function makeConfig(runtime, { settings, history }, layer, { commit, committed, sourceUrl }) {
    const created = new Date(committed).toISOString().replace('.000Z', 'Z');
    const labels = {
        ...settings.Labels,
        'org.opencontainers.image.created': created,
        'org.opencontainers.image.revision': commit,
        'org.opencontainers.image.source': sourceUrl,
    };
    const diffIds = layer === undefined ? [] : [layer.diffId];
    return {
        ...runtime,
        created,
        config: { ...settings, Labels: Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) },
        rootfs: { type: 'layers', diff_ids: [...runtime.rootfs.diff_ids, ...diffIds] },
        history: [...(runtime.history ?? []), ...tellHistory(history, layer !== undefined, created)],
    };
}
function tellHistory(history, hasLayer, created) {
    const last = history.findLastIndex(({ makesFiles }) => makesFiles);
    const made = history.filter(({ makesFiles }) => makesFiles).map(({ line }) => line);
    return history.flatMap(({ line, makesFiles }, index) => {
        const common = { created, comment: 'flux-airflow' };
        if (!makesFiles || !hasLayer)
            return [{ ...common, created_by: line, empty_layer: true }];
        return index === last ? [{ ...common, created_by: made.join('\n') }] : [];
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(6118);
;// CONCATENATED MODULE: ./build/image/layer.js






const MODIFIED = new Date('2000-01-01T00:00:00Z');
const GZIP_LEVEL = 6;
const GZIP_OS_OFFSET = 9;
const GZIP_OS_UNKNOWN = 255;
const READ_AT_ONCE = 64;
async function packLayer(entries) {
    const tar = (0,tar_stream.pack)();
    const chunks = [];
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const collected = (async () => {
        for await (const chunk of tar) {
            hash.update(chunk);
            chunks.push(chunk);
        }
    })();
    for (let index = 0; index < entries.length; index += READ_AT_ONCE) {
        const slice = entries.slice(index, index + READ_AT_ONCE);
        const contents = await Promise.all(slice.map(([, entry]) => contentOf(entry)));
        for (const [offset, [path, entry]] of slice.entries()) {
            tar.entry(header(path, entry), contents[offset] ?? Buffer.alloc(0));
        }
    }
    tar.finalize();
    await collected;
    const bytes = await (0,external_node_util_.promisify)(external_node_zlib_.gzip)(Buffer.concat(chunks), { level: GZIP_LEVEL });
    bytes.writeUInt8(GZIP_OS_UNKNOWN, GZIP_OS_OFFSET);
    return { digest: (0,image_digest/* digestOf */.o)(bytes), diffId: `sha256:${hash.digest('hex')}`, bytes };
}
async function contentOf(entry) {
    if (entry.type !== 'file')
        return Buffer.alloc(0);
    return 'bytes' in entry.content ? entry.content.bytes : (0,promises_.readFile)(entry.content.path);
}
function header(path, entry) {
    const name = entry.type === 'directory' ? `${path.slice(1)}/` : path.slice(1);
    const { type, mode, uid, gid } = entry;
    const common = { name, type, mode, uid, gid, mtime: MODIFIED };
    if (entry.type === 'symlink')
        return { ...common, linkname: entry.target };
    return entry.type === 'link' ? { ...common, linkname: entry.target.slice(1) } : common;
}

;// CONCATENATED MODULE: ./build/image/split.js

function splitDockerfile(dockerfile) {
    const last = dockerfile.stages.at(-1);
    if (last === undefined)
        throw new Error('a parsed Dockerfile has a stage');
    const index = last.instructions.findLastIndex((instruction) => executes(instruction, dockerfile.escapeToken));
    const runtimePart = { ...last, instructions: last.instructions.slice(0, index + 1) };
    const runtime = [...dockerfile.stages.slice(0, -1), runtimePart];
    return {
        dockerfile,
        runtime,
        lineage: lineageOf(runtime),
        code: last.instructions.slice(index + 1),
        end: (last.instructions[index] ?? last.from).end,
    };
}
function executes(instruction, escapeToken) {
    if (instruction.keyword === 'RUN')
        return true;
    return isCopy(instruction) && (instruction.flags.has('from') || hasRemoteSource(instruction, escapeToken));
}
function isCopy({ keyword }) {
    return keyword === 'COPY' || keyword === 'ADD';
}
function hasRemoteSource(instruction, escapeToken) {
    return (instruction.keyword === 'ADD' &&
        wordsOf(instruction, escapeToken)
            .slice(0, -1)
            .some((word) => /^["']?(?:https?:|ftp:|git:|ssh:|git@|\$)/.test(word)));
}
function stageNamed(stages, name) {
    return (stages.find((stage) => stage.name === name.toLowerCase()) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined));
}
function lineageOf(stages) {
    const lineage = [];
    let index = stages.length - 1;
    while (index >= 0) {
        const stage = stages[index];
        if (stage === undefined)
            break;
        lineage.unshift(stage);
        const base = stage.from.rest.split(/\s/, 1)[0]?.toLowerCase();
        index = stages.slice(0, index).findLastIndex(({ name }) => name !== undefined && name === base);
    }
    return lineage;
}

;// CONCATENATED MODULE: ./build/image/references.js




function findBaseImages({ dockerfile, stages, buildArgs, platform }) {
    const globals = globalArgs(dockerfile, buildArgs, platform);
    return stages.flatMap((stage, index) => {
        const earlier = stages.slice(0, index);
        const [word = ''] = stage.from.rest.split(/\s/, 1);
        const name = expandWord(word, (variable) => globals.get(variable), dockerfile.escapeToken);
        if (name === '')
            throw noImage(dockerfile, stage.from);
        const start = stage.from.start + dockerfile.text.slice(stage.from.start, stage.from.end).indexOf(word);
        const from = isImage(name, earlier) ? [{ name, range: { start, end: start + word.length } }] : [];
        const used = stage.instructions.flatMap(imagesIn).filter((image) => isImage(image, [...earlier, stage]));
        return [...from, ...used.map((image) => ({ name: image }))];
    });
}
function imagesIn({ flags }) {
    const from = flags.get('from');
    const mounts = (flags.get('mount') ?? '').split(/[ ,]/).filter((option) => option.startsWith('from='));
    return [...(from === undefined ? [] : [from]), ...mounts.map((option) => option.slice('from='.length))];
}
function isImage(name, stages) {
    return name.toLowerCase() !== 'scratch' && stageNamed(stages, name) === undefined;
}
function noImage(dockerfile, { line }) {
    const location = { file: dockerfile.path, line };
    return new errors/* UserError */.y('dockerfile-invalid', `${dockerfile.path} line ${line}: FROM names no image.`, 'Give the variables in it a default by ARG before FROM, or a value in build-args.', { findings: [{ message: 'FROM names no image', location }] });
}

// EXTERNAL MODULE: ./build/registry/reference.js
var registry_reference = __webpack_require__(6247);
// EXTERNAL MODULE: ./build/registry/registry.js + 8 modules
var registry_registry = __webpack_require__(3930);
;// CONCATENATED MODULE: ./build/build/bases.js




async function resolveBases(split, options) {
    const { dockerfile, runtime: stages } = split;
    const bases = findBaseImages({ dockerfile, stages, ...options });
    return Promise.all(bases.map(async (base) => {
        const reference = (0,registry_reference/* parseReference */.F2)(base.name);
        return { ...base, reference, digest: await resolve(base.name, reference, options.registryMirror) };
    }));
}
function pinBases({ dockerfile, end }, bases, mirror) {
    let text = dockerfile.text.slice(0, end);
    const ranges = bases.flatMap((base) => (base.range === undefined ? [] : [{ ...base, range: base.range }]));
    for (const { range, reference, digest } of ranges.sort((a, b) => b.range.start - a.range.start)) {
        const pinned = `${hostFor(reference.registry, mirror)}/${reference.repository}@${digest}`;
        text = text.slice(0, range.start) + pinned + text.slice(range.end);
    }
    return `${text}\n`;
}
async function resolve(name, reference, mirror) {
    if (reference.reference.startsWith('sha256:'))
        return reference.reference;
    const { repository } = reference;
    const registry = (0,registry_registry/* openRegistry */.M)({
        image: { registry: hostFor(reference.registry, mirror), repository },
        pullOnly: true,
    });
    const digest = await registry.resolve(reference.reference);
    if (digest !== undefined)
        return digest;
    throw new errors/* UserError */.y('base-image-missing', `The base image ${name} is not in ${registry.image.registry}.`, 'Correct FROM in the Dockerfile or the build-args in it, or the input registry-mirror.');
}
function hostFor(registry, mirror) {
    return registry === registry_reference/* DOCKER_HUB */.Xb ? (mirror ?? registry_reference/* DOCKER_HUB */.Xb) : registry;
}

// EXTERNAL MODULE: ./node_modules/@actions/exec/lib/exec.js + 6 modules
var exec = __webpack_require__(9529);
;// CONCATENATED MODULE: ./build/build/checkout.js


async function commitTime(context, commit) {
    const { exitCode, stdout, stderr } = await (0,exec/* getExecOutput */.H)('git', ['-C', context, 'log', '-1', '--format=%H %cI', 'HEAD'], {
        silent: true,
        ignoreReturnCode: true,
    });
    const [head, time] = stdout.trim().split(' ');
    if (exitCode === 0 && head === commit && time !== undefined)
        return time;
    throw new errors/* UserError */.y('commit-not-checked-out', exitCode === 0
        ? `The build context has commit ${head} checked out, and ${commit} is to be deployed.`
        : `The build context ${context} is not a git checkout: ${stderr.trim()}`, `Put “- uses: actions/checkout@v5” with “ref: ${commit}” before this step.`);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: ./build/registry/docker-config.js
var docker_config = __webpack_require__(9275);
;// CONCATENATED MODULE: ./build/build/docker.js






async function buildByDocker(build) {
    const { registry, tag, dockerfile, ignore, context, buildArgs, platform } = build;
    const name = `${registry.image.registry}/${registry.image.repository}:${tag}`;
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(process.env.RUNNER_TEMP ?? (0,external_node_os_.tmpdir)(), 'flux-airflow-runtime-'));
    try {
        const file = (0,external_node_path_.join)(folder, 'Dockerfile');
        await (0,promises_.writeFile)(file, dockerfile);
        await (0,promises_.writeFile)(`${file}.dockerignore`, ignore);
        await (0,promises_.writeFile)((0,external_node_path_.join)(folder, 'config.json'), JSON.stringify(await configWithCredentials(registry)), {
            mode: 0o600,
        });
        const names = Object.keys(buildArgs).flatMap((arg) => ['--build-arg', arg]);
        const environment = {
            ...buildArgs,
            DOCKER_CONFIG: folder,
            DOCKER_BUILDKIT: '1',
            BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
        };
        await docker(['build', '--file', file, '--tag', name, '--platform', platform, ...names, context], environment);
        await docker(['push', name], environment);
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}
async function docker(args, environment) {
    const inherited = Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    const { exitCode, stderr } = await (0,exec/* getExecOutput */.H)('docker', [...args], {
        env: { ...Object.fromEntries(inherited), ...environment },
        ignoreReturnCode: true,
    }).catch((cause) => {
        throw new errors/* UserError */.y('runtime-missing', `The runtime image is not in the registry, and Docker, which builds it, is not on this machine.`, 'Run this job on a runner with Docker (ubuntu-latest has it) whenever requirements.txt or another part of the runtime changes.', { cause });
    });
    if (exitCode === 0)
        return;
    const last = stderr.trim().split('\n').slice(-3).join(' ');
    throw new errors/* UserError */.y('runtime-build-failed', `docker ${args[0]} of the runtime image failed: ${last}`, 'See its output above. The runtime is all of the Dockerfile up to its last RUN.');
}
async function configWithCredentials(registry) {
    const config = await (0,docker_config/* readDockerConfig */.TO)();
    const credentials = await registry.credentials();
    const plugins = { cliPluginsExtraDirs: [(0,external_node_path_.join)((0,docker_config/* dockerConfigFolder */.Pe)(), 'cli-plugins')] };
    if (credentials === undefined)
        return { ...config, ...plugins };
    const key = (0,docker_config/* configKey */.ur)(registry.image.registry);
    const auth = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
    const { [key]: _, ...credHelpers } = config.credHelpers ?? {};
    const { credsStore: __, ...rest } = config;
    return { ...rest, ...plugins, credHelpers, auths: { ...config.auths, [key]: { auth } } };
}

;// CONCATENATED MODULE: ./build/image/glob.js
function hasWildcard(component) {
    return /(?:^|[^\\])(?:\\\\)*[*?[]/.test(component);
}
function matchName(pattern) {
    const tokens = pattern.matchAll(/\\(.)|\*|\?|\[(\^?)((?:\\.|[^\]\\])+)\]|([\s\S])/gu);
    const source = [...tokens].map(([token, escaped, negated, set, plain]) => {
        if (token === '*')
            return '[^/]*';
        if (token === '?')
            return '[^/]';
        if (set !== undefined)
            return `[${negated}${set.replace(/[[\]^&|~]/g, '\\$&')}]`;
        return (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    });
    const regex = new RegExp(`^${source.join('')}$`, 'su');
    return (name) => regex.test(name);
}

;// CONCATENATED MODULE: ./build/image/mode.js
const OWNER_READ_WRITE = 0o600;
const OWNER_EXECUTE = 0o100;
const SPECIAL_BITS = 0o7000;
function canonicalMode(stats) {
    const mode = stats.mode & 0o7777;
    const special = stats.isDirectory() ? 0 : mode & SPECIAL_BITS;
    if ((mode & OWNER_READ_WRITE) !== OWNER_READ_WRITE)
        return mode;
    return special | ((mode & OWNER_EXECUTE) === 0 ? 0o644 : 0o755);
}

;// CONCATENATED MODULE: ./build/image/context.js





const context_MAX_LINKS = 255;
class Context {
    root;
    #ignore;
    constructor(root, ignore) {
        this.root = root;
        this.#ignore = ignore;
    }
    async resolve(source) {
        const components = external_node_path_.posix.normalize(`/${source}`).split('/').filter(Boolean);
        const first = components.findIndex(hasWildcard);
        if (first === -1)
            return this.#follow(components.join('/'));
        let matched = [components.slice(0, first).join('/')];
        for (const component of components.slice(first)) {
            matched = (await Promise.all(matched.map((folder) => this.#match(folder, component)))).flat();
        }
        return (await Promise.all(matched.map((path) => this.#follow(path)))).flat();
    }
    async walk(entry) {
        if (entry.type !== 'directory')
            return [entry];
        const names = (await (0,promises_.readdir)((0,external_node_path_.join)(this.root, entry.path))).sort();
        const below = await Promise.all(names.map(async (name) => {
            const path = external_node_path_.posix.join(entry.path, name);
            const ignored = this.#ignore.ignores(path);
            if (ignored && !this.#ignore.hasExceptions)
                return [];
            const child = await this.#stat(path);
            if (child === undefined || (ignored && child.type !== 'directory'))
                return [];
            const entries = await this.walk(child);
            return ignored && entries.length === 1 ? [] : entries;
        }));
        return [entry, ...below.flat()];
    }
    async #match(folder, pattern) {
        const [entry] = await this.#follow(folder);
        if (entry?.entry.type !== 'directory')
            return [];
        const matches = matchName(pattern);
        const names = (await (0,promises_.readdir)((0,external_node_path_.join)(this.root, entry.entry.path))).filter(matches).sort();
        return names.map((name) => external_node_path_.posix.join(entry.entry.path, name));
    }
    async #follow(path) {
        const name = (0,external_node_path_.basename)(path);
        let pending = path.split('/').filter(Boolean);
        let at = '';
        for (let links = 0; pending.length > 0;) {
            const [next = '', ...rest] = pending;
            const candidate = next === '..' ? external_node_path_.posix.dirname(`/${at}`).slice(1) : external_node_path_.posix.join(at, next);
            const entry = await this.#stat(candidate);
            if (entry === undefined)
                return [];
            if (entry.type === 'symlink') {
                links += 1;
                if (links > context_MAX_LINKS)
                    return [];
                const target = entry.target ?? '';
                if (target.startsWith('/'))
                    at = '';
                pending = [...target.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
            }
            else {
                at = candidate;
                pending = rest;
            }
        }
        const entry = await this.#stat(at);
        if (entry === undefined || (await this.#isHidden(entry)))
            return [];
        return [{ name, entry }];
    }
    async #isHidden(entry) {
        if (entry.path === '' || !this.#ignore.ignores(entry.path))
            return false;
        if (entry.type !== 'directory' || !this.#ignore.hasExceptions)
            return true;
        return (await this.walk(entry)).length === 1;
    }
    async #stat(path) {
        const file = (0,external_node_path_.join)(this.root, path);
        const stats = await (0,promises_.lstat)(file).catch((error) => {
            if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
                return undefined;
            throw error;
        });
        if (stats === undefined)
            return undefined;
        const inode = stats.nlink > 1 && stats.isFile() ? { inode: `${stats.dev}:${stats.ino}` } : {};
        if (stats.isSymbolicLink())
            return { path, type: 'symlink', mode: 0o777, size: 0, target: await (0,promises_.readlink)(file) };
        return {
            path,
            type: typeOf(stats, path),
            mode: canonicalMode(stats),
            size: stats.isFile() ? stats.size : 0,
            ...inode,
        };
    }
}
function typeOf(stats, path) {
    if (stats.isFile())
        return 'file';
    if (stats.isDirectory())
        return 'directory';
    throw new errors/* UserError */.y('context-file-type', `${path} in the build context is neither a file, a folder nor a link.`, 'Remove it, or name it in .dockerignore.');
}

// EXTERNAL MODULE: ./node_modules/dockerfile-ast/lib/main.js
var main = __webpack_require__(8390);
;// CONCATENATED MODULE: ./build/image/dockerfile.js


function parseDockerfile(text, path) {
    const parsed = main.DockerfileParser.parse(text);
    const escapeToken = parsed.getEscapeCharacter();
    const offsets = lineOffsets(text);
    const instructions = parsed.getInstructions().map((node) => {
        const { start, end } = node.getRange();
        const from = offsetOf(offsets, start);
        const to = offsetOf(offsets, end);
        const keyword = node.getKeyword();
        const heredocs = ['COPY', 'ADD', 'RUN'].includes(keyword) ? node.getHeredocs() : [];
        const body = heredocs[0]?.getContentRange()?.start;
        const head = text.slice(from, body === undefined ? to : offsetOf(offsets, body)).trimEnd();
        return {
            keyword,
            line: start.line + 1,
            start: from,
            end: to,
            ...splitFlags(joinLines(head, escapeToken).replace(/^\S+\s*/, '')),
            heredocs: heredocs.map((heredoc) => {
                const range = heredoc.getContentRange();
                const close = heredoc.getDelimiterRange();
                const first = range === null ? 0 : offsetOf(offsets, range.start);
                const last = close === null ? first : (offsets[close.start.line] ?? first);
                return { name: heredoc.getName(), content: text.slice(first, Math.max(first, last)) };
            }),
        };
    });
    const directives = parsed.getDirectives().map((directive) => `${directive.getName()}=${directive.getValue()}`);
    return { path, text, escapeToken, directives, ...groupStages(instructions, path) };
}
function groupStages(instructions, path) {
    const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
    const globalArgs = instructions.slice(0, Math.max(first, 0));
    if (first === -1 || globalArgs.some(({ keyword }) => keyword !== 'ARG')) {
        throw new errors/* UserError */.y('dockerfile-invalid', `${path} does not begin with FROM.`, 'Begin it with FROM; only ARG may stand before it.');
    }
    const stages = [];
    for (const instruction of instructions.slice(first)) {
        if (instruction.keyword !== 'FROM')
            stages.at(-1)?.instructions.push(instruction);
        else {
            const name = /\sAS\s+(\S+)\s*$/i.exec(instruction.rest)?.[1]?.toLowerCase();
            stages.push({ name, from: instruction, instructions: [] });
        }
    }
    return { globalArgs, stages };
}
function lineOffsets(text) {
    const offsets = [0];
    for (const { index } of text.matchAll(/\n/g))
        offsets.push(index + 1);
    return offsets;
}
function offsetOf(offsets, { line, character }) {
    return (offsets[line] ?? 0) + character;
}
function joinLines(text, escapeToken) {
    const continued = new RegExp(`\\${escapeToken}[ \\t]*$`);
    const lines = text.split(/\r?\n/).filter((line, index) => index === 0 || !/^\s*(#|$)/.test(line));
    return lines
        .map((line) => line.replace(continued, ''))
        .join('')
        .trim();
}
function splitFlags(text) {
    const flags = new Map();
    let rest = text;
    for (;;) {
        const [whole, name = '', value = 'true'] = /^--([a-z][a-z-]*)(?:=(\S*))?(?:\s+|$)/.exec(rest) ?? [];
        if (whole === undefined)
            return { flags, rest };
        flags.set(name, flags.has(name) ? `${flags.get(name)} ${value}` : value);
        rest = rest.slice(whole.length);
    }
}

// EXTERNAL MODULE: ./node_modules/@balena/dockerignore/ignore.js
var ignore = __webpack_require__(4158);
;// CONCATENATED MODULE: ./build/image/ignore.js



async function readIgnore(context, dockerfile) {
    const text = (await readIfThere(`${dockerfile}.dockerignore`)) ?? (await readIfThere((0,external_node_path_.join)(context, '.dockerignore'))) ?? '';
    const patterns = text
        .split(/\r?\n/)
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.trim())
        .filter((line) => line !== '');
    const matcher = ignore().add(patterns);
    return {
        text,
        hasExceptions: patterns.some((pattern) => pattern.startsWith('!')),
        ignores: (path) => patterns.length > 0 && matcher.ignores(path),
    };
}
async function readIfThere(path) {
    try {
        return await (0,promises_.readFile)(path, 'utf8');
    }
    catch (error) {
        if (error.code === 'ENOENT')
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
;// CONCATENATED MODULE: ./build/image/runtime-key.js







const KEY_DIGITS = 32;
async function runtimeTag(options) {
    const { split, platform, bases } = options;
    const lines = [
        ['flux-airflow runtime', 1],
        ['platform', platform],
        ...split.dockerfile.directives.map((directive) => ['directive', directive]),
        ...[...bases].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, digest]) => ['base', name, digest]),
    ];
    for (const stage of split.runtime)
        lines.push(...(await describeStage(stage, options)));
    const hash = (0,external_node_crypto_.createHash)('sha256').update(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return `runtime-${hash.digest('hex').slice(0, KEY_DIGITS)}`;
}
async function describeStage(stage, options) {
    const { split, buildArgs, platform, context } = options;
    const scope = new Scope(split.dockerfile, buildArgs, platform, () => {
        throw new FromBase();
    });
    const lines = [describe(stage.from)];
    for (const instruction of stage.instructions) {
        scope.apply(instruction);
        lines.push(describe(instruction));
        if (instruction.keyword === 'ARG')
            lines.push(...describeArguments(instruction, scope));
        for (const source of contextSources(instruction, split.dockerfile, scope)) {
            lines.push(...(await describeSource(source, context)));
        }
    }
    return lines;
}
function describe({ keyword, flags, rest, heredocs }) {
    const documents = heredocs.map(({ name, content }) => [name, content]);
    return ['instruction', keyword, Object.fromEntries([...flags].sort()), rest, documents];
}
function describeArguments(instruction, scope) {
    return instruction.rest.split(/\s+/).map((word) => {
        const [name = ''] = word.split('=', 1);
        try {
            return ['arg', name, scope.lookup(name) ?? null];
        }
        catch (error) {
            if (error instanceof FromBase)
                return ['arg', name, null];
            throw error;
        }
    });
}
function contextSources(instruction, dockerfile, scope) {
    const expand = (word) => {
        try {
            return scope.expand(word, instruction);
        }
        catch (error) {
            if (!(error instanceof FromBase))
                throw error;
            throw unsupported(dockerfile, instruction, `the source ${word} needs a variable of the base image`);
        }
    };
    if (isCopy(instruction) && !instruction.flags.has('from')) {
        const sources = wordsOf(instruction, dockerfile.escapeToken).slice(0, -1);
        return sources.filter((word) => !word.startsWith('<<') && !/^https?:/.test(word)).map(expand);
    }
    if (instruction.keyword !== 'RUN')
        return [];
    const mounts = (instruction.flags.get('mount') ?? '').split(' ').map((mount) => new Map(mount.split(',').map(pair)));
    return mounts
        .filter((mount) => mount.size > 0 && (mount.get('type') ?? 'bind') === 'bind' && !mount.has('from') && !mount.has(''))
        .map((mount) => expand(mount.get('source') ?? mount.get('src') ?? '.'));
}
function pair(option) {
    const [name = '', ...value] = option.split('=');
    return [name, value.join('=')];
}
async function describeSource(source, context) {
    const found = await context.resolve(source);
    const entries = (await Promise.all(found.map(({ entry }) => context.walk(entry)))).flat();
    const lines = [];
    for (const entry of entries)
        lines.push(await describeFile(entry, context));
    return lines;
}
async function describeFile({ path, type, mode, target }, context) {
    if (type === 'symlink')
        return ['file', path, type, target];
    if (type === 'directory')
        return ['file', path, type, mode];
    const hash = (0,external_node_crypto_.createHash)('sha256');
    await (0,external_node_stream_promises_.pipeline)((0,external_node_fs_.createReadStream)((0,external_node_path_.join)(context.root, path)), hash);
    return ['file', path, type, mode, hash.digest('hex')];
}

;// CONCATENATED MODULE: ./build/build/plan.js









async function planBuild(options) {
    const { file, buildArgs, platform } = options;
    const [text, ignore] = await Promise.all([readDockerfile(file), readIgnore(options.context, file)]);
    const name = (0,external_node_path_.relative)(process.env.GITHUB_WORKSPACE ?? options.context, file);
    const split = splitDockerfile(parseDockerfile(text, name));
    const context = new Context(options.context, ignore);
    const bases = await resolveBases(split, options);
    const digests = new Map(bases.map((base) => [base.name, base.digest]));
    const runtime = await runtimeTag({ split, buildArgs, platform, context, bases: digests });
    return { split, context, ignore, bases, runtime };
}
async function readDockerfile(file) {
    return (0,promises_.readFile)(file, 'utf8').catch((cause) => {
        throw new errors/* UserError */.y('dockerfile-missing', `${file} cannot be read.`, 'Correct the input file.', { cause });
    });
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
;// CONCATENATED MODULE: ./build/image/runtime-files.js
const MAX_LISTED_DEPTH = 4;
function depthOf(path) {
    return path.split('/').filter(Boolean).length;
}

;// CONCATENATED MODULE: ./build/image/read-layers.js









const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const ACCOUNTS = new Set(['/etc/passwd', '/etc/group']);
async function readLayers(layers, openBlob) {
    const contents = await Promise.all(layers.map(async (layer) => readLayer(layer, await openBlob(layer.digest))));
    const all = new Map();
    for (const { found, removed, opaque } of contents) {
        if (removed.size > 0 || opaque.size > 0)
            hide(all, removed, opaque);
        for (const [path, entry] of found) {
            const before = all.get(path);
            if (before?.type === 'directory' && entry.type !== 'directory')
                hide(all, new Set([path]), new Set());
            all.set(path, entry);
        }
    }
    return summarise(all);
}
function hide(all, removed, opaque) {
    for (const path of all.keys()) {
        if (removed.has(path) || parentsOf(path).some((parent) => removed.has(parent) || opaque.has(parent)))
            all.delete(path);
    }
}
function parentsOf(path) {
    const parents = [];
    for (let parent = external_node_path_.posix.dirname(path); parent !== '/'; parent = external_node_path_.posix.dirname(parent))
        parents.push(parent);
    return [...parents, '/'];
}
async function readLayer(layer, blob) {
    const content = { found: new Map(), removed: new Set(), opaque: new Set() };
    const hash = (0,external_node_crypto_.createHash)('sha256');
    const hashed = new external_node_stream_.Transform({
        transform(chunk, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
        },
    });
    const tar = (0,tar_stream.extract)();
    const reading = (async () => {
        for await (const entry of tar)
            await readEntry(entry, content);
    })();
    await Promise.all([(0,external_node_stream_promises_.pipeline)(blob, hashed, decompressor(layer.mediaType), tar), reading]);
    const digest = `sha256:${hash.digest('hex')}`;
    if (digest === layer.digest)
        return content;
    throw new errors/* OutageError */.A(`The registry gave a layer whose content is ${digest}`, {
        service: 'registry',
        request: `GET blobs/${layer.digest}`,
    });
}
function decompressor(mediaType) {
    if (mediaType.endsWith('zstd'))
        return (0,external_node_zlib_.createZstdDecompress)();
    return mediaType.endsWith('gzip') ? (0,external_node_zlib_.createGunzip)() : new external_node_stream_.PassThrough();
}
async function readEntry(entry, { found, removed, opaque }) {
    const { name, type, mode = 0o755, uid = 0, gid = 0, linkname } = entry.header;
    const path = external_node_path_.posix.join('/', name).replace(/(?<=.)\/$/, '');
    const base = external_node_path_.posix.basename(path);
    if (ACCOUNTS.has(path) && type === 'file') {
        found.set(path, { type: 'file', text: await (0,consumers_.text)(entry) });
        return;
    }
    entry.resume();
    if (base === OPAQUE)
        opaque.add(external_node_path_.posix.dirname(path));
    else if (base.startsWith(WHITEOUT))
        removed.add(external_node_path_.posix.join(external_node_path_.posix.dirname(path), base.slice(WHITEOUT.length)));
    else if (type === 'directory')
        found.set(path, { type, folder: { mode: mode & 0o7777, uid, gid } });
    else if (type === 'symlink')
        found.set(path, { type, target: linkname ?? '' });
    else
        found.set(path, { type: 'file' });
}
function summarise(all) {
    const folders = new Map();
    const links = new Map();
    const files = new Set();
    const crowded = new Set();
    const texts = new Map();
    for (const [path, entry] of all) {
        for (const parent of parentsOf(path))
            if (!all.has(parent))
                folders.set(parent, IMPLIED);
        if (entry.type === 'directory')
            folders.set(path, { ...entry.folder, unlisted: false });
        else if (entry.type === 'symlink')
            links.set(path, entry.target);
        else if (depthOf(path) <= MAX_LISTED_DEPTH + 1)
            files.add(path);
        else
            crowded.add(external_node_path_.posix.dirname(path));
        if (entry.type === 'file' && entry.text !== undefined)
            texts.set(path, entry.text);
    }
    for (const path of crowded)
        folders.set(path, { ...(folders.get(path) ?? IMPLIED), unlisted: true });
    const sorted = (map) => new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
        folders: sorted(folders),
        links: sorted(links),
        files: new Set([...files].sort()),
        passwd: texts.get('/etc/passwd') ?? '',
        group: texts.get('/etc/group') ?? '',
    };
}
const IMPLIED = { mode: 0o755, uid: 0, gid: 0, unlisted: false };

;// CONCATENATED MODULE: ./build/image/runtime-index.js




const INDEX_TYPE = 'application/vnd.flux-airflow.runtime-index.v1+json+gzip';
const EMPTY_JSON = Buffer.from('{}');
function indexTag(runtimeTag) {
    return `${runtimeTag}.index`;
}
async function packIndex(subject, { config, files }) {
    const { folders, links, files: others, passwd, group } = files;
    const document = {
        config,
        folders: [...folders].map(([path, { mode, uid, gid, unlisted }]) => [path, mode, uid, gid, unlisted ? 1 : 0]),
        links: [...links],
        files: [...others],
        passwd,
        group,
    };
    const bytes = await (0,external_node_util_.promisify)(external_node_zlib_.gzip)(JSON.stringify(document));
    const layer = {
        mediaType: INDEX_TYPE,
        digest: (0,image_digest/* digestOf */.o)(bytes),
        size: bytes.length,
        data: bytes.toString('base64'),
    };
    const manifest = {
        schemaVersion: 2,
        mediaType: media_types/* OCI_MANIFEST */.EG,
        artifactType: INDEX_TYPE,
        config: { mediaType: media_types/* OCI_EMPTY */.g1, digest: (0,image_digest/* digestOf */.o)(EMPTY_JSON), size: EMPTY_JSON.length },
        layers: [layer],
        subject,
    };
    const manifestBytes = Buffer.from(JSON.stringify(manifest));
    return {
        manifest: { mediaType: media_types/* OCI_MANIFEST */.EG, digest: (0,image_digest/* digestOf */.o)(manifestBytes), bytes: manifestBytes },
        blobs: [
            { digest: layer.digest, bytes },
            { digest: (0,image_digest/* digestOf */.o)(EMPTY_JSON), bytes: EMPTY_JSON },
        ],
    };
}
function indexLayer({ bytes }, runtimeDigest) {
    const { subject, layers } = JSON.parse(bytes.toString());
    const layer = layers?.[0];
    return subject?.digest === runtimeDigest && layer?.mediaType === INDEX_TYPE ? layer : undefined;
}
async function unpackIndex(bytes) {
    const document = JSON.parse((await (0,external_node_util_.promisify)(external_node_zlib_.gunzip)(bytes)).toString());
    const folders = document.folders;
    return {
        config: document.config,
        files: {
            folders: new Map(folders.map(([path, mode, uid, gid, unlisted]) => [
                path,
                { mode, uid, gid, unlisted: unlisted === 1 },
            ])),
            links: new Map(document.links),
            files: new Set(document.files),
            passwd: document.passwd,
            group: document.group,
        },
    };
}

;// CONCATENATED MODULE: ./build/build/runtime.js




async function findRuntime(options) {
    const { registry, tag, platform } = options;
    const [stored, index] = await Promise.all([registry.getManifest(tag), registry.getManifest(indexTag(tag))]);
    if (stored === undefined)
        return undefined;
    const manifest = await pickPlatform(registry, stored, platform);
    const layer = index === undefined ? undefined : indexLayer(index, manifest.digest);
    const content = layer === undefined ? await indexRuntime(options, manifest) : await unpackIndex(await registry.getBlob(layer));
    return { tag, manifest, ...content };
}
async function indexRuntime({ registry, tag, dryRun }, { mediaType, digest, bytes }) {
    const manifest = JSON.parse(bytes.toString());
    const [config, files] = await Promise.all([
        registry.getBlob(manifest.config).then((blob) => JSON.parse(blob.toString())),
        readLayers(manifest.layers, (layer) => registry.openBlob(layer)),
    ]);
    const content = { config, files };
    if (!dryRun) {
        const packed = await packIndex({ mediaType, digest, size: bytes.length }, content);
        await Promise.all(packed.blobs.map((blob) => registry.putBlob(blob.digest, blob.bytes)));
        await registry.putManifest(indexTag(tag), packed.manifest);
    }
    return content;
}
async function pickPlatform(registry, stored, platform) {
    if (stored.mediaType !== media_types/* OCI_INDEX */.$p && stored.mediaType !== media_types/* DOCKER_LIST */.Y2)
        return stored;
    const { manifests } = JSON.parse(stored.bytes.toString());
    const child = manifests.find(({ platform: of }) => {
        const variant = of?.variant === undefined ? '' : `/${of.variant}`;
        return (of !== undefined && [`${of.os}/${of.architecture}`, `${of.os}/${of.architecture}${variant}`].includes(platform));
    });
    const manifest = child === undefined ? undefined : await registry.getManifest(child.digest);
    if (manifest !== undefined)
        return manifest;
    throw new errors/* UserError */.y('runtime-platform', `The runtime image in the registry has no ${platform}.`, 'Delete its tag in the registry, so that it is built again, or correct the input platform.');
}

;// CONCATENATED MODULE: ./build/build/build.js










async function buildImage(options) {
    const { commit, tagPrefix, buildArgs, platform, sourceUrl } = options;
    const [plan, committed] = await Promise.all([planBuild(options), commitTime(options.context, commit)]);
    const runtime = await provideRuntime(plan, options);
    const { split, context } = plan;
    const code = await carryOut({ split, buildArgs, platform, context, config: runtime.config, files: runtime.files });
    const layer = code.entries.length === 0 ? undefined : await packLayer(code.entries);
    const provenance = { commit, committed, sourceUrl };
    return makeImage({ tag: `${tagPrefix}${commit}`, runtime, code, layer, provenance });
}
async function provideRuntime(plan, options) {
    const { registry, platform, dryRun, registryMirror } = options;
    const wanted = { registry, tag: plan.runtime, platform, dryRun };
    const found = await findRuntime(wanted);
    if (found !== undefined)
        return found;
    if (dryRun) {
        throw new errors/* UserError */.y('runtime-missing', `The runtime image ${plan.runtime} is not in the registry, and a dry run builds none.`, 'Run it once without dry-run: then it is built and kept.');
    }
    (0,core/* info */.pq)(`The registry has no ${plan.runtime}: Docker builds it.`);
    const dockerfile = pinBases(plan.split, plan.bases, registryMirror);
    const build = { ...options, tag: plan.runtime, dockerfile, ignore: plan.ignore.text };
    const failure = await buildByDocker(build).catch((error) => error);
    const built = await findRuntime(wanted);
    if (built !== undefined)
        return built;
    throw failure ?? new Error(`docker pushed ${plan.runtime}, and the registry does not have it`);
}


/***/ })

};
