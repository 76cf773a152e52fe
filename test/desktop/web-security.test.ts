import { EventEmitter } from 'node:events';
import type { App, Session, WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { confinePages, restrictPermissions, webPreferences } from '../../main/desktop/web-security.ts';

type Confined = Pick<WebContents, 'setWindowOpenHandler'>;

class FakeContents extends EventEmitter implements Confined {
  openHandler: Parameters<Confined['setWindowOpenHandler']>[0] | null = null;

  setWindowOpenHandler(handler: Parameters<Confined['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler;
  }
}

class FakeApp extends EventEmitter implements Pick<App, 'enableSandbox'> {
  readonly enableSandbox = vi.fn();
}

describe('webPreferences', () => {
  it('keeps the page away from Node and from its own sandbox', () => {
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
  });
});

describe('confinePages', () => {
  it('sandboxes every renderer', () => {
    const app = new FakeApp();
    confinePages(app);
    expect(app.enableSandbox).toHaveBeenCalledOnce();
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'prevents %s',
    (name) => {
      const app = new FakeApp();
      confinePages(app);
      const contents = new FakeContents();
      app.emit('web-contents-created', {}, contents);
      const preventDefault = vi.fn();
      contents.emit(name, { url: 'app://tray/index.html', preventDefault });
      expect(preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('opens no window', () => {
    const app = new FakeApp();
    confinePages(app);
    const contents = new FakeContents();
    app.emit('web-contents-created', {}, contents);
    const details = {
      url: 'https://example.com/',
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    } as const;
    expect(contents.openHandler?.(details)).toEqual({ action: 'deny' });
  });
});

describe('restrictPermissions', () => {
  type CheckHandler = Exclude<Parameters<Session['setPermissionCheckHandler']>[0], null>;
  type Asked = Parameters<CheckHandler>[1];

  const handlers = () => {
    const request = vi.fn<Session['setPermissionRequestHandler']>();
    const check = vi.fn<Session['setPermissionCheckHandler']>();
    restrictPermissions({ setPermissionRequestHandler: request, setPermissionCheckHandler: check });
    return { request: request.mock.calls[0]?.[0] ?? null, check: check.mock.calls[0]?.[0] ?? null };
  };

  const answers = (permission: Asked, url: string, isMainFrame: boolean) => {
    const { request, check } = handlers();
    let granted: boolean | null = null;
    const contents: unknown = new FakeContents();
    Reflect.apply(request ?? (() => undefined), undefined, [
      contents,
      permission,
      (answer: boolean) => (granted = answer),
      { requestingUrl: url, isMainFrame },
    ]);
    return [granted, check?.(null, permission, url, { isMainFrame, requestingUrl: url })];
  };

  it('permits notifications to our own page', () => {
    expect(answers('notifications', 'app://tray/index.html', true)).toEqual([true, true]);
  });

  it.each([
    ['notifications', 'https://example.com/', true],
    ['notifications', 'app://other/', true],
    ['notifications', 'app://tray/index.html', false],
    ['geolocation', 'app://tray/index.html', true],
    ['media', 'app://tray/index.html', true],
    ['clipboard-read', 'app://tray/index.html', true],
  ] as const)('does not permit %s to %s', (permission, url, isMainFrame) => {
    expect(answers(permission, url, isMainFrame)).toEqual([false, false]);
  });
});
