import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { troubledSecrets, ApplicationBench, type BenchOptions } from './support/application-bench.ts';

/** Words that stand for what a customer says, and for who they are: they are found wherever they turn up. */
const TEXT = 'Kreditkarte-4111';
const NAME = 'Wilhelmine-Customer';

type Step =
  | 'message'
  | 'conversation'
  | 'drop'
  | 'rubbish'
  | 'revoke'
  | 'again'
  | 'forbidden'
  | 'watch'
  | 'wrongSecret';

const steps = fc.array(
  fc.constantFrom<Step>(
    'message',
    'conversation',
    'drop',
    'rubbish',
    'revoke',
    'again',
    'forbidden',
    'watch',
    'wrongSecret',
  ),
  { minLength: 1, maxLength: 8 },
);

const WRONG_SECRET = 'wrong-secret-5d41402abc4b2a76';

class Story {
  readonly bench: ApplicationBench;
  readonly #direct: boolean;
  #conversationId: string | null = null;

  constructor(bench: ApplicationBench, direct: boolean) {
    this.bench = bench;
    this.#direct = direct;
  }

  async run(step: Step): Promise<void> {
    const { bench } = this;
    const { steering, ready } = bench.simulator;
    switch (step) {
      case 'conversation':
        this.#conversationId = steering.start({
          userId: ready.userId,
          answered: true,
          customerName: NAME,
          text: `${TEXT} first`,
        }).conversationId;
        break;
      case 'message':
        if (this.#conversationId !== null) steering.message(this.#conversationId, `${TEXT} again`);
        break;
      case 'drop':
        steering.fault({ kind: 'dropSocket', only: 'all' });
        break;
      case 'rubbish':
        steering.fault({ kind: 'rubbishFrames', only: 'all' });
        break;
      case 'revoke':
        steering.fault({ kind: 'revokeToken' });
        break;
      case 'forbidden':
        steering.fault({
          kind: 'restStatus',
          path: '/conversations',
          status: 403,
          times: 3,
          retryAfter: null,
          html: false,
        });
        break;
      case 'watch':
        await bench.application.handlers.setWatch({
          ...bench.window.settings.watch,
          conversations: this.#conversationId === null ? [] : [this.#conversationId],
        });
        break;
      case 'again':
        void this.signIn();
        break;
      case 'wrongSecret':
        void bench.signIn({ method: 'clientCredentials', clientSecret: WRONG_SECRET });
    }
    await bench.clock.advance(3_000);
  }

  signIn(): Promise<unknown> {
    const { clientSecret } = this.bench.simulator.ready;
    return this.#direct
      ? this.bench.signIn({ method: 'clientCredentials', protocol: 'direct', clientSecret })
      : this.bench.signIn();
  }

  /** Everything that nobody but the keychain, the service and the person at the screen may know. */
  secrets(): readonly string[] {
    const { accessToken, clientSecret } = this.bench.simulator.ready;
    return [accessToken, clientSecret, WRONG_SECRET, ...this.bench.sent];
  }
}

async function tell(told: readonly Step[], direct: boolean, options: BenchOptions): Promise<Story> {
  const bench = new ApplicationBench(options);
  const story = new Story(bench, direct);
  bench.application.start();
  void story.signIn();
  await bench.until(() => bench.application.view().signIn.state === 'signedIn', 'signed in');
  await bench.clock.advance(1_000);
  for (const step of told) await story.run(step);
  return story;
}

describe('whatever happens', () => {
  it('no secret and no word of a customer reaches the log, a file, the journal or an error', async () => {
    const withKeychain = fc.boolean();
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), withKeychain, async (told, direct, hasKeychain) => {
        const options = hasKeychain ? {} : { secrets: troubledSecrets('locked') };
        const story = await tell(told, direct, options);
        const { bench } = story;
        const { conversations, ...view } = bench.application.view();
        expect(conversations.length).toBeGreaterThanOrEqual(0);
        const written = [...bench.log.lines, ...bench.files, ...bench.journal.written].join('\n');
        const shown = JSON.stringify([view, bench.trays, bench.deliveries]);
        const secrets = story.secrets();
        expect(bench.sent.size).toBeGreaterThan(0);
        for (const secret of secrets) {
          expect(written).not.toContain(secret);
          expect(shown).not.toContain(secret);
          expect(JSON.stringify(bench.changes)).not.toContain(secret);
        }
        for (const word of [TEXT, NAME]) {
          expect(written).not.toContain(word);
          expect(shown).not.toContain(word);
        }
        expect(bench.log.lines.length).toBeGreaterThan(0);
        expect(await bench.stop()).toEqual({ timers: 0, sockets: 0 });
      }),
      { numRuns: 40 },
    );
  });
});
