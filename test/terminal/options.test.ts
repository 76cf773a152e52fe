import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { regions } from '../../main/genesys/regions.ts';
import { parseOptions, type ListenOptions } from '../../main/terminal/options.ts';
import { USAGE } from '../../main/terminal/usage.ts';

const CLIENT = { GENESYS_CLIENT_ID: 'client-id', GENESYS_CLIENT_SECRET: 'cl1ent-s3cret' };
const TOKEN = { GENESYS_ACCESS_TOKEN: 'us3r-t0ken' };

function options(args: string, environment: Readonly<Record<string, string>> = CLIENT): ListenOptions {
  const parsed = parseOptions(words(args), environment);
  if (parsed.kind !== 'listen') throw new Error(`no options: ${JSON.stringify(parsed)}`);
  return parsed.options;
}

/** The sentence of a usage error. */
function usage(args: string, environment: Readonly<Record<string, string>> = CLIENT): string {
  const parsed = parseOptions(words(args), environment);
  if (parsed.kind !== 'usage') throw new Error(`no usage error: ${JSON.stringify(parsed)}`);
  return parsed.message;
}

const words = (args: string) => (args === '' ? [] : args.split(' '));

describe('the credentials', () => {
  it('of a client come from the environment', () => {
    expect(options('').credentials).toEqual({
      kind: 'client',
      clientId: 'client-id',
      clientSecret: 'cl1ent-s3cret',
    });
  });

  it('of a user win over a client’s', () => {
    expect(options('', { ...CLIENT, ...TOKEN }).credentials).toEqual({
      kind: 'userToken',
      accessToken: 'us3r-t0ken',
    });
  });

  it.each<Record<string, string>>([
    {},
    { GENESYS_CLIENT_ID: 'client-id' },
    { GENESYS_CLIENT_SECRET: 'cl1ent-s3cret' },
    { GENESYS_CLIENT_ID: '', GENESYS_CLIENT_SECRET: '', GENESYS_ACCESS_TOKEN: '' },
    { GENESYS_CLIENT_ID: ' ', GENESYS_CLIENT_SECRET: '\n', GENESYS_ACCESS_TOKEN: '' },
  ])('that are missing are asked for by their names: %o', (environment) => {
    const message = usage('', environment);
    expect(message).toContain('GENESYS_CLIENT_ID');
    expect(message).toContain('GENESYS_CLIENT_SECRET');
    expect(message).toContain('GENESYS_ACCESS_TOKEN');
    expect(message).not.toContain('s3cret');
  });
});

describe('the protocol', () => {
  it.each([
    ['', CLIENT, 'direct'],
    ['--conversation C1', CLIENT, 'direct'],
    ['--queue Q1', CLIENT, 'channels'],
    ['--topic v2.x', CLIENT, 'channels'],
    ['', TOKEN, 'channels'],
    ['--conversation C1', TOKEN, 'channels'],
    ['--protocol direct', TOKEN, 'direct'],
    ['--protocol channels --conversation C1', CLIENT, 'channels'],
  ] as const)('with “%s” and %o is %s', (args, environment, protocol) => {
    expect(options(args, environment).protocol).toBe(protocol);
  });

  it('is one of two', () => {
    expect(usage('--protocol carrier-pigeon')).toBe('--protocol is channels or direct.');
  });

  it.each([
    ['--protocol direct --queue Q1', 'The direct protocol has no --queue.'],
    ['--protocol direct --topic v2.x', 'The direct protocol has no --topic.'],
    ['--queue Q1 --include message', 'The channels protocol has no --include.'],
    ['--queue Q1 --exclude statusChanged', 'The channels protocol has no --exclude.'],
    ['--queue Q1 --socket-url wss://x.test', 'The channels protocol has no --socket-url.'],
  ])('lacks an option: %s', (args, message) => {
    expect(usage(args)).toBe(message);
  });
});

describe('what is watched', () => {
  it('with a user token and nothing named: the own conversations', () => {
    expect(options('', TOKEN).watch).toEqual({ mine: true, queues: [], conversations: [], topics: [] });
  });

  it('with a user token and a conversation: that one, among the own or elsewhere', () => {
    expect(options('--conversation C1', TOKEN).watch).toMatchObject({ mine: true, conversations: ['C1'] });
  });

  it.each(['--queue Q1', '--topic v2.x'])('with %s: only what is named', (args) => {
    expect(options(args, TOKEN).watch.mine).toBe(false);
    expect(options(args, CLIENT).watch.mine).toBe(false);
  });

  it('is named as often as it takes, each once', () => {
    const { watch } = options(
      '--queue Q1 --queue Q2 --queue Q1 --topic T1 --topic=T2 --conversation C1 --conversation C2',
    );
    expect(watch).toEqual({
      mine: false,
      queues: ['Q1', 'Q2'],
      topics: ['T1', 'T2'],
      conversations: ['C1', 'C2'],
    });
  });

  it('on direct is everything that the client may see, or the conversations that are named', () => {
    expect(options('').watch).toEqual({ mine: false, queues: [], conversations: [], topics: [] });
    expect(options('--conversation C1 --conversation C2').watch.conversations).toEqual(['C1', 'C2']);
  });

  it('is nothing: a client on channels has no conversations of its own', () => {
    expect(usage('--protocol channels')).toMatch(
      /^There is nothing to watch: give --queue, --topic or --conversation/,
    );
  });

  it.each(['topic', 'queue', 'conversation', 'include', 'exclude'])(
    'is not named by an empty --%s',
    (name) => {
      expect(usage(`--${name}=`)).toBe(`--${name} needs a value.`);
    },
  );
});

