import type { GitHubReader } from './client.ts';

const PAGE_SIZE = 100;

/** Reads all pages of a list, up to a limit of items; https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export async function readPages<Page, Item>(
  github: Pick<GitHubReader, 'get'>,
  route: `GET ${string}`,
  parameters: Readonly<Record<string, unknown>>,
  itemsOf: (page: Page) => readonly Item[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 1; ; page += 1) {
    const found = itemsOf(await github.get<Page>(route, { ...parameters, per_page: PAGE_SIZE, page }));
    items.push(...found);
    if (found.length < PAGE_SIZE || items.length >= limit) return items;
  }
}
