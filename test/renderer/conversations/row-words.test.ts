import { expect, test } from 'vitest';
import {
  ageWords,
  customerName,
  mediaWord,
  missingPreview,
  previewText,
  spokenRow,
} from '../../../renderer/conversations/row-words.ts';
import { NOW, sampleRow } from '../support/sample-view.ts';

const MINUTE = 60_000;

test('who waits is said to wait, everybody else has written some time ago', () => {
  const waiting = sampleRow('a', { unread: 2, waitingSince: NOW - 12 * MINUTE, lastAt: NOW - MINUTE });
  expect(ageWords(waiting, NOW)).toBe('waiting 12 min');
  expect(ageWords({ ...waiting, waitingSince: NOW }, NOW)).toBe('just now');
  expect(ageWords({ ...waiting, unread: 0 }, NOW)).toBe('1 min');
  expect(ageWords({ ...waiting, unread: 0, lastAt: null }, NOW)).toBeNull();
});

test('a customer without a name, or with one that shows nothing, is unknown', () => {
  expect(customerName({ customer: null })).toBe('Unknown customer');
  expect(customerName({ customer: '\u3164 \u202e' })).toBe('Unknown customer');
});

test('messengers go by their own names, unknown ones as the service calls them', () => {
  expect(mediaWord({ media: 'message', messengerType: 'whatsapp' })).toBe('WhatsApp');
  expect(mediaWord({ media: 'message', messengerType: 'pigeon\u202e' })).toBe('pigeon');
  expect(mediaWord({ media: 'email', messengerType: null })).toBe('E-mail');
});

test('a place without a text says why', () => {
  expect(previewText({ lastText: ' \u0000 ' })).toBeNull();
  const silent = sampleRow('a', { media: 'email', messengerType: null, alerts: false, lastText: null });
  expect(missingPreview(silent)).toBe('No message alerts for e-mails');
  expect(missingPreview(sampleRow('a', { lastText: null }))).toBe('Message without text');
  expect(missingPreview(sampleRow('a', { lastText: null, lastAt: null }))).toBe('No message yet');
});

test('a row is spoken with everything that it shows', () => {
  const row = sampleRow('a', {
    customer: 'Jane',
    state: 'held',
    unread: 1,
    waitingSince: NOW - 2 * MINUTE,
    muted: true,
    polled: true,
    messengerType: 'sms',
    lastText: 'Hello?',
  });
  expect(spokenRow(row, NOW, false)).toBe(
    'Jane, On hold, 1 unread message, waiting 2 minutes, SMS, muted, checked every 30 seconds, Hello?',
  );
  expect(spokenRow({ ...row, unread: 0 }, NOW, true)).toContain(
    'Jane, no longer in the list, last message 5 minutes ago',
  );
});
