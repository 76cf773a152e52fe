/** How often it is looked whether the parent is still there, in ms. */
const LOOK_EVERY_MS = 500;

/**
 * Calls `onGone` once npm's shell, which started this process, is gone. npm passes a signal on to the shell alone: whoever
 * ends `npm run` with one would leave this process behind. Started by anything else than npm, it is left in peace (a
 * `nohup` outlives its terminal on purpose).
 */
export function whenNpmIsGone(onGone: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
