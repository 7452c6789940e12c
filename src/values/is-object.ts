import { type Document, isMap } from 'yaml';

/** Returns whether a document is a Kubernetes object or the like, rather than the values of a Helm chart. */
export function isObject({ contents }: Document.Parsed): boolean {
  return isMap(contents) && contents.has('kind');
}
