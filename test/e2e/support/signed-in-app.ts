import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator, type RunningSimulator, type ServerOptions } from '../../simulator/server.ts';
import { startDesktop, type Desktop } from './desktop.ts';
import type { AppDriver, LaunchOptions } from './driver.ts';
import { electronProgram, launchOnElectron } from './electron-driver.ts';
import { launchOnHost } from './host-driver.ts';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The application on a desktop of its own, with a service to talk to: what every end-to-end spec begins with. */
export class AppOnDesktop {
  readonly service: RunningSimulator;
  readonly desktop: Desktop;
  readonly profile: string;
  driver: AppDriver;

  private constructor(service: RunningSimulator, desktop: Desktop, profile: string, driver: AppDriver) {
    this.service = service;
    this.desktop = desktop;
    this.profile = profile;
    this.driver = driver;
  }

  /** Starts it, with the account filled in as after an earlier sign-in. */
  static async start(options: ServerOptions = {}): Promise<AppOnDesktop> {
    const [service, desktop] = await Promise.all([
      startSimulator({ signIn: 'auto', ...options }),
      startDesktop(),
    ]);
    const profile = mkdtempSync(join(tmpdir(), 'conversation-tray-profile-'));
    mkdirSync(profile, { recursive: true });
    const account = {
      address: service.ready.apiUrl,
      clientId: service.ready.clientId,
      method: 'browser',
      protocol: 'channels',
    };
    writeFileSync(join(profile, 'settings.json'), JSON.stringify({ version: 1, account }));
    return new AppOnDesktop(service, desktop, profile, await launch(desktop, profile));
  }

  /** Starts it again, after its end. */
  async relaunch(): Promise<void> {
    this.driver = await launch(this.desktop, this.profile);
  }

  /** Signs in as a person does; the browser is played by `fetch`, which follows the redirect back. */
  async signIn(): Promise<void> {
    const page = await this.driver.page();
    await page.getByRole('button', { name: 'Sign in with your browser' }).click();
    const [url] = await until('the sign-in page in the browser', async () => {
      const urls = await this.driver.openedUrls();
      return urls.length > 0 ? urls : null;
    });
    await fetch(String(url));
    await page.getByRole('region', { name: 'Connection' }).getByText('Connected').waitFor();
  }

  /** A conversation that the signed-in agent has answered. */
  conversation(customerName: string): string {
    const { steering } = this.service.simulator;
    return steering.start({ userId: this.service.ready.userId, answered: true, customerName }).conversationId;
  }

  async stop(): Promise<void> {
    await this.driver.quit();
    await Promise.all([this.desktop.stop(), this.service.close()]);
    // Chromium may still be writing its last words.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** On the real Electron where its program is there, else on the host: the specs are the same. */
function launch(desktop: Desktop, profile: string): AppDriver | Promise<AppDriver> {
  const options: LaunchOptions = {
    mainBundle: join(root, 'out/main/index.js'),
    appPath: root,
    profile,
    environment: desktop.environment,
    arguments: ['--profile', profile],
  };
  const program = electronProgram();
  return program === null ? launchOnHost(options) : launchOnElectron(program, options);
}
