import { clientCredentialsTokens } from '../auth/client-credentials.ts';
import { existingToken } from '../auth/existing-token.ts';
import type { TokenSource } from '../auth/token.ts';
import type { ConnectionStatus } from '../connection/status.ts';
import { createLineLog, LOG_LEVELS, type LogLevel } from '../diagnostics/line-log.ts';
import type { Clock } from '../effects/clock.ts';
import type { Fetch } from '../effects/fetch.ts';
import type { Random } from '../effects/random.ts';
import type { OpenSocket } from '../effects/socket.ts';
import { createEngine, type EngineConfig } from '../engine/engine.ts';
import type { EngineOutput } from '../engine/output.ts';
import { ServiceClock } from '../genesys/service-clock.ts';
import { EXIT, exitStatusOf, type ExitStatus } from './exit-status.ts';
import { jsonLine, type LineContext } from './json-lines.ts';
import { parseOptions, type ListenOptions } from './options.ts';
import { rememberingTokens, secretsIn, withoutSecrets } from './secrets.ts';
import { blockedSentence, textLines } from './text-lines.ts';
import { USAGE } from './usage.ts';

/** Nobody waits for a toast here: rather a text that comes late than a line without. */
const TEXT_WAIT_MS = 5_000;

export interface ListenEffects {
  fetch: Fetch;
  openSocket: OpenSocket;
  clock: Clock;
  random: Random;
  /** Writes one line of data. */
  out: (line: string) => void;
  /** Writes one line for a person. */
  err: (line: string) => void;
}

/**
 * The terminal listener: prints every new customer message of the watched conversations, until `stop` is aborted or an
 * option says that it is enough. Never rejects.
 */
export async function listen(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  effects: ListenEffects,
  stop: AbortSignal,
): Promise<ExitStatus> {
  const parsed = parseOptions(args, environment);
  switch (parsed.kind) {
    case 'help':
      effects.out(USAGE.trimEnd());
      return EXIT.asAsked;
    case 'usage':
      effects.err(`${parsed.message} (--help lists the options.)`);
      return EXIT.usage;
    case 'listen':
      break;
  }
  const level = logLevel(environment['CONVERSATION_TRAY_LOG']);
  if (level === null) {
    effects.err(`CONVERSATION_TRAY_LOG is one of ${LOG_LEVELS.join(', ')}.`);
    return EXIT.usage;
  }
  const serviceClock = new ServiceClock(effects.clock);
  const tokens = tokenSource(parsed.options, effects, serviceClock);
  if (tokens.kind === 'usage') {
    effects.err(tokens.message);
    return EXIT.usage;
  }
  return run(parsed.options, tokens.source, level, serviceClock, effects, stop);
}

function run(
  options: ListenOptions,
  tokens: TokenSource,
  level: LogLevel,
  serviceClock: ServiceClock,
  effects: ListenEffects,
  stop: AbortSignal,
): Promise<ExitStatus> {
  const { clock } = effects;
  const secrets = new Set(secretsIn(options.credentials));
  return new Promise((resolve) => {
    let messages = 0;
    let ended = false;
    const write = lineWriter(options, effects);
    const duration = Number.isFinite(options.durationMs)
      ? clock.after(options.durationMs, () => {
          end(EXIT.asAsked);
        })
      : null;
    const onStop = () => {
      end(EXIT.asAsked);
    };

    const engine = createEngine(
      engineConfig(options),
      {
        tokens: rememberingTokens(tokens, secrets),
        fetch: effects.fetch,
        openSocket: effects.openSocket,
        clock,
        random: effects.random,
        serviceClock,
        logger: createLineLog('listen', level, effects.err, () => secrets),
      },
      onOutput,
    );

    function onOutput(told: EngineOutput): void {
      if (messages >= options.maxMessages) return;
      const output = withoutSecrets(told, secrets);
      write(output);
      if (output.type === 'message') messages += 1;
      if (messages >= options.maxMessages) end(EXIT.asAsked);
      else if (output.type === 'status') onStatus(output.status);
    }

    function onStatus(status: ConnectionStatus): void {
      if (status.state === 'blocked') {
        if (options.json) effects.err(blockedSentence(status));
        end(exitStatusOf(status.code));
      } else if (gaveUp(status, options.maxRetries)) {
        effects.err(
          `Gave up after ${options.maxRetries} failed ${options.maxRetries === 1 ? 'retry' : 'retries'}.`,
        );
        end(EXIT.failed);
      }
    }

    function end(status: ExitStatus): void {
      if (ended) return;
      ended = true;
      duration?.cancel();
      stop.removeEventListener('abort', onStop);
      // The engine may be in the middle of saying something: it is stopped once it has said it.
      queueMicrotask(() => {
        engine.stop();
        resolve(status);
      });
    }

    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
    else engine.start();
  });
}

function lineWriter(
  options: ListenOptions,
  { clock, out, err }: ListenEffects,
): (output: EngineOutput) => void {
  return (output) => {
    const context: LineContext = {
      protocol: options.protocol,
      now: clock.now(),
      monotonic: clock.monotonic(),
    };
    if (options.json) {
      const line = jsonLine(output, context);
      if (line !== null) out(line);
      return;
    }
    const lines = textLines(output, context);
    for (const line of lines.out) out(line);
    for (const line of lines.err) err(line);
  };
}

/** The first attempt is no retry: with 0, the first failure ends the program. */
function gaveUp(status: ConnectionStatus, maxRetries: number): boolean {
  return (status.state === 'reconnecting' || status.state === 'offline') && status.attempt - 1 > maxRetries;
}

function engineConfig(options: ListenOptions): EngineConfig {
  const { protocol, apiUrl, socketUrl, include, exclude, watch } = options;
  return {
    apiUrl,
    protocol:
      protocol === 'channels' ? { name: 'channels' } : { name: 'direct', socketUrl, include, exclude },
    watch,
    textWaitMs: TEXT_WAIT_MS,
  };
}

type TokenSourceResult = { kind: 'source'; source: TokenSource } | { kind: 'usage'; message: string };

function tokenSource(
  { credentials, loginUrl, protocol }: ListenOptions,
  { fetch, clock }: ListenEffects,
  serviceClock: ServiceClock,
): TokenSourceResult {
  // The direct protocol may never call REST: the sign-in's answer is where the service's time is learned from.
  const learning: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    serviceClock.learn(response.headers.get('date'));
    return response;
  };
  try {
    switch (credentials.kind) {
      case 'userToken':
        return { kind: 'source', source: existingToken(credentials.accessToken) };
      case 'client': {
        const { clientId, clientSecret } = credentials;
        const sentAs = protocol === 'direct' ? 'client_secret_post' : 'client_secret_basic';
        const source = clientCredentialsTokens(
          { loginUrl, clientId, clientSecret, sentAs },
          { fetch: learning, clock },
        );
        return { kind: 'source', source };
      }
    }
  } catch (error) {
    return {
      kind: 'usage',
      message: error instanceof Error ? error.message : 'The credentials cannot be used.',
    };
  }
}

function logLevel(value: string | undefined): LogLevel | null {
  if (value === undefined || value === '') return 'off';
  return LOG_LEVELS.find((level) => level === value) ?? null;
}
