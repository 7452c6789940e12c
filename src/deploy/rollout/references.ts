/** Returns all references that may name an image in a pod. */
export function referencesOf(
  image: string,
  { tag, digest }: { readonly tag: string; readonly digest?: string },
): string[] {
  const pinned = digest === undefined ? [] : [`${image}@${digest}`, `${image}:${tag}@${digest}`];
  return [`${image}:${tag}`, ...pinned];
}
