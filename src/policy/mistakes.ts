import leven from 'leven';
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Schema } from './schema.ts';

/** A mistake at an offset of the text. */
export interface Mistake {
  readonly offset: number;
  readonly message: string;
}

type ObjectSchema = Extract<Schema, { type: 'object' }>;
type ArraySchema = Extract<Schema, { type: 'array' }>;

const NEAR = 3;
const NAMES = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** Returns how a YAML node breaks its schema. `path` is the key path for the message, empty at the top. */
export function findMistakes(node: Node | null, schema: Schema, path: string, parentOffset = 0): Mistake[] {
  const offset = node?.range?.[0] ?? parentOffset;
  const name = path === '' ? 'the policy' : path;
  if (isAlias(node)) return [{ offset, message: `${name} is an alias: write the value itself` }];
  if (schema.type === 'object' && isMap<Node, Node | null>(node)) return inMapping(node, schema, path, offset);
  if (schema.type === 'array' && isSeq<Node>(node)) return inList(node, schema, path, offset);
  const value = isScalar(node) ? node.value : undefined;
  const wrong = isScalar(node) && value !== null ? wrongScalar(value, schema) : `${NAMES[schema.type]} is expected`;
  return wrong === undefined ? [] : [{ offset, message: `${name}: ${wrong}` }];
}

function inMapping(node: YAMLMap<Node, Node | null>, schema: ObjectSchema, path: string, offset: number): Mistake[] {
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  const missing = (schema.required ?? []).filter((key) => !keys.includes(key));
  return [
    ...missing.map((key) => ({ offset, message: `${path}: the key ${key} is missing` })),
    ...node.items.flatMap(({ key, value }, index) => {
      const [name = '', at] = [keys[index], key.range?.[0] ?? offset];
      const { properties = {}, additionalProperties } = schema;
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const wanted = known ?? additionalProperties;
      if (wanted === false) return [{ offset: at, message: unknownKey(path, name, Object.keys(properties)) }];
      return findMistakes(value, wanted, path === '' ? name : `${path}.${name}`, at);
    }),
  ];
}

function inList(node: YAMLSeq<Node>, schema: ArraySchema, path: string, offset: number): Mistake[] {
  const texts = node.items.map((item) => JSON.stringify(item));
  const doubled = schema.uniqueItems ? node.items.filter((_, index) => texts.indexOf(texts[index] ?? '') < index) : [];
  return [
    ...(node.items.length < (schema.minItems ?? 0) ? [{ offset, message: `${path} is empty` }] : []),
    ...doubled.map((item) => ({ offset: item.range?.[0] ?? offset, message: `${path} has ${item} twice` })),
    ...node.items.flatMap((item, index) => findMistakes(item, schema.items, `${path}[${index}]`, offset)),
  ];
}

function wrongScalar(value: unknown, schema: Schema): string | undefined {
  const found = `, not ${JSON.stringify(value)}`;
  if (schema.type === 'boolean' && typeof value === 'boolean') return undefined;
  if (schema.type === 'string' && typeof value === 'string') return wrongText(value, schema);
  if (schema.type !== 'integer' || typeof value !== 'number' || !Number.isInteger(value))
    return `${NAMES[schema.type]} is expected${found}`;
  if (value < schema.minimum) return `at least ${schema.minimum} is expected${found}`;
  return schema.maximum !== undefined && value > schema.maximum
    ? `at most ${schema.maximum} is expected${found}`
    : undefined;
}

function wrongText(value: string, schema: Extract<Schema, { type: 'string' }>): string | undefined {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return `one of ${schema.enum.join(', ')} is expected, not ${JSON.stringify(value)}`;
  if (value.length < (schema.minLength ?? 0)) return 'the string is empty';
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return `${JSON.stringify(value)} does not match ${schema.pattern}`;
  return schema.format === 'regex' ? wrongExpression(value) : undefined;
}

function wrongExpression(value: string): string | undefined {
  try {
    new RegExp(value, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function unknownKey(path: string, key: string, known: readonly string[]): string {
  const near = known.toSorted((a, b) => leven(a, key) - leven(b, key)).find((name) => leven(name, key) <= NEAR);
  const where = path === '' ? '' : ` of ${path}`;
  return `the key ${JSON.stringify(key)}${where} is unknown: ${near === undefined ? `use one of ${known.join(', ')}` : `the most similar key is ${near}`}`;
}
