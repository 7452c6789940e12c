import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { type Answer, json, type Request } from '../../http/message.ts';
import type { Caller } from '../access.ts';
import { GitHubApiError } from '../api-error.ts';
import * as comments from './comment-mutations.ts';
import { createCommitOnBranch } from './create-commit.ts';
import * as pullRequests from './pull-request-mutations.ts';
import { pullRequestById, repositoryNode } from './repository.ts';
import { githubSchema } from './schema.ts';
import { updateRefs } from './update-refs.ts';

interface Body {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface Query extends ReadDocument {
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads the query of a request. */
export async function readQuery(request: Request): Promise<Query> {
  const { query, variables = {} }: Body = JSON.parse((await request.body()).toString());
  return { ...readDocument(githubSchema(), query), variables };
}

/** Runs a query on GitHub's schema. Returns HTTP 200 for errors too, as GitHub does. */
export async function executeGraphql(caller: Caller, { document, invalid, variables }: Query): Promise<Answer> {
  const schema = githubSchema();
  caller.state.verdicts.queries += 1;
  if (invalid.length > 0) return json(200, { errors: invalid.map((error) => error.toJSON()) });
  const result = await execute({ schema, document, variableValues: variables, rootValue: rootOf(caller) });
  const errors = result.errors?.map(describe);
  return json(200, { data: result.data, ...(errors === undefined ? {} : { errors }) });
}

interface ReadDocument {
  readonly document: DocumentNode;
  readonly invalid: readonly GraphQLError[];
}

const documents = new Map<string, ReadDocument>();

/** Parses and validates each query once: on a schema of this size, this takes longer than the execution. */
function readDocument(schema: GraphQLSchema, query: string): ReadDocument {
  const known = documents.get(query);
  if (known !== undefined) return known;
  const document = parse(query);
  const read = { document, invalid: validate(schema, document) };
  documents.set(query, read);
  return read;
}

/** Returns the operation's name. */
export function nameOf(document: DocumentNode): string {
  return getOperationAST(document)?.name?.value ?? 'anonymous';
}

/** Returns the operation's name for the record of calls, such as `graphql ReadValuesFile`. */
export async function operationName(request: Request): Promise<string> {
  const { query }: Body = JSON.parse((await request.body()).toString());
  return `graphql ${/(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? 'anonymous'}`;
}

/** Returns the root fields of queries and mutations in one object, because their names differ. */
function rootOf(caller: Caller): Record<string, unknown> {
  return {
    viewer: () => ({ __typename: 'User', login: caller.user.login }),
    node: ({ id }: { id: string }) => pullRequestById(caller, id),
    repository: ({ owner, name }: { owner: string; name: string }) => repositoryNode(caller, `${owner}/${name}`),
    ...mutations(caller, { createCommitOnBranch, updateRefs, ...pullRequests, ...comments }),
  };
}

type Mutation = (caller: Caller, input: never) => Promise<object>;

function mutations(caller: Caller, all: Readonly<Record<string, Mutation>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(all).map(([name, mutate]) => [name, ({ input }: { input: never }) => mutate(caller, input)]),
  );
}

function describe(error: GraphQLError): object {
  const { originalError, path, locations, message } = error;
  if (!(originalError instanceof GitHubApiError)) return { message, path, locations };
  return { type: originalError.type, path, locations, message };
}
