import type { Clock, Timer } from '../effects/clock.ts';
import type { Listen, Unlisten } from './listen.ts';

/** What the system says about itself. Hints, never gates. */
export type SystemHint = 'suspend' | 'resume' | 'online' | 'offline';

export interface PowerDependencies {
  powerMonitor: Listen<'suspend' | 'resume'> & Unlisten<'suspend' | 'resume'>;
  isOnline: () => boolean;
  clock: Clock;
  onHint: (hint: SystemHint) => void;
}

/** Electron tells the main process nothing about the network by itself. */
const NETWORK_POLL_MS = 5_000;

/**
 * Tells when the computer goes to sleep and wakes, and when the network goes and comes.
 * @returns ends it.
 */
export function watchPower({ powerMonitor, isOnline, clock, onHint }: PowerDependencies): () => void {
  // The program starts as if online, so a network that is missing then is told.
  let online = true;
  let timer: Timer | null = null;
  const look = () => {
    const now = isOnline();
    if (now !== online) {
      online = now;
      onHint(now ? 'online' : 'offline');
    }
    timer = clock.after(NETWORK_POLL_MS, look);
  };
  const onSuspend = () => {
    onHint('suspend');
  };
  const onResume = () => {
    onHint('resume');
  };
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('resume', onResume);
  look();
  return () => {
    timer?.cancel();
    powerMonitor.off('suspend', onSuspend);
    powerMonitor.off('resume', onResume);
  };
}
