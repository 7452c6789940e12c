import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';

const SCHEMA = join(import.meta.dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql');

let schema: GraphQLSchema | undefined;

/** Returns GitHub's own schema, from its Octokit package. */
export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValid: true, assumeValidSDL: true });
  return schema;
}
