/** What starting the program needs of the machine. */
export interface StartEnvironment {
  /** Electron's own program; null where it has not been downloaded. */
  electron: string | null;
  /** Whether the bundles are there and as young as the sources. */
  isBuildCurrent: () => boolean;
  /** Builds the bundles, and gives the exit status. */
  build: () => Promise<number>;
  /** Runs Electron until it ends, and gives the exit status. */
  run: (program: string, args: readonly string[]) => Promise<number>;
  say: (line: string) => void;
}

const ELECTRON_IS_MISSING =
  'Electron’s own program is missing: npm installs the package without it. Get it with `npx install-electron` ' +
  '(a download from github.com), then run `npm start` again. Meanwhile `npm run demo` shows the application ' +
  'with a simulated Genesys Cloud; it does without Electron’s program.';

/**
 * Runs the desktop program from its sources, built anew where they have changed.
 * @param args go to the program: `--profile FOLDER`, and what Electron takes itself.
 * @returns the exit status.
 */
export async function start(environment: StartEnvironment, args: readonly string[]): Promise<number> {
  const { electron, isBuildCurrent, build, run, say } = environment;
  if (electron === null) {
    say(ELECTRON_IS_MISSING);
    return 1;
  }
  if (!isBuildCurrent()) {
    say('Building the program …');
    const status = await build();
    if (status !== 0) {
      say('The program was not started: its build failed, for the reason above.');
      return status;
    }
  }
  return run(electron, args);
}
