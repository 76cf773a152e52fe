import { describe, expect, it } from 'vitest';
import { CURES, DROP_WORDS } from '../../main/connection/words.ts';
import type { ErrorReport } from '../../main/engine/output.ts';
import { textLines } from '../../main/terminal/text-lines.ts';
import { SimulatedEngine } from '../engine/support/simulated-engine.ts';
import { simulatorFetch } from '../simulator/in-process.ts';
import { definitions, readEntries, type Entry } from './support/entries.ts';
import { firstMissing, readPage, sectionsOf } from './support/page.ts';

const page = readPage('troubleshooting.md');
const entries = readEntries();

const ERROR_CODES = {
  forbiddenTopic: true,
  forbiddenConversation: true,
  serverError: true,
  signInSoon: true,
  unreadableFrame: true,
} satisfies Record<ErrorReport['code'], true>;

/** What the listener would have printed. */
function printed({ outputs, clock }: SimulatedEngine, protocol: 'channels' | 'direct'): string {
  const context = { protocol, now: clock.now(), monotonic: clock.monotonic() };
  return outputs
    .flatMap((output) => {
      const { out, err } = textLines(output, context);
      return [...out, ...err];
    })
    .join('\n');
}

function protocolOf({ steps }: Entry): 'channels' | 'direct' {
  return steps.some((step) => step.kind === 'listen' && step.as === 'client') ? 'direct' : 'channels';
}

describe('docs/troubleshooting.md', () => {
  it.each([...Object.keys(DROP_WORDS), ...Object.keys(CURES), ...Object.keys(ERROR_CODES), 'gap'])(
    'has the code %s',
    (code) => {
      expect(page).toContain(`\`${code}\``);
    },
  );

  it.each(['401 on the handshake', 'Closed immediately after opening', '429', 'No events received'])(
    'has the trouble of docs/direct-protocol.md §4 "%s" with commands',
    (title) => {
      expect(entries.map((entry) => entry.title)).toContain(title);
    },
  );

  it.each(sectionsOf(page))('$title: tells code, cause and cure', ({ text }) => {
    for (const part of ['**Code:**', '**Cure', '**Cause.**']) expect(text).toContain(part);
  });

  it.each(entries.filter(({ codes }) => codes.length > 0))(
    '$title: the lines that it shows carry one of its codes',
    ({ codes, seen }) => {
      const shown = seen.join('\n');
      const marks = codes.map((code) => (code === 'gap' ? '[GAP]' : `(${code})`));
      // A channel that is gone is replaced at once: no line is left for the code but that of the refusal.
      expect(marks.some((mark) => shown.includes(mark)) || codes.includes('channelGone')).toBe(true);
    },
  );

  it('defines its commands as the tutorial does', () => {
    expect(definitions(page)).toEqual(definitions(readPage('tutorial.md')));
  });
});

describe('docs/troubleshooting.md, what takes long: printed as the page says', () => {
  const slow = entries.filter(({ afterSeconds }) => afterSeconds !== null);

  it('are some', () => {
    expect(slow.length).toBeGreaterThan(1);
  });

  it.each(slow)('$title', async (entry) => {
    const protocol = protocolOf(entry);
    const simulated = new SimulatedEngine({ protocol });
    const fetch = simulatorFetch(simulated.simulator, { clock: simulated.clock });
    for (const step of entry.steps) {
      if (step.kind === 'listen') {
        simulated.engine.start();
        if (step !== entry.steps.at(-1)) await simulated.until('connected');
        continue;
      }
      for (const body of step.faults) {
        const answer = fetch(`${simulated.simulator.ready.apiUrl}/simulator/fault`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        await simulated.clock.advance(100);
        expect((await answer).status).toBe(200);
      }
    }
    await simulated.clock.advance((entry.afterSeconds ?? 0) * 1_000);
    expect(firstMissing(entry.seen, printed(simulated, protocol)), printed(simulated, protocol)).toBeNull();
    expect(await simulated.stop()).toEqual({ timers: 0, sockets: 0 });
  });

  it('The service reports an error: a client without the scope to subscribe', async () => {
    const simulated = new SimulatedEngine({
      protocol: 'direct',
      simulator: { directScopes: ['conversation:read'] },
    });
    simulated.engine.start();
    await simulated.clock.advance(1_000);
    expect(printed(simulated, 'direct')).toMatch(/^\[ERROR\] Server Error: .*notification:subscribe/m);
    await simulated.stop();
  });

  it('Sign in soon: the next token is refused while the present one works', async () => {
    const simulated = new SimulatedEngine({ protocol: 'direct', simulator: { tokenSeconds: 3_600 } });
    simulated.engine.start();
    await simulated.until('connected');
    simulated.simulator.steering.fault({ kind: 'rejectCredentials', times: 1 });
    await simulated.clock.advance(3_500_000);
    expect(printed(simulated, 'direct')).toMatch(/^\[ERROR\] .* \(signInSoon\)$/m);
    expect(simulated.engine.status().state).toBe('connected');
    await simulated.stop();
  });

  it('Codes without trouble: a computer that wakes up', async () => {
    const simulated = new SimulatedEngine();
    simulated.engine.start();
    await simulated.until('connected');
    simulated.engine.hint('suspend');
    await simulated.clock.advance(10_000);
    simulated.engine.hint('resume');
    await simulated.until('connected');
    const reasons = simulated.statuses.flatMap((status) =>
      status.state === 'reconnecting' ? [status.reason] : [],
    );
    expect(reasons).toContain('resumed');
    await simulated.stop();
  });
});
