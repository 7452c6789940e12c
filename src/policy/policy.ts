import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { findMistakes, type Mistake } from './mistakes.ts';
import { POLICY_PATH } from './path.ts';
import { POLICY_SCHEMA } from './schema.ts';

/** GitHub Actions' own App on github.com, as `GET /apps/github-actions` names it. */
const GITHUB_ACTIONS_APP = 15368;

export interface BypassActor {
  readonly type: 'Integration' | 'OrganizationAdmin' | 'RepositoryRole' | 'Team' | 'DeployKey' | 'User';
  readonly id: number | undefined;
  readonly mode: 'always' | 'pull_request';
}

/** The levels of findings in the files that match a pattern. */
export interface PathLevels {
  readonly pattern: string;
  readonly levels: Readonly<Record<string, 'off' | 'notice' | 'warning' | 'error'>>;
}

/** The policy in `.github/flux-airflow.yaml`, with the defaults of missing keys. */
export interface Policy {
  /** `@user` and `@organisation/team`; `undefined`: the owners by CODEOWNERS. */
  readonly approvers: readonly string[] | undefined;
  /** Patterns as in CODEOWNERS, in the order of the file: the last match counts. */
  readonly approversFor: readonly { readonly pattern: string; readonly owners: readonly string[] }[];
  readonly protect: {
    readonly requiredApprovals: number;
    readonly checks: readonly string[];
    readonly checksApp: number;
    readonly bypassActors: readonly BypassActor[];
    readonly environment: string;
  };
  readonly check: {
    readonly dagId: string | undefined;
    readonly owners: readonly string[] | undefined;
    readonly tags: readonly string[] | undefined;
    readonly minRetries: number | undefined;
    /** Patterns as in CODEOWNERS with the levels of codes there, in the order of the file: the last match counts. */
    readonly levels: readonly PathLevels[];
    readonly secondsPerFile: number | undefined;
    readonly memoryMbPerFile: number | undefined;
    readonly allowPrograms: readonly string[];
    readonly allowHosts: readonly string[];
  };
}

/** The file in the form that its schema allows. */
interface PolicyFile {
  readonly approvers?: { readonly users?: readonly string[]; readonly teams?: readonly string[] };
  readonly protect?: {
    readonly 'required-approvals'?: number;
    readonly checks?: readonly string[];
    readonly 'checks-app'?: number;
    readonly 'bypass-actors'?: readonly (Pick<BypassActor, 'type'> & Partial<BypassActor>)[];
    readonly environment?: string;
  };
  readonly check?: {
    readonly 'dag-id'?: string;
    readonly owners?: readonly string[];
    readonly tags?: readonly string[];
    readonly 'min-retries'?: number;
    readonly 'seconds-per-file'?: number;
    readonly 'memory-mb-per-file'?: number;
    readonly 'allow-programs'?: readonly string[];
    readonly 'allow-hosts'?: readonly string[];
  };
}

/**
 * Reads the policy of a repository. An empty file has the defaults; for a missing file call `parsePolicy('')`.
 * @throws UserError `policy-invalid`, with a finding at the line of each mistake, such as an unknown key
 */
export function parsePolicy(text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', merge: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw invalid([{ offset: error.pos[0], message: error.message }], lines);
  if (document.contents === null) return complete({}, [], []);
  const mistakes = findMistakes(document.contents, POLICY_SCHEMA, '');
  if (mistakes.length > 0) throw invalid(mistakes, lines);
  return complete(document.toJS(), readApproversFor(document), readLevels(document));
}

/** Reads the owners in the order of the file. An object would not keep the order of patterns that are numbers. */
function readApproversFor(document: Document): Policy['approversFor'] {
  const node = document.get('approvers-for');
  const entries: Map<string, string[]> = isMap(node) ? node.toJS(document, { mapAsMap: true }) : new Map();
  return [...entries].map(([pattern, owners]) => ({ pattern: String(pattern), owners }));
}

/** Reads the levels in the order of the file. */
function readLevels(document: Document): readonly PathLevels[] {
  const node = document.getIn(['check', 'levels']);
  const entries: Map<string, Map<string, PathLevels['levels'][string]>> = isMap(node)
    ? node.toJS(document, { mapAsMap: true })
    : new Map();
  return [...entries].map(([pattern, levels]) => ({ pattern: String(pattern), levels: Object.fromEntries(levels) }));
}

function complete(file: PolicyFile, approversFor: Policy['approversFor'], levels: readonly PathLevels[]): Policy {
  const { approvers, protect = {}, check = {} } = file;
  const names = [...(approvers?.users ?? []), ...(approvers?.teams ?? [])].map((name) => `@${name}`);
  const actors = (protect['bypass-actors'] ?? []).map(({ type, id, mode = 'always' }) => ({ type, id, mode }));
  return {
    approvers: names.length === 0 ? undefined : names,
    approversFor,
    protect: {
      requiredApprovals: protect['required-approvals'] ?? 1,
      checks: protect.checks ?? [],
      checksApp: protect['checks-app'] ?? GITHUB_ACTIONS_APP,
      bypassActors: actors,
      environment: protect.environment ?? 'production',
    },
    check: {
      dagId: check['dag-id'],
      owners: check.owners,
      tags: check.tags,
      minRetries: check['min-retries'],
      levels,
      secondsPerFile: check['seconds-per-file'],
      memoryMbPerFile: check['memory-mb-per-file'],
      allowPrograms: check['allow-programs'] ?? [],
      allowHosts: check['allow-hosts'] ?? [],
    },
  };
}

function invalid(mistakes: readonly Mistake[], lines: LineCounter): UserError {
  const places = mistakes.map(({ offset, message }) => ({ ...lines.linePos(offset), message }));
  const [first] = places;
  return new UserError(
    'policy-invalid',
    `The policy ${POLICY_PATH} is invalid at ${first?.line}:${first?.col}: ${first?.message}.`,
    'Fix the file; an editor with a YAML language server shows its keys from flux-airflow.schema.json.',
    {
      findings: places.map(({ line, col, message }) => ({
        message: `${line}:${col}: ${message}.`,
        location: { file: POLICY_PATH, line },
      })),
    },
  );
}
