import { describe, expect, it, vi } from 'vitest';
import { externalLinks } from '../../main/desktop/external-links.ts';

function links() {
  const openExternal = vi.fn<(url: string) => Promise<void>>(() => Promise.resolve());
  return { openExternal, links: externalLinks({ openExternal }) };
}

const NEVER = [
  'javascript:alert(1)',
  'file:///etc/passwd',
  'smb://evil/share',
  'ms-msdt:/id',
  'mailto:a@example.com',
  'http://example.com/',
  'http://localhost.example.com/',
  'http://127.0.0.1.example.com/',
  'http://localhost@example.com/',
  'https://user:password@example.com/',
  'nonsense',
  '',
];

describe('externalLinks', () => {
  it('opens https', async () => {
    const { links: own, openExternal } = links();
    await own.openExternal('https://apps.mypurecloud.de/directory/#/');
    await own.openBrowser('https://login.mypurecloud.de/oauth/authorize?state=s');
    expect(openExternal.mock.calls).toEqual([
      ['https://apps.mypurecloud.de/directory/#/'],
      ['https://login.mypurecloud.de/oauth/authorize?state=s'],
    ]);
  });

  it.each(NEVER)('never opens %s', async (url) => {
    const { links: own, openExternal } = links();
    await expect(own.openExternal(url)).rejects.toThrow('not an https address');
    await expect(own.openBrowser(url)).rejects.toThrow('not an https address');
    expect(openExternal).not.toHaveBeenCalled();
  });

  it.each(['http://localhost:7001/oauth', 'http://127.0.0.1:7001/', 'http://[::1]:7001/'])(
    'opens a sign-in page on this computer, and no other page there: %s',
    async (url) => {
      const { links: own, openExternal } = links();
      await own.openBrowser(url);
      expect(openExternal).toHaveBeenCalledExactlyOnceWith(url);
      await expect(own.openExternal(url)).rejects.toThrow('not an https address');
    },
  );

  it('does not repeat the address when no browser opens', async () => {
    const own = externalLinks({
      openExternal: (url) => Promise.reject(new Error(`Failed to open: ${url}`)),
    });
    const refusal = own.openBrowser('https://login.mypurecloud.de/oauth/authorize?state=secret');
    await expect(refusal).rejects.toThrow('Check that this computer has a default browser');
    await refusal.catch((error: unknown) => {
      expect(String(error)).not.toContain('secret');
      expect(error).not.toHaveProperty('cause');
    });
  });
});
