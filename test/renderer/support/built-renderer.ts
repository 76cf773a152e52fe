import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import config from '../../../electron.vite.config.ts';
import { APP_URL, serveApp } from '../../../main/desktop/app-protocol.ts';

export interface ServedRenderer {
  url: string;
  close(): Promise<void>;
}

/**
 * Builds the renderer as the program ships it, and serves it from loopback with what the main process serves it with:
 * the content security policy above all.
 */
export async function serveBuiltRenderer(): Promise<ServedRenderer> {
  const folder = await mkdtemp(join(tmpdir(), 'conversation-tray-renderer-'));
  const { renderer } = config;
  if (renderer === undefined) throw new Error('electron.vite.config.ts has no renderer.');
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'error',
    build: { ...renderer.build, outDir: folder },
  });
  const serve = serveApp(folder);
  const server = createServer((request, response) => void answer(serve, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/index.html`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

async function answer(
  serve: ReturnType<typeof serveApp>,
  { method = 'GET', url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A browser asks every http site for it, and would complain of its absence.
  if (url === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  const answered = await serve({ method, url: new URL(url, APP_URL).href });
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
