import { readFile, realpath } from 'node:fs/promises';
import { extname, join, relative, isAbsolute, sep } from 'node:path';
import type { CustomScheme } from 'electron';

const SCHEME = 'app';
const HOST = 'tray';

/** Where the window's page lives. */
export const APP_URL = `${SCHEME}://${HOST}/index.html`;

/** To be registered before the `ready` event. */
export const appScheme: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** What the page may load and do: its own files, and no text that becomes code or markup. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Plain names only: no `..`, no hidden file, no drive letter, backslash or stream of Windows, whatever the encoding. */
const PLAIN_PATH = /^(?:\/[\w-][\w.-]*)+$/;

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
};

/** Whether a URL belongs to the window's own page. Never throws. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${SCHEME}:` && host === HOST;
}

/**
 * Answers the requests of `app://tray/…` with the files under a folder, and with nothing from outside it. Never rejects.
 * @param root absolute path of the built window.
 */
export function serveApp(root: string): (request: Pick<Request, 'method' | 'url'>) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return answer(405, 'Only GET and HEAD are answered.', { allow: 'GET, HEAD' });
    }
    const path = isAppUrl(url) ? plainPath(url) : null;
    const content = path === null ? null : await readInside(root, path);
    if (path === null || content === null) return answer(404, 'There is no such file.');
    const type = CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
    return new Response(method === 'HEAD' ? null : new Uint8Array(content), {
      headers: {
        ...SECURITY_HEADERS,
        'content-type': type,
        'content-length': String(content.length),
        ...(type.startsWith('text/html') ? { 'cache-control': 'no-store' } : {}),
      },
    });
  };
}

function answer(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}

function plainPath(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return PLAIN_PATH.test(path) ? path : null;
  } catch {
    return null;
  }
}

/** A link may lead out of the folder: what counts is where the file really is. */
async function readInside(root: string, path: string): Promise<Buffer | null> {
  try {
    const [folder, file] = await Promise.all([realpath(root), realpath(join(root, path))]);
    const inside = relative(folder, file);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return null;
    return await readFile(file);
  } catch {
    return null;
  }
}
