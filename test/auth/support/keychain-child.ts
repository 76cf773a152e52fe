/**
 * Run by keychain.system.test.ts in a session of its own: makes the calls that its arguments name, one after the other,
 * and prints each result as a line of JSON. An argument is `get:ACCOUNT`, `set:ACCOUNT:SECRET` or `delete:ACCOUNT`.
 * The environment variable LIMIT_MS sets how long each may take.
 */
import { systemClock } from '../../../main/effects/clock.ts';
import { keychainSecretStore } from '../../../main/auth/keychain-secret-store.ts';

const store = keychainSecretStore({
  service: 'conversation-tray-test',
  clock: systemClock,
  timeLimitMs: Number(process.env['LIMIT_MS'] ?? 10_000),
});

function call(name: string | undefined, account = '', secret = '') {
  switch (name) {
    case 'get':
      return store.get(account);
    case 'set':
      return store.set(account, secret);
    case 'delete':
      return store.delete(account);
    default:
      throw new Error(`There is no call named ${String(name)}.`);
  }
}

for (const argument of process.argv.slice(2)) {
  const [name, account, secret] = argument.split(':');
  process.stdout.write(`${JSON.stringify(await call(name, account, secret))}\n`);
}
process.stdout.write(`${JSON.stringify({ isWaiting: store.isWaiting() })}\n`);
if (store.isWaiting()) process.kill(process.pid, 'SIGKILL');
