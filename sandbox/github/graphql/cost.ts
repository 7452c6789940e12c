import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Returns the points of a query by GitHub's formula: one request for each list that it could return, with all pages full,
 * divided by 100, and at least one point.
 * https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#predicting-the-point-value-of-a-query
 */
export function costOf(document: DocumentNode, variables: Variables): number {
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined) return 1;
  return Math.max(1, Math.round(countRequests(operation.selectionSet, 1, { fragments, variables }) / 100));
}

interface Query {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
}

/** Counts the requests for a selection of each of `parents` objects. */
function countRequests(selection: SelectionSetNode, parents: number, query: Query): number {
  let requests = 0;
  for (const node of selection.selections) {
    if (node.kind === Kind.FIELD) {
      requests += countField(node, parents, query);
    } else {
      const inner = node.kind === Kind.FRAGMENT_SPREAD ? query.fragments.get(node.name.value) : node;
      if (inner !== undefined) requests += countRequests(inner.selectionSet, parents, query);
    }
  }
  return requests;
}

function countField(field: FieldNode, parents: number, query: Query): number {
  if (field.selectionSet === undefined) return 0;
  const size = pageSize(field, query.variables);
  if (size === undefined) return countRequests(field.selectionSet, parents, query);
  return parents + countRequests(field.selectionSet, parents * size, query);
}

/** Returns the page size of a list; `undefined` for a field that is not a list. */
function pageSize({ arguments: given = [] }: FieldNode, variables: Variables): number | undefined {
  const size = given.find(({ name }) => name.value === 'first' || name.value === 'last');
  return size === undefined ? undefined : Number(readValue(size.value, variables));
}

function readValue(value: ValueNode, variables: Variables): unknown {
  if (value.kind === Kind.VARIABLE) return variables[value.name.value];
  return value.kind === Kind.INT ? value.value : undefined;
}
