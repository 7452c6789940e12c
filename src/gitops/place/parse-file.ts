import { isCollection } from 'yaml';
import { UserError } from '../../errors.ts';
import { parseValues } from '../../values/parse.ts';
import type { Values } from '../../values/yaml/values.ts';

/** Files that are not YAML or JSON, by the end of their name. A template may be YAML too. */
const OTHER_FILES: readonly (readonly [end: RegExp, what: string])[] = [
  [/\.(?:tf|tfvars|hcl)$/i, 'a Terraform file'],
  [/(?:^|[./])\.?env(?:\.[\w-]+)?$/i, 'a file of environment variables'],
  [/\.(?:gotmpl|tmpl|tpl|j2|erb)$/i, 'a template'],
  [/\.(?:jsonnet|libsonnet)$/i, 'a Jsonnet file'],
  [/\.(?:toml|properties|ini|conf|cue|ts|js|py|sh|md|txt)$/i, 'not a YAML file'],
];

/** The beginning of a line or of a value. */
const TEMPLATE = /^\s*\{\{|:\s+\{\{/m;

/**
 * Parses a values file. A file of another kind is named as what it is, instead of its first error as YAML.
 * @throws UserError `values-file-type`, `values-invalid`
 */
export function parseFile(path: string, text: string): Values {
  const kind = OTHER_FILES.find(([end]) => end.test(path))?.[1];
  const values = parseAs(path, kind, text);
  const isStructured = values.documents.some(({ contents }) => isCollection(contents) || contents === null);
  if (isStructured) return values;
  throw otherKind(path, kind ?? 'one text, without keys');
}

function parseAs(path: string, kind: string | undefined, text: string): Values {
  try {
    return parseValues(text);
  } catch (error) {
    const what = kind ?? (TEMPLATE.test(text) ? 'a template: it contains {{' : undefined);
    throw what !== undefined && error instanceof UserError ? otherKind(path, what, error) : error;
  }
}

function otherKind(path: string, kind: string, cause?: unknown): UserError {
  return new UserError(
    'values-file-type',
    `${path} is ${kind}, so its values cannot be edited in place.`,
    'Keep repository and tag in a YAML or JSON file that this file reads, and set values-file to it.',
    { cause },
  );
}