describe('the direct filter', () => {
  it('takes fields and event types as they are given', () => {
    expect(
      options('--include conversationId --include message --exclude statusChanged --exclude X'),
    ).toMatchObject({
      include: ['conversationId', 'message'],
      exclude: ['statusChanged', 'X'],
    });
  });

  it.each([
    '--include *',
    '--include message --include conversationId',
    '--include message --conversation C1',
    '--exclude statusChanged',
  ])('tells of each event whose it is: %s', (args) => {
    expect(options(args).protocol).toBe('direct');
  });

  it.each(['--include message', '--include message --conversation C1 --conversation C2'])(
    'that does not is a usage error: %s',
    (args) => {
      expect(usage(args)).toBe(
        'Without conversationId among the fields to --include, give exactly one --conversation.',
      );
    },
  );
});

describe('the addresses', () => {
  it('on direct are the API’s, sign-in included', () => {
    expect(options('')).toMatchObject({
      apiUrl: 'https://api.mypurecloud.com',
      loginUrl: 'https://api.mypurecloud.com',
      socketUrl: 'wss://api.mypurecloud.com/api/v2/notifications',
    });
  });

  it('on channels have the region’s sign-in', () => {
    expect(options('--queue Q1')).toMatchObject({
      apiUrl: 'https://api.mypurecloud.com',
      loginUrl: 'https://login.mypurecloud.com',
    });
  });

  it.each(
    regions.flatMap(({ domain, awsRegion }) => [
      [domain, domain],
      [awsRegion, domain],
    ]),
  )('of the region %s', (name, domain) => {
    expect(options(`--region ${name} --queue Q1`)).toMatchObject({
      apiUrl: `https://api.${domain}`,
      loginUrl: `https://login.${domain}`,
    });
  });

  it('are found in what is copied from the browser', () => {
    expect(options('--region https://apps.mypurecloud.de/directory/').apiUrl).toBe(
      'https://api.mypurecloud.de',
    );
  });

  it.each([
    'mypurec1oud.com',
    'mypurecloud.com.evil.test',
    'mypurecloud.co',
    'evil.test',
    'mypurecloud.com@evil.test',
    'myрurecloud.com',
    'mypurecloud.com:8443',
    '127.0.0.1',
    'moon-west-1',
    '--',
  ])('are no look-alike’s: nothing is sent to %s', (region) => {
    const parsed = parseOptions([`--region=${region}`], CLIENT);
    expect(parsed.kind).toBe('usage');
    if (parsed.kind === 'usage') expect(parsed.message).toMatch(/^--region: /);
  });

  it('may be given, and then sign-in and socket go there too unless told otherwise', () => {
    expect(options('--api-url https://api.x.test/base/')).toMatchObject({
      apiUrl: 'https://api.x.test/base',
      loginUrl: 'https://api.x.test/base',
      socketUrl: 'wss://api.x.test/base/api/v2/notifications',
    });
    expect(options('--queue Q --api-url https://api.x.test').loginUrl).toBe('https://api.x.test');
    expect(
      options('--api-url https://a.test --login-url https://l.test --socket-url wss://s.test/socket'),
    ).toMatchObject({
      apiUrl: 'https://a.test',
      loginUrl: 'https://l.test',
      socketUrl: 'wss://s.test/socket',
    });
  });

  it.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', '127.9.9.9'])('may be plain on %s', (host) => {
    expect(
      options(`--api-url http://${host} --login-url http://${host} --socket-url ws://${host}/s`),
    ).toMatchObject({ apiUrl: `http://${host}`, loginUrl: `http://${host}`, socketUrl: `ws://${host}/s` });
    expect(options(`--api-url http://${host}`).socketUrl).toBe(`ws://${host}/api/v2/notifications`);
  });

  it.each(['x.test', '10.0.0.1', '192.168.0.1', 'localhost.evil.test', '127.0.0.1.evil.test', '0.0.0.0'])(
    'may not be plain on %s',
    (host) => {
      for (const option of ['api-url', 'login-url']) {
        expect(usage(`--${option} http://${host}`)).toMatch(
          new RegExp(`^--${option}: http:// is not encrypted`),
        );
      }
      expect(usage(`--socket-url ws://${host}`)).toMatch(/^--socket-url: ws:\/\/ is not encrypted/);
    },
  );

  it.each([
    ['--api-url wss://x.test', '--api-url must begin with https:// or http://.'],
    ['--login-url ws://127.0.0.1', '--login-url must begin with https:// or http://.'],
    ['--socket-url https://x.test', '--socket-url must begin with wss:// or ws://.'],
  ])('have their own schemes: %s', (args, message) => {
    expect(usage(args)).toBe(message);
  });

  it.each([
    'x',
    'ftp://x.test',
    'https://',
    'https://u:p4ss@x.test',
    'https://x.test/?access_token=s3cret',
    'https://x.test/#s3cret',
  ])('are URLs without secrets, or refused without repeating them: %s', (url) => {
    const message = usage(`--api-url ${url}`);
    expect(message).toMatch(/^--api-url: /);
    expect(message).not.toMatch(/p4ss|s3cret/);
  });
});

