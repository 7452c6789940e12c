import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { IMAGE, type Stage } from '../../sandbox/stage/stage.ts';

const DOMAIN = 'corp.example';

export type PrivateNetwork = Awaited<ReturnType<typeof startPrivateNetwork>>;

/**
 * A company's network as a runner sees it: the services of the stage under names that only the proxy knows, behind TLS
 * of a private authority; GitHub as an Enterprise Server, whose API begins with `/api`.
 */
export async function startPrivateNetwork(stage: Stage) {
  const services: Readonly<Record<string, string>> = {
    [`github.${DOMAIN}`]: stage.github.url,
    [`registry.${DOMAIN}`]: stage.registry.url,
    [`mirror.${DOMAIN}`]: stage.mirror.url,
    [`ecr.${DOMAIN}`]: stage.ecr.url,
    [`argocd.${DOMAIN}`]: stage.argocd.url,
  };
  const { key, certificate } = makeCertificate(stage.directory);
  const front = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, answer) =>
    pass(incoming, answer, services[incoming.headers.host ?? '']),
  );
  const asked = new Set<string>();
  const frontPort = await listen(front);
  const proxy = startProxy(frontPort, (host) => asked.add(host));
  const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
  const [registry = ''] = IMAGE.split('/');
  return {
    names: Object.keys(services),
    /** The host names requested from the proxy. */
    asked,
    authority: certificate,
    environment: {
      GITHUB_API_URL: `https://github.${DOMAIN}/api/v3`,
      GITHUB_GRAPHQL_URL: `https://github.${DOMAIN}/api/graphql`,
      GITHUB_SERVER_URL: `https://github.${DOMAIN}`,
      AWS_ENDPOINT_URL: `https://ecr.${DOMAIN}`,
      FLUX_AIRFLOW_REGISTRY_ENDPOINTS: JSON.stringify({ [registry]: `https://registry.${DOMAIN}` }),
      HTTPS_PROXY: proxyUrl,
    },
    inputs: {
      'registry-mirror': `mirror.${DOMAIN}`,
      'argocd-server': `argocd.${DOMAIN}`,
      'argocd-app': 'flux-airflow',
      'argocd-token': stage.argocdReadToken,
    },
    close: () => {
      for (const server of [front, proxy]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function makeCertificate(directory: string): { key: string; certificate: string } {
  const [key, certificate] = [join(directory, 'network-key.pem'), join(directory, 'network.pem')];
  const subject = ['-subj', `/CN=${DOMAIN}`, '-addext', `subjectAltName=DNS:*.${DOMAIN}`];
  const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'ignore' });
  return { key, certificate };
}

function pass(incoming: IncomingMessage, answer: ServerResponse, service: string | undefined): void {
  const { headers, method, url = '' } = incoming;
  const target = `${service}${url.replace(/^\/api(\/v3|(?=\/graphql))/, '')}`;
  // A separate connection for each call, because the other end may be closing a kept one.
  const inner = request(target, { headers, method, agent: false }, (response) => {
    answer.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(answer);
  });
  inner.on('error', () => answer.destroy());
  incoming.pipe(inner);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-connect */
function startProxy(frontPort: number, onAsked: (host: string) => void): Server {
  return createServer().on('connect', ({ url = '' }: IncomingMessage, socket, head: Buffer) => {
    const [host = '', port] = url.split(':');
    onAsked(host);
    if (!host.endsWith(`.${DOMAIN}`) || port !== '443') {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const inner = connect(frontPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      inner.write(head);
    });
    // If one end closes, close the other.
    pipeline(socket, inner, socket, () => {});
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
