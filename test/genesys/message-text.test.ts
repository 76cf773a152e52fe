import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessageText } from '../../main/genesys/message-text.ts';

describe('readMessageText', () => {
  it('prefers the normalized text, and takes the deprecated one where there is no other', () => {
    expect(readMessageText({ normalizedMessage: { text: 'new' }, textBody: 'old' })).toMatchObject({
      text: 'new',
    });
    expect(readMessageText({ normalizedMessage: { type: 'Text' }, textBody: 'old' })).toMatchObject({
      text: 'old',
    });
    expect(readMessageText({ textBody: 'old' })).toEqual({ kind: 'text', text: 'old', from: null });
  });

  it.each([
    [{ nickname: 'Jane', firstName: 'J', lastName: 'Doe' }, 'Jane'],
    [{ nickname: '', firstName: 'Jane', lastName: 'Doe' }, 'Jane Doe'],
    [{ lastName: 'Doe' }, 'Doe'],
    [{ id: '+4912345' }, null],
    ['Jane', null],
  ])('reads the sender from %j', (from, name) => {
    const data = { normalizedMessage: { text: 'hi', channel: { from } } };
    expect(readMessageText(data)).toEqual({ kind: 'text', text: 'hi', from: name });
  });

  it.each([
    [
      {
        normalizedMessage: {
          content: [{ contentType: 'Attachment', attachment: { url: 'x' } }, { story: {} }],
        },
      },
      1,
    ],
    [{ media: [{ url: 'x' }, { url: 'y' }] }, 2],
    [{ normalizedMessage: { text: '  ', events: [{ eventType: 'Typing' }] } }, 0],
    [null, 0],
  ])('finds no text in %j', (data, attachments) => {
    expect(readMessageText(data)).toEqual({ kind: 'none', attachments });
  });

  it('never throws', () => {
    const data = fc.record(
      {
        textBody: fc.jsonValue(),
        media: fc.jsonValue(),
        normalizedMessage: fc.oneof(
          fc.jsonValue(),
          fc.record({ text: fc.jsonValue(), content: fc.jsonValue(), channel: fc.jsonValue() }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(data, fc.jsonValue()), (value) => {
        expect(['text', 'none']).toContain(readMessageText(value).kind);
      }),
    );
  });
});