describe('the ends', () => {
  it('are none unless they are given', () => {
    expect(options('')).toMatchObject({
      maxMessages: Infinity,
      maxRetries: Infinity,
      durationMs: Infinity,
      json: false,
    });
  });

  it('are given as numbers', () => {
    expect(options('--json --max-messages 1 --max-retries 0 --duration 0.25')).toMatchObject({
      maxMessages: 1,
      maxRetries: 0,
      durationMs: 250,
      json: true,
    });
    expect(options('--duration 86400').durationMs).toBe(86_400_000);
  });

  it.each(['0', '-1', '1.5', '1e3', 'ten', '', ' 1', '0x10', 'Infinity', '9999999999'])(
    'after messages are a whole number of at least 1, not “%s”',
    (value) => {
      const parsed = parseOptions([`--max-messages=${value}`], CLIENT);
      expect(parsed).toEqual({ kind: 'usage', message: '--max-messages is a whole number, 1 or more.' });
    },
  );

  it.each(['-1', '1.5', 'ten', ''])('after retries are a whole number of at least 0, not “%s”', (value) => {
    const parsed = parseOptions([`--max-retries=${value}`], CLIENT);
    expect(parsed).toEqual({ kind: 'usage', message: '--max-retries is a whole number, 0 or more.' });
  });

  it.each(['0', '0.0', '-1', '1e3', 'soon', '', '99999999', 'Infinity'])(
    'after seconds are above 0, not “%s”',
    (value) => {
      const parsed = parseOptions([`--duration=${value}`], CLIENT);
      expect(parsed).toEqual({ kind: 'usage', message: '--duration is a number of seconds above 0.' });
    },
  );
});

describe('help', () => {
  it.each(['--help', '-h', '--help --protocol direct --queue Q1'])(
    '%s needs neither credentials nor sense',
    (args) => {
      expect(parseOptions(words(args), {})).toEqual({ kind: 'help' });
    },
  );

  it('names every option', () => {
    const names = [
      'region',
      'protocol',
      'api-url',
      'login-url',
      'socket-url',
      'topic',
      'queue',
      'conversation',
      'include',
      'exclude',
      'json',
      'max-messages',
      'max-retries',
      'duration',
      'help',
    ];
    for (const name of names) expect(USAGE).toContain(`--${name} `);
  });
});

describe('a command line that cannot be read', () => {
  it.each([
    ['--verbose', 'There is no option --verbose.'],
    ['-x', 'There is no option -x.'],
    ['--json=yes', '--json takes no value.'],
    ['--queue', '--queue needs a value.'],
    ['--queue --json', '--queue needs a value.'],
  ])('%s is told in a sentence', (args, message) => {
    expect(usage(args)).toBe(message);
  });

  it.each([
    'cl1ent-s3cret',
    '--client-secret cl1ent-s3cret',
    '--client-secret=cl1ent-s3cret',
    '--json cl1ent-s3cret',
    '-scl1ent-s3cret',
  ])('is not repeated where it may hold a secret: %s', (args) => {
    expect(usage(args)).not.toContain('s3cret');
  });

  it('says where secrets belong when a word stands alone', () => {
    expect(usage('cl1ent-s3cret')).toBe(
      'Every value follows its option. Credentials are given in the environment, never here.',
    );
  });

  it('never throws, and never repeats a secret of the environment', () => {
    const argument = fc.oneof(
      fc.string(),
      fc.constantFrom('--json', '--queue', '--region', '--api-url', '--include', '--duration', '--', '-h'),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 5 }), (args) => {
        const parsed = parseOptions(args, {
          GENESYS_CLIENT_ID: 'id',
          GENESYS_CLIENT_SECRET: 'cl1ent-s3cret',
        });
        if (parsed.kind === 'usage') {
          expect(parsed.message).not.toContain('cl1ent-s3cret');
          expect(parsed.message).not.toMatch(/[\p{Cc}]/u);
        }
      }),
    );
  });
});
