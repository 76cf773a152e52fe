import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchPower, type SystemHint } from '../../main/desktop/power.ts';
import { FakeClock } from '../support/fake-clock.ts';

function watching(startOnline = true) {
  const clock = new FakeClock();
  const powerMonitor = new EventEmitter();
  const network = { online: startOnline };
  const hints: SystemHint[] = [];
  const stop = watchPower({
    powerMonitor,
    isOnline: () => network.online,
    clock,
    onHint: (hint) => void hints.push(hint),
  });
  return { clock, powerMonitor, network, hints, stop };
}

describe('watchPower', () => {
  it('tells of sleep and waking', () => {
    const { powerMonitor, hints } = watching();
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    expect(hints).toEqual(['suspend', 'resume']);
  });

  it('tells of the network within five seconds, each change once', async () => {
    const { clock, network, hints } = watching();
    await clock.advance(60_000);
    expect(hints).toEqual([]);
    network.online = false;
    await clock.advance(5_000);
    expect(hints).toEqual(['offline']);
    await clock.advance(60_000);
    network.online = true;
    await clock.advance(5_000);
    expect(hints).toEqual(['offline', 'online']);
  });

  it('tells at once of a network that is missing at the start', () => {
    expect(watching(false).hints).toEqual(['offline']);
  });

  it('ends', async () => {
    const { clock, powerMonitor, network, hints, stop } = watching();
    stop();
    network.online = false;
    powerMonitor.emit('resume');
    await clock.advance(60_000);
    expect(hints).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
