import { Service } from '../../../sandbox/http/service.ts';

const PREFIX = '/api/v3';

/** Serves a stand-in of GitHub under the path of GitHub Enterprise Server, where its clients expect the API. */
export async function serveAsEnterprise(url: string): Promise<Service> {
  return Service.start({
    name: 'github-enterprise',
    routes: [],
    async otherwise({ method, url: asked, headers, body }) {
      const { authorization = '', 'content-type': type = 'application/json' } = headers;
      const answer = await fetch(`${url}${asked.pathname.replace(PREFIX, '')}${asked.search}`, {
        method,
        headers: { authorization, 'content-type': type },
        ...(method === 'GET' ? {} : { body: new Uint8Array(await body()) }),
      });
      const { status } = answer;
      return { status, headers: { 'content-type': 'application/json' }, body: await answer.text() };
    },
  });
}
