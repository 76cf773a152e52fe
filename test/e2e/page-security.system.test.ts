import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventNames, requestNames } from '../../preload/contract.ts';
import { missingForDesktop } from './support/desktop.ts';
import { AppOnDesktop } from './support/signed-in-app.ts';

const missing = missingForDesktop();
const reason = missing.length === 0 ? '' : ` (skipped: Debian's ${missing.join(', ')} missing)`;

describe.skipIf(missing.length > 0)(`nothing that the page can do reaches further${reason}`, () => {
  let app: AppOnDesktop;

  beforeAll(async () => {
    app = await AppOnDesktop.start();
    await app.signIn();
  });

  afterAll(async () => {
    await app.stop();
  });

  it('the page has the contract and nothing else', async () => {
    const page = await app.driver.page();
    const found = await page.evaluate(() => ({
      api: Object.keys(Reflect.get(window, 'api') as object).sort(),
      others: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer', 'global'].filter(
        (name) => name in window,
      ),
    }));
    const events = eventNames.map((name) => `on${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    expect(found.api).toEqual([...requestNames, ...events].sort());
    expect(found.others).toEqual([]);
  });

  it('requests of a wrong form are refused, and what was asked for is not repeated', async () => {
    const page = await app.driver.page();
    const answers = await page.evaluate(async () => {
      const api = Reflect.get(window, 'api') as Record<string, (request?: unknown) => Promise<unknown>>;
      const attempts: [string, unknown][] = [
        ['openInGenesys', { id: 'https://evil.example' + 'x'.repeat(100_000) }],
        ['setGeneral', { startAtSignIn: 'yes' }],
        ['setWatch', { mine: true, queues: 'all' }],
        ['signIn', { address: 'https://evil.example', clientId: 7 }],
        ['muteConversation', { id: 'C', muted: true, extra: 1 }],
        ['claimAlert', null],
      ];
      const results: string[] = [];
      for (const [name, request] of attempts) {
        try {
          await api[name]?.(request);
          results.push(`${name} was answered`);
        } catch (error) {
          results.push(String(error));
        }
      }
      return results;
    });
    expect(answers.filter((answer) => answer.includes('was answered'))).toEqual([]);
    for (const answer of answers) expect(answer).not.toContain('evil.example');
  });

  it('the page cannot leave, run inline scripts or fetch from elsewhere', async () => {
    const page = await app.driver.page();
    const results = await page.evaluate(async () => {
      const inline = document.createElement('script');
      let blocked = '';
      try {
        inline.textContent = 'window.inlineRan = true';
        document.body.append(inline);
      } catch (error) {
        blocked = String(error);
      }
      let fetched = 'fetched';
      try {
        await fetch('https://evil.example/');
      } catch {
        fetched = 'refused';
      }
      // In a turn of its own: what a debugger runs at once may do more than the page.
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(`evaluated ${String(Reflect.get(window, 'eval')('1'))}`);
          } catch {
            resolve('refused');
          }
        });
      });
      return {
        blocked: blocked !== '' || !('inlineRan' in window),
        fetched,
        evaluated,
      };
    });
    expect(results).toEqual({ blocked: true, fetched: 'refused', evaluated: 'refused' });
    const url = page.url();
    await page
      .evaluate(() => {
        window.location.href = 'https://evil.example/';
      })
      .catch(() => undefined);
    const [own] = await app.driver.windows();
    expect(own?.url).toMatch(/^app:/);
    expect(await page.evaluate(() => document.body.textContent)).toContain('Connected');
    expect(page.url()).toBe(url);
    expect(await app.driver.openedUrls()).toHaveLength(1);
  });

  it('nothing secret is on the disk or in the log', () => {
    const { accessToken, clientSecret } = app.service.ready;
    const written = ['settings.json', 'alerts.journal', 'logs/main.log'].map((file) => {
      try {
        return readFileSync(join(app.profile, file), 'utf8');
      } catch {
        return '';
      }
    });
    const said = [...written, app.driver.stdout(), app.driver.stderr()].join('\n');
    expect(written[0]).toContain('"signedIn": true');
    for (const secret of [accessToken, clientSecret, '/channels/streaming'])
      expect(said).not.toContain(secret);
    expect(said).not.toMatch(/Bearer |code_verifier|access_token/);
  });
});
