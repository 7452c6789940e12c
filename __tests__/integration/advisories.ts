import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** https://docs.npmjs.com/cli/commands/npm-audit#bulk-advisory-endpoint */
const PATH = '/-/npm/v1/security/advisories/bulk';
const PACKAGES = 'https://registry.npmjs.org';

/** Starts an npm registry with the test's advisories; it refers to the public one for packages. */
export interface Advisories {
  readonly url: string;
  /** Package → severity of an advisory that covers all of its versions. */
  known: Readonly<Record<string, string>>;
  /** Names that the last audit asked about. */
  asked: readonly string[];
  close(): void;
}

export async function startAdvisories(): Promise<Advisories> {
  const server = createServer(async (request, answer) => {
    if (request.url !== PATH) {
      answer.writeHead(302, { location: `${PACKAGES}${request.url}` }).end();
      return;
    }
    const sent = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    advisories.asked = Object.keys(JSON.parse(body.toString()));
    const found = Object.entries(advisories.known).map(([name, severity]) => [
      name,
      [{ id: 1, url: 'https://example.com/1', title: 'A hole', severity, vulnerable_versions: '*' }],
    ]);
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(Object.fromEntries(found)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const advisories: Advisories = {
    url: `http://127.0.0.1:${port}/`,
    known: {},
    asked: [],
    close: () => void server.close(),
  };
  return advisories;
}
