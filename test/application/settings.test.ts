import { describe, expect, it } from 'vitest';
import { ApplicationBench } from './support/application-bench.ts';

describe('settings', () => {
  it('are told to the window, written, and there at the next start', async () => {
    const bench = await ApplicationBench.connected();
    const { handlers } = bench.application;
    const watch = {
      mine: false,
      queues: [{ id: 'q1', name: 'Orders' }],
      conversations: ['c1'],
      excludedEvents: ['X'],
    };
    const alerts = { content: 'name', sound: 'off', offered: false } as const;
    const general = { startAtSignIn: true, theme: 'dark' } as const;
    await handlers.setWatch(watch);
    await handlers.setAlerts(alerts);
    await handlers.setGeneral(general);
    expect(bench.window.settings).toEqual({ watch, alerts, general });
    expect(bench.startItem).toEqual([true]);
    await handlers.setGeneral({ ...general, theme: 'light' });
    expect(bench.startItem).toEqual([true]);
    await bench.restart();
    expect(bench.window.settings).toEqual({ watch, alerts, general: { ...general, theme: 'light' } });
    await bench.stop();
  });

  it('do not claim what the system refused', async () => {
    const bench = await ApplicationBench.connected();
    bench.failStartItem = true;
    const general = { ...bench.window.settings.general, startAtSignIn: true };
    await expect(bench.application.handlers.setGeneral(general)).rejects.toThrow('The disk is full.');
    expect(bench.application.view().settings.general.startAtSignIn).toBe(false);
    expect(bench.stored.general.startAtSignIn).toBe(false);
    await bench.stop();
  });

  it('decide what a toast says, from the next one on', async () => {
    const bench = await ApplicationBench.connected();
    const id = await bench.conversation('my secret');
    await bench.application.handlers.setAlerts({ content: 'nothing', sound: 'off', offered: false });
    await bench.message(id, 'another secret');
    expect(bench.screen.offered).toMatchObject({ title: 'New customer message', body: '', silent: true });
    const offered = bench.screen.asked('offer').length;
    bench.simulator.steering.start({ userId: bench.simulator.ready.userId });
    await bench.clock.advance(1_000);
    expect(bench.screen.asked('offer')).toHaveLength(offered);
    await bench.stop();
  });

  it('that could not be read are told, and so is what this computer can do', () => {
    const bench = new ApplicationBench({ settingsProblem: 'It was put aside.' });
    expect(bench.window).toMatchObject({
      settingsProblem: { message: 'It was put aside.' },
      abilities: { startAtSignIn: true, alertSound: true },
      version: '0.1.0',
    });
    expect(bench.window.regions.map(({ domain }) => domain)).toContain('mypurecloud.de');
  });
});
