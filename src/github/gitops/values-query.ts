/**
 * Returns the query of a values file, its hold file and its history at one head. `others` is the number of other files,
 * with the variables and results `other0`, `other1`, ….
 */
export function valuesFileQuery(atBranch: boolean, others: number): string {
  const names = Array.from({ length: others }, (_, index) => `other${index}`);
  const variables = names.map((name) => `, $${name}: String!`).join('');
  return /* GraphQL */ `
    query ReadValuesFile(
      $owner: String!, $name: String!, $path: String!, $hold: String!, $depth: Int!${atBranch ? ', $ref: String!' : ''}${variables}
    ) {
      repository(owner: $owner, name: $name) {
        ${atBranch ? 'ref(qualifiedName: $ref)' : 'defaultBranchRef'} { ...Fields }
      }
    }
    fragment Fields on Ref {
      name
      target {
        ... on Commit {
          oid message
          file(path: $path) { oid mode object { ... on Blob { text } } }
          hold: file(path: $hold) { object { ... on Blob { text } } }
          history(first: $depth, path: $path) { nodes { oid url message } }
          branchHistory: history(first: $depth) { nodes { oid } }
          ${names.map((name) => `${name}: file(path: $${name}) { oid mode object { ... on Blob { text } } }`).join(' ')}
        }
      }
    }
  `;
}
