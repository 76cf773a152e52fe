import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP_URL, appScheme, isAppUrl, serveApp } from '../../main/desktop/app-protocol.ts';

const SECRET = 'what lies beside the window';
let folder = '';
let serve: ReturnType<typeof serveApp>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-protocol-'));
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.html'), SECRET);
  await mkdir(join(folder, 'renderer-other'));
  await writeFile(join(folder, 'renderer-other', 'secret.html'), SECRET);
  await writeFile(join(root, 'index.html'), '<p>window</p>');
  await writeFile(join(root, '.hidden.html'), SECRET);
  await writeFile(join(root, 'assets', 'index-AbC_1-2.js'), 'run()');
  await writeFile(join(root, 'assets', 'style.css'), 'p{}');
  await writeFile(join(root, 'assets', 'strange.bin'), 'x');
  await symlink(join(folder, 'secret.html'), join(root, 'link.html'));
  await symlink(join(folder, 'renderer-other'), join(root, 'linked'));
  await symlink(join(root, 'index.html'), join(root, 'inner.html'));
  serve = serveApp(root);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const get = (url: string) => serve({ method: 'GET', url });

describe('serveApp', () => {
  it('serves the page, not to be kept, with its policy', async () => {
    const response = await get(APP_URL);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>window</p>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types svelte-trusted-html");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['assets/index-AbC_1-2.js', 'text/javascript; charset=utf-8'],
    ['assets/style.css', 'text/css; charset=utf-8'],
    ['assets/strange.bin', 'application/octet-stream'],
    ['assets/%73tyle.css?v=1#top', 'text/css; charset=utf-8'],
    ['inner.html', 'text/html; charset=utf-8'],
  ])('serves %s as %s', async (path, type) => {
    const response = await get(`app://tray/${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
  });

  it('answers HEAD without a body', async () => {
    const response = await serve({ method: 'HEAD', url: APP_URL });
    expect(response.headers.get('content-length')).toBe('13');
    expect(await response.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect((await serve({ method, url: APP_URL })).status).toBe(405);
  });

  it.each([
    'app://tray/',
    'app://tray/missing.html',
    'app://tray/assets',
    'app://other/index.html',
    'app://tray.evil/index.html',
    'app://tray@evil/index.html',
    'https://tray/index.html',
    'app://tray/../secret.html',
    'app://tray/..%2fsecret.html',
    'app://tray/%2e%2e%2fsecret.html',
    'app://tray/assets/..%2f..%2fsecret.html',
    'app://tray/..%5csecret.html',
    'app://tray/..%2frenderer-other%2fsecret.html',
    'app://tray/%2fetc/passwd',
    'app://tray//etc/passwd',
    'app://tray/C:%5cwindows%5cwin.ini',
    'app://tray/index.html%00.png',
    'app://tray/index.html::$DATA',
    'app://tray/%',
    'app://tray/%ff',
    'app://tray/.hidden.html',
    'app://tray/link.html',
    'app://tray/linked/secret.html',
    'nonsense',
  ])('does not serve %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain(SECRET);
  });

  it('gives nothing from outside, whatever the path is', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2e',
      '%2f',
      '\\',
      'secret.html',
      'linked',
      'renderer-other',
      '%25',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const response = await get(`app://tray/${parts.join('')}`);
        expect(await response.text()).not.toContain(SECRET);
      }),
      { numRuns: 200 },
    );
  });
});

describe('isAppUrl', () => {
  it('knows the page, and nothing that looks like it', () => {
    expect(isAppUrl('app://tray/settings.html')).toBe(true);
    expect(isAppUrl('app://tray')).toBe(true);
    for (const url of [
      'https://tray/',
      'app://tray.de/',
      'app://x@tray.de/',
      'app:tray',
      'appx://tray/',
      '',
    ]) {
      expect(isAppUrl(url)).toBe(false);
    }
  });
});

describe('appScheme', () => {
  it('is a secure origin of its own, and gets past no policy', () => {
    expect(appScheme.privileges).toEqual({
      standard: true,
      secure: true,
      supportFetchAPI: true,
      codeCache: true,
    });
  });
});
