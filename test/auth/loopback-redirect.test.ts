import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { LoopbackRedirectError, openLoopbackRedirect } from '../../main/auth/loopback-redirect.ts';
import type { Listen, LoopbackRedirect } from '../../main/auth/loopback-redirect.ts';
import type { SignInPage } from '../../main/auth/sign-in-page.ts';
import { visit } from './support/visit.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);
const ipv6 = hasIpv6 ? '' : ' (skipped: this machine has no ::1)';

describe('the loopback redirect', () => {
  let redirect: LoopbackRedirect | null = null;
  const answers: URLSearchParams[] = [];

  afterEach(() => {
    redirect?.close();
    redirect = null;
    answers.length = 0;
  });

  async function open(port = 0, listen?: Listen): Promise<string> {
    redirect = await openLoopbackRedirect(
      port,
      (parameters): Promise<SignInPage> => {
        answers.push(parameters);
        return Promise.resolve('signedIn');
      },
      listen,
    );
    return redirect.redirectUri;
  }

  it('is registered as localhost with a port', async () => {
    expect(await open()).toMatch(/^http:\/\/localhost:\d+$/);
  });

  it('answers on 127.0.0.1', async () => {
    const uri = await open();
    expect((await visit(`${uri}/?code=c&state=s`, { address: '127.0.0.1' })).status).toBe(200);
    expect(answers.map(String)).toEqual(['code=c&state=s']);
  });

  it.skipIf(!hasIpv6)(`answers on ::1, on the same port${ipv6}`, async () => {
    const uri = await open();
    expect((await visit(`${uri}/?code=c&state=s`, { address: '::1' })).status).toBe(200);
    expect(answers.map(String)).toEqual(['code=c&state=s']);
  });

  it('shows a page that can do nothing, is kept nowhere and repeats nothing', async () => {
    const uri = await open();
    const { headers, body } = await visit(`${uri}/?code=%3Cscript%3Ealert(1)&state=secret-state`);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    const style = /<style>(.*)<\/style>/.exec(body)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).not.toMatch(/unsafe|\*|script-src/);
    expect(body).not.toMatch(/<script|alert|secret-state|https?:|src=|href=|\son\w+=/i);
    expect(body).toContain('<html lang="en">');
  });

  it('takes each name of this machine in the Host header', async () => {
    const uri = await open();
    const { port } = new URL(uri);
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect((await visit(`${uri}/?code=c`, { headers: { host } })).status).toBe(200);
    }
  });

  it.each(['evil.example', 'localhost', 'localhost:1', 'localhost.evil.example', '127.0.0.1:1'])(
    'does not take the Host %j',
    async (host) => {
      const uri = await open();
      expect((await visit(`${uri}/?code=c`, { headers: { host } })).status).toBe(400);
      expect(answers).toEqual([]);
    },
  );

  it.each([
    ['/favicon.ico', 404],
    ['/callback?code=c', 404],
    ['//?code=c', 404],
    ['/?code=c?code=d', 404],
  ])('knows no path but /: %s', async (path, status) => {
    const uri = await open();
    expect((await visit(`${uri}${path}`)).status).toBe(status);
    expect(answers).toEqual([]);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('does not take %s', async (method) => {
    const uri = await open();
    const answer = await visit(`${uri}/?code=c`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe('GET');
    expect(answers).toEqual([]);
  });

  it('takes a page visit and not the image or prefetch of another page', async () => {
    const uri = await open();
    const as = (destination: string) => ({ headers: { 'sec-fetch-dest': destination } });
    expect((await visit(`${uri}/?code=c`, as('image'))).status).toBe(400);
    expect((await visit(`${uri}/?code=c`, as('empty'))).status).toBe(400);
    expect(answers).toEqual([]);
    expect((await visit(`${uri}/?code=c`, as('document'))).status).toBe(200);
  });

  it('is gone after closing', async () => {
    const uri = await open();
    redirect?.close();
    await expect(visit(`${uri}/?code=c`, { address: '127.0.0.1' })).rejects.toThrow(/ECONNREFUSED/);
    if (hasIpv6) await expect(visit(`${uri}/?code=c`, { address: '::1' })).rejects.toThrow(/ECONNREFUSED/);
  });

  const halves: [string, string, string][] = [
    ['::1', '127.0.0.1', 'EADDRNOTAVAIL'],
    ['::1', '127.0.0.1', 'EAFNOSUPPORT'],
  ];
  if (hasIpv6) halves.push(['127.0.0.1', '::1', 'EADDRNOTAVAIL']);

  it.each(halves)('goes on without %s, where the machine has only %s (%s)', async (absent, present, code) => {
    const uri = await open(
      0,
      failing((address) => (address === absent ? code : null)),
    );
    expect((await visit(`${uri}/?code=c`, { address: present })).status).toBe(200);
    await expect(visit(`${uri}/?code=c`, { address: absent })).rejects.toThrow(/ECONNREFUSED/);
  });

  it('fails where the machine has neither', async () => {
    await expect(
      open(
        0,
        failing(() => 'EADDRNOTAVAIL'),
      ),
    ).rejects.toThrow(LoopbackRedirectError);
  });

  it('picks another port when the first one is taken on the other address', async () => {
    let isFirst = true;
    const ports: number[] = [];
    const uri = await open(
      0,
      failing((address, port) => {
        if (address !== '::1') return null;
        ports.push(port);
        const code = isFirst ? 'EADDRINUSE' : null;
        isFirst = false;
        return code;
      }),
    );
    expect(ports).toHaveLength(2);
    expect(new URL(uri).port).toBe(String(ports[1]));
  });

  it('gives up when every port is taken', async () => {
    await expect(
      open(
        0,
        failing(() => 'EADDRINUSE'),
      ),
    ).rejects.toThrow(/own address \(EADDRINUSE\)/);
  });

  it.each(hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'])(
    'does not share a fixed port with a program on %s: it would get the code',
    async (address) => {
      const other = createServer();
      const port = await new Promise<number>((resolve) => {
        other.listen(0, address, () => {
          const bound = other.address();
          resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
        });
      });
      await expect(open(port)).rejects.toThrow(`Another program uses port ${port}`);
      // Nothing of the attempt stays open on the other address.
      const free = address === '::1' ? '127.0.0.1' : '::1';
      await expect(visit(`http://localhost:${port}/`, { address: free })).rejects.toThrow(
        /ECONNREFUSED|EADDRNOTAVAIL/,
      );
      other.close();
    },
  );

  it('takes a fixed port again after closing', async () => {
    const port = Number(new URL(await open()).port);
    redirect?.close();
    expect(await open(port)).toBe(`http://localhost:${port}`);
  });
});

/** Listens really, but fails where `code` says so. */
function failing(code: (address: string, port: number) => string | null): Listen {
  return (server: Server, port, address) =>
    new Promise((resolve, reject) => {
      const failure = code(address, port);
      if (failure !== null) reject(Object.assign(new Error('listen'), { code: failure }));
      else server.listen({ port, host: address, ipv6Only: true }, resolve);
    });
}
