import type { Codec, References } from './codec.ts';

/** One of the two ends of the bridge between the preload's world and the page's. */
export interface BridgeEnd {
  /** Hands a value over, under a name. */
  offer(name: string, value: unknown): void;
}

/**
 * The two worlds share the document but no object, so everything goes as the text of an event, both ways at once:
 * a call is answered before `dispatchEvent` returns. Holds to itself, so that its source can run in a page.
 *
 * @param names the events to hear and to send; a page cannot know them.
 * @param onOffer called with each value that the other end hands over.
 */
export function createBridgeEnd(
  createCodec: (references: References | null) => Codec,
  names: { hears: string; sends: string },
  onOffer: (name: string, value: unknown) => void,
): BridgeEnd {
  // A page may replace these later.
  const dispatch = window.dispatchEvent.bind(window);
  const { parse, stringify } = JSON;
  const Message = CustomEvent;

  const kept = new Map<number, (...args: unknown[]) => unknown>();
  const keptIds = new Map<unknown, number>();
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  const answers = new Map<number, { value?: unknown; error?: unknown }>();
  let lastId = 0;

  const send = (message: Record<string, unknown>) => {
    dispatch(new Message(names.sends, { detail: stringify(message) }));
  };

  const codec: Codec = createCodec({
    keepFunction(value) {
      const known = keptIds.get(value);
      if (known !== undefined) return known;
      const id = (lastId += 1);
      kept.set(id, value);
      keptIds.set(value, id);
      return id;
    },
    keepPromise(value) {
      const id = (lastId += 1);
      value.then(
        (result) => {
          send({ kind: 'settle', id, value: codec.encode(result) });
        },
        (error: unknown) => {
          send({ kind: 'settle', id, error: codec.encode(error) });
        },
      );
      return id;
    },
    functionOf:
      (id) =>
      (...args: unknown[]) => {
        const call = (lastId += 1);
        send({ kind: 'call', id, call, args: codec.encode(args) });
        const answer = answers.get(call);
        answers.delete(call);
        if (answer === undefined) throw new Error('The other world is gone.');
        if ('error' in answer) throw answer.error;
        return answer.value;
      },
    promiseOf: (id) =>
      new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
      }),
  });

  const answerCall = (id: number, call: unknown, args: unknown) => {
    try {
      const value = kept.get(id)?.(...(Array.isArray(args) ? (args as unknown[]) : []));
      send({ kind: 'answer', id: call, value: codec.encode(value) });
    } catch (error) {
      send({ kind: 'answer', id: call, error: codec.encode(error) });
    }
  };

  window.addEventListener(names.hears, (event) => {
    if (!(event instanceof Message)) return;
    const message = parse(String(event.detail)) as Record<string, unknown>;
    const id = Number(message['id']);
    switch (message['kind']) {
      case 'offer':
        onOffer(String(message['name']), codec.decode(message['value']));
        break;
      case 'call':
        answerCall(id, message['call'], codec.decode(message['args']));
        break;
      case 'answer':
        answers.set(
          id,
          'error' in message
            ? { error: codec.decode(message['error']) }
            : { value: codec.decode(message['value']) },
        );
        break;
      default: {
        const promise = pending.get(id);
        pending.delete(id);
        if ('error' in message) promise?.reject(codec.decode(message['error']));
        else promise?.resolve(codec.decode(message['value']));
      }
    }
  });

  return {
    offer(name, value) {
      send({ kind: 'offer', name, value: codec.encode(value) });
    },
  };
}
