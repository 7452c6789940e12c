import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema } from 'graphql';

let schema: GraphQLSchema | undefined;

/** GitHub's own schema, as its package for Octokit publishes it. */
export function githubSchema(): GraphQLSchema {
  const path = fileURLToPath(import.meta.resolve('@octokit/graphql-schema/schema.graphql'));
  schema ??= buildSchema(readFileSync(path, 'utf8'), { assumeValid: true, assumeValidSDL: true });
  return schema;
}
