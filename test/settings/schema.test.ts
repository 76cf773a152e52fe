import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestSchemas } from '../../main/desktop/ipc-schemas.ts';
import { SettingsKeeper } from '../../main/application/settings-keeper.ts';
import { defaultSettings, settingsSchema, type StoredSettings } from '../../main/settings/schema.ts';

function isReadable(settings: StoredSettings): boolean {
  return settingsSchema.safeParse(JSON.parse(JSON.stringify(settings))).success;
}

describe('what the window may ask for', () => {
  it('can be read again at the next start, however large it is', () => {
    const longest = {
      mine: true,
      queues: Array.from({ length: 1_000 }, (_, n) => ({
        id: String(n).padEnd(128, 'q'),
        name: 'n'.repeat(256),
      })),
      conversations: Array.from({ length: 1_000 }, (_, n) => String(n).padEnd(128, 'c')),
      excludedEvents: Array.from({ length: 100 }, (_, n) => String(n).padEnd(128, 'e')),
    };
    expect(requestSchemas.setWatch.safeParse(longest).success).toBe(true);
    const account = {
      address: 'a'.repeat(4_096),
      clientId: 'i'.repeat(256),
      method: 'browser',
      protocol: 'direct',
    } as const;
    expect(requestSchemas.signIn.safeParse({ ...account, clientSecret: null }).success).toBe(true);
    expect(isReadable({ ...defaultSettings, watch: longest, account })).toBe(true);
    // Nothing larger comes through.
    const larger = { ...longest, excludedEvents: [...longest.excludedEvents, 'e'] };
    expect(requestSchemas.setWatch.safeParse(larger).success).toBe(false);
    const longer = { ...account, clientId: `${account.clientId}i`, clientSecret: null };
    expect(requestSchemas.signIn.safeParse(longer).success).toBe(false);
  });

  it('stays readable whatever is muted, unwatched and watched, and however often', () => {
    const ids = fc.constantFrom(...Array.from({ length: 1_200 }, (_, n) => `c${n}`));
    const step = fc.tuple(fc.constantFrom('mute', 'unmute', 'unwatch', 'choose'), ids);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let written = defaultSettings;
        const keeper = new SettingsKeeper(defaultSettings, (settings) => (written = settings));
        for (const [what, id] of steps) {
          if (what === 'mute' || what === 'unmute') keeper.mute(id, what === 'mute');
          else if (what === 'unwatch') keeper.unwatch(id);
          else keeper.setWatch({ ...keeper.stored.watch, conversations: [id] });
          if (what === 'mute' || what === 'unmute') expect(keeper.isMuted(id)).toBe(what === 'mute');
          expect(keeper.isUnwatched(id) && keeper.stored.watch.conversations.includes(id)).toBe(false);
          expect(new Set(keeper.stored.muted).size).toBe(keeper.stored.muted.length);
        }
        expect(written).toEqual(keeper.stored);
        expect(isReadable(written)).toBe(true);
      }),
    );
  });

  it('forgets the oldest of too many choices', () => {
    const keeper = new SettingsKeeper(defaultSettings, () => undefined);
    for (let n = 0; n < 1_001; n += 1) keeper.unwatch(`c${n}`);
    expect(keeper.stored.unwatched).toHaveLength(1_000);
    expect(keeper.isUnwatched('c0')).toBe(false);
    expect(keeper.isUnwatched('c1000')).toBe(true);
  });
});
