import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { at, BareClient } from './bare-client.ts';
import { Simulator } from './simulator.ts';

/** Runs a busy day and gives everything that one subscriber of all queues and the agent was told. */
async function runDay(seed: number, withClient = true) {
  const clock = new FakeClock();
  const simulator = new Simulator({ clock, seed, conversations: 8, rate: 3 });
  const client = new BareClient(simulator, clock);
  const topics = [
    `v2.users.${simulator.ready.userId}.conversations`,
    ...simulator.directory.queues.map(
      ({ id }) => `v2.routing.queues.${id}?conversations.messages&conversations`,
    ),
  ];
  const opened = withClient ? await client.open(client.channel(...topics).connectUri) : null;
  await clock.advance(120_000);
  simulator.close();
  expect(clock.pendingTimers).toBe(0);
  return { simulator, clock, frames: opened?.frames ?? [] };
}

describe('traffic', () => {
  it('is the same for the same seed, whoever listens, and another for another', async () => {
    const facts = ({ simulator }: { simulator: Simulator }) =>
      simulator.record.messages.map((message) => ({ ...message, deliveries: [] }));
    const first = await runDay(7);
    expect(facts(first).length).toBeGreaterThan(150);
    expect(facts(await runDay(7, false))).toEqual(facts(first));
    expect((await runDay(7)).frames).toEqual(first.frames);
    expect(facts(await runDay(8))).not.toEqual(facts(first));
  });

  it('has what a contact centre has', async () => {
    const { frames, simulator } = await runDay(3);
    const told = JSON.stringify(frames);
    for (const sign of [
      '"state":"alerting"',
      '"state":"parked"',
      '"held":true',
      '"disconnectType":"transfer"',
      '"startAcwTime"',
      '"endAcwTime"',
      '"messageStatus":"read"',
      '"type":"Event"',
      '"purpose":"workflow"',
      '"emails"',
      '"mediaType":"image/png"',
    ]) {
      expect(told).toContain(sign);
    }
    const texts = simulator.record.messages.map(({ text }) => text ?? '');
    for (const script of [
      /\p{Script=Arabic}/u,
      /\p{Script=Han}/u,
      /\p{Extended_Pictographic}/u,
      /<script>/,
      /\n/,
    ]) {
      expect(texts.some((text) => script.test(text))).toBe(true);
    }
  });

  it('starts with a history in the past minutes', () => {
    const clock = new FakeClock();
    const simulator = new Simulator({ clock, seed: 1, conversations: 8 });
    const client = new BareClient(simulator, clock);
    expect(simulator.record.messages).toEqual([]);
    const { json } = client.call('GET', '/api/v2/conversations/messages');
    expect(at(json, 'total')).toBe(2);
    const time = String(at(json, 'entities.0.participants.0.messages.0.messageTime'));
    const ageMs = clock.now() - Date.parse(time);
    expect(ageMs).toBeGreaterThan(60_000);
    expect(ageMs).toBeLessThan(900_000);
    expect(at(client.call('GET', '/api/v2/conversations').json, 'total')).toBe(3);
  });

  it('is silent without a rate', async () => {
    const clock = new FakeClock();
    const simulator = new Simulator({ clock, seed: 1, conversations: 8 });
    await clock.advance(3_600_000);
    expect(simulator.record.messages).toEqual([]);
  });
});
