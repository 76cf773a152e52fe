import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { AppDriver } from '../e2e/support/driver.ts';
import type { FixtureApi } from './fixture/contract.ts';
import { FixtureApp, line, whySkipped } from './support/fixture-app.ts';

declare global {
  interface Window {
    fixtureApi: FixtureApi;
  }
}

describe.skipIf(whySkipped() !== '')(`the bridge of the host${whySkipped()}`, () => {
  let fixture: FixtureApp;
  let driver: AppDriver;
  let page: Page;
  let profile: string;

  beforeAll(async () => {
    fixture = await FixtureApp.build();
    profile = fixture.newProfile();
    driver = fixture.launch({}, profile);
    page = await driver.page();
    await page.evaluate(() => {
      window.fixtureApi = Reflect.get(window, 'api') as FixtureApi;
    });
  });

  afterAll(async () => {
    await fixture.remove();
  });

  it('carries a request to the main process and its answer back, with the sender', async () => {
    expect(await page.evaluate(() => window.fixtureApi.echo({ list: [1, null, 'two'] }))).toEqual({
      value: { list: [1, null, 'two'] },
      url: 'app://tray/index.html',
      isMainFrame: true,
    });
  });

  it('keeps what JSON loses', async () => {
    const kept = await page.evaluate(async () => {
      const { value } = await window.fixtureApi.echo([undefined, Infinity, new Date(5), { none: undefined }]);
      const [none, infinite, date, inner] = value as [unknown, number, Date, object];
      return [none === undefined, infinite, date instanceof Date && date.getTime(), 'none' in inner];
    });
    expect(kept).toEqual([true, Infinity, 5, true]);
  });

  it('refuses what cannot be cloned', async () => {
    const reason = await page.evaluate(() => window.fixtureApi.echo(() => 1).catch(String));
    expect(reason).toContain('An object could not be cloned');
  });

  it('rejects in the words of Electron where a handler throws, and where there is none', async () => {
    const reasons = await page.evaluate(() =>
      Promise.all([window.fixtureApi.fail().catch(String), window.fixtureApi.unhandled().catch(String)]),
    );
    expect(reasons).toEqual([
      `Error: Error invoking remote method 'fail': Error: on purpose`,
      `Error: Error invoking remote method 'unhandled': Error: No handler registered for 'unhandled'`,
    ]);
  });

  it('brings events to the page until it unsubscribes', async () => {
    await page.evaluate(() => {
      const seen: unknown[] = [];
      Reflect.set(window, 'seen', seen);
      const unsubscribe = window.fixtureApi.onTold((value) => {
        seen.push(value);
        unsubscribe();
      });
    });
    await driver.chooseTrayItem('Tell');
    await driver.chooseTrayItem('Tell');
    await page.getByText('{"at":1}').waitFor();
    await page.evaluate(() => window.fixtureApi.echo(null));
    expect(await page.evaluate(() => Reflect.get(window, 'seen') as unknown)).toEqual([
      { at: 1, none: undefined },
    ]);
  });

  it('is there before the first script of the page', async () => {
    await line(driver, 'page script: api is there: true');
  });

  it('cannot be changed by the page', async () => {
    const isChanged = await page.evaluate(() => {
      const api: unknown = Reflect.get(window, 'api');
      const echo: unknown = Reflect.get(window.fixtureApi, 'echo');
      Reflect.set(window, 'api', null);
      Reflect.set(window.fixtureApi, 'echo', null);
      return Reflect.get(window, 'api') !== api || Reflect.get(window.fixtureApi, 'echo') !== echo;
    });
    expect(isChanged).toBe(false);
  });

  it('leaves the page no other way out', async () => {
    const found = await page.evaluate(() => {
      const plain = document.createElement('iframe');
      document.body.append(plain);
      const ofEveryWindow = new Set(Object.getOwnPropertyNames(plain.contentWindow ?? {}));
      plain.remove();
      // What every window has, and what this test and the page have put there.
      const own = Object.getOwnPropertyNames(window).filter((name) => !ofEveryWindow.has(name));
      const reachable = [
        'require',
        'process',
        'module',
        'ipcRenderer',
        'hostBinding',
        'hostReceive',
        'electron',
      ];
      return [own.sort(), reachable.filter((name) => name in window)];
    });
    expect(found).toEqual([['api', 'fixtureApi', 'seen'], []]);
  });

  it('does not give a frame inside the page the api', async () => {
    const types = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = './index.html';
      const loaded = new Promise((resolve) => {
        frame.addEventListener('load', resolve);
      });
      document.body.append(frame);
      await loaded;
      const inner = frame.contentWindow ?? window;
      const type = [typeof Reflect.get(inner, 'api'), inner.location.href];
      frame.remove();
      return type;
    });
    expect(types).toEqual(['undefined', 'https://tray.localhost/index.html']);
  });

  it('opens DevTools to tests, and to no page', async () => {
    const file = readFileSync(join(profile, 'chromium/DevToolsActivePort'), 'utf8');
    const [port, path] = file.split('\n');
    const url = `ws://127.0.0.1:${String(port)}${String(path)}`;
    const outcome = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, { headers });
        socket.once('open', () => {
          socket.close();
          resolve('open');
        });
        socket.once('error', (error) => {
          resolve(error.message);
        });
      });
    expect(await outcome({})).toBe('open');
    expect(await outcome({ Origin: 'https://tray.localhost' })).toBe('Unexpected server response: 403');
  });

  it('throws for what the host lacks, and names it', async () => {
    expect(await page.evaluate(() => window.fixtureApi.lack())).toEqual([
      'The host lacks powerSaveBlocker.start',
      'The host lacks PowerMonitor.getSystemIdleTime',
      'The host lacks App.getGPUInfo',
      'The host lacks BrowserWindow.setOpacity',
      'The host lacks WebContents.openDevTools',
      'The host lacks these options of a window: kiosk',
      'The host lacks safeStorage.isAsyncEncryptionAvailable',
    ]);
  });
});
