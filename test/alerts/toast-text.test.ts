import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertSettings } from '../../main/alerts/alert.ts';
import { messageToast, offeredToast, summaryToast } from '../../main/alerts/toast-text.ts';
import { aMessage } from './support/alert-bench.ts';

const MISSED = 'Missed while the connection was down';

const settings = (content: AlertSettings['content']): AlertSettings => ({
  content,
  sound: 'oncePerConversation',
  offered: true,
});
const content = fc.constantFrom<AlertSettings['content']>('nameAndText', 'name', 'nothing');

/** What a customer can send: anything, with much of what does harm. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom(
        ...[
          '\u202e',
          '\u2066',
          '\u2069',
          '\u200f',
          '\u061c',
          '\u2028',
          '\u0000',
          '\u001b[31m',
          '\u009b',
          '\r\n',
        ],
        ...[
          '\ud83d',
          '\ude00',
          '\ufeff',
          '\u200b',
          '\ufff9',
          '<b>',
          '&amp;',
          'مرحبا',
          '👩‍👩‍👧‍👦',
          'e\u0301'.repeat(40),
        ],
        ...[' '.repeat(50), 'z\u0335'.repeat(90), 'x'.repeat(400)],
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** \p{Cs} is half of a pair that stands alone. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]/u;
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

describe('the words of a toast', () => {
  it('are harmless, well-formed, not too long and never blank, whatever a customer sends', () => {
    fc.assert(
      fc.property(hostile, hostile, content, fc.boolean(), (from, text, shown, missed) => {
        const message = aMessage('m1', { from, text, missed });
        for (const toast of [messageToast(message, settings(shown)), offeredToast(from, settings(shown))]) {
          expect(toast.title).not.toMatch(FORBIDDEN);
          expect(toast.body).not.toMatch(FORBIDDEN);
          expect(toast.title.length).toBeLessThanOrEqual(80);
          expect(toast.body.length).toBeLessThanOrEqual(240 + MISSED.length + 2);
          expect(toast.title).toMatch(VISIBLE);
          if (toast.body !== '') expect(toast.body).toMatch(VISIBLE);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('hide what they are to hide', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, fc.boolean(), (from, from2, text, text2, missed) => {
        const one = aMessage('m1', { from, text, missed });
        const nothing = settings('nothing');
        expect(messageToast(one, nothing)).toEqual(
          messageToast(aMessage('m2', { from: from2, text: text2, missed }), nothing),
        );
        expect(offeredToast(from, nothing)).toEqual(offeredToast(from2, nothing));
        const name = settings('name');
        expect(messageToast(one, name)).toEqual(
          messageToast(aMessage('m2', { from, text: text2, missed }), name),
        );
      }),
    );
  });

  it('are the name and the text as they are, where these are ordinary', () => {
    const message = aMessage('m1', { from: 'Jane Müller-Łoś', text: 'Wo ist 👩‍👩‍👧‍👦? <3 & "so"' });
    expect(messageToast(message, settings('nameAndText'))).toEqual({
      title: 'Jane Müller-Łoś',
      body: 'Wo ist 👩‍👩‍👧‍👦? <3 & "so"',
    });
    expect(messageToast(message, settings('name'))).toEqual({
      title: 'Jane Müller-Łoś',
      body: 'New message',
    });
    expect(messageToast(message, settings('nothing'))).toEqual({ title: 'New customer message', body: '' });
  });

  it('put several lines in one', () => {
    const message = aMessage('m1', { text: ' one\r\n\r\n\ttwo\u2028three\u2029 ' });
    expect(messageToast(message, settings('nameAndText')).body).toBe('one two three');
  });

  it('say so where a name, a text or both cannot be read', () => {
    for (const blank of [null, '', '  \n', '\u200b\u2060', '\ufeff', '\u3164\u3164', '\u202e', '\u00ad']) {
      const message = aMessage('m1', { from: blank, text: blank });
      expect(messageToast(message, settings('nameAndText'))).toEqual({
        title: 'A customer',
        body: 'New message',
      });
      expect(offeredToast(blank, settings('name')).body).toBe('A conversation is offered to you');
    }
  });

  it('say what was missed, at every setting', () => {
    const message = aMessage('m1', { from: 'Jane', text: 'Hello?', missed: true });
    expect(messageToast(message, settings('nameAndText')).body).toBe(`${MISSED}: Hello?`);
    expect(messageToast(message, settings('name')).body).toBe(MISSED);
    expect(messageToast(message, settings('nothing')).body).toBe(MISSED);
  });

  it('are cut between characters that are read as one, with an ellipsis', () => {
    const family = '👩‍👩‍👧‍👦';
    const { body } = messageToast(aMessage('m1', { text: family.repeat(60) }), settings('nameAndText'));
    expect(body.endsWith(`${family}…`)).toBe(true);
    expect(body.replaceAll(family, '')).toBe('…');
    const { title } = messageToast(aMessage('m1', { from: 'x'.repeat(81) }), settings('name'));
    expect(title).toBe(`${'x'.repeat(79)}…`);
    expect(messageToast(aMessage('m1', { from: 'x'.repeat(80) }), settings('name')).title).toBe(
      'x'.repeat(80),
    );
  });

  it('of one endless character are still something, and no half of one', () => {
    for (const marks of ['\u0301'.repeat(500), `\u0301${'\u{1d167}'.repeat(300)}`]) {
      const { body } = messageToast(aMessage('m1', { text: `e${marks}` }), settings('nameAndText'));
      expect(body.startsWith('e\u0301')).toBe(true);
      expect(body.length).toBeLessThanOrEqual(240);
      expect(body).not.toMatch(FORBIDDEN);
    }
  });

  it('count', () => {
    expect(summaryToast(1, 1)).toEqual({ title: '1 new message', body: 'In one conversation' });
    expect(summaryToast(12, 3)).toEqual({ title: '12 new messages', body: 'In 3 conversations' });
  });
});
