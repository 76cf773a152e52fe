import { join } from 'node:path';
import { app, protocol } from 'electron';
import { appScheme } from './desktop/app-protocol.ts';
import { parseCommandLine, type CommandLine } from './desktop/command-line.ts';
import { claimSingleInstance, whenStartedAgain } from './desktop/single-instance.ts';
import { startDesktop, type Desktop } from './desktop/start.ts';
import { confinePages } from './desktop/web-security.ts';

/** Equal to appId in electron-builder.yml: Windows shows toasts only for a program that it knows by this name. */
const APP_ID = 'com.conversationtray.app';

const commandLine = readCommandLine();
if (commandLine.profile !== null) app.setPath('userData', commandLine.profile);
app.setAppUserModelId(APP_ID);
protocol.registerSchemesAsPrivileged([appScheme]);
confinePages(app);

let desktop: Desktop | null = null;

if (!claimSingleInstance(app)) app.quit();
else {
  whenStartedAgain(app, () => {
    desktop?.show();
  });
  // The window is hidden, not gone: closing it ends nothing.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    const ending = desktop;
    desktop = null;
    if (ending === null) return;
    event.preventDefault();
    void ending.end().finally(() => {
      app.quit();
    });
  });
  await app.whenReady();
  desktop = await startDesktop({
    // macOS starts a login item without arguments, and says so itself.
    hidden:
      commandLine.hidden || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin),
    folders: {
      userData: app.getPath('userData'),
      built: join(app.getAppPath(), 'out'),
      icons: join(app.getAppPath(), 'assets', 'icons'),
    },
  });
}

function readCommandLine(): CommandLine {
  try {
    return parseCommandLine(process.argv.slice(1), process.cwd());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
