import { request } from 'node:http';

export interface Visit {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export interface VisitOptions {
  /** Where to connect; the host of the URL where left out. */
  address?: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
}

/** One request as a browser would make it, to a chosen address of this machine. Rejects where nobody listens. */
export function visit(
  url: string,
  { address, method = 'GET', headers = {} }: VisitOptions = {},
): Promise<Visit> {
  const { hostname, port, pathname, search, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: address ?? hostname.replace(/^\[(.*)\]$/, '$1'),
        port,
        method,
        path: `${pathname}${search}`,
        headers: { host, ...headers },
        agent: false,
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (body += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
