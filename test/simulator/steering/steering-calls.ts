import { mediaKinds, messageStatuses, messageTypes } from '../conversations/conversation.ts';
import {
  isFields,
  parseJson,
  readChoice,
  readFlag,
  readOptionalText,
  readText,
  SteeringError,
  type Fields,
} from '../fields.ts';
import type { AuthorizeEndpoint } from '../oauth/authorize-endpoint.ts';
import {
  emptyResponse,
  htmlResponse,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from '../rest/http.ts';
import { faultKinds } from './fault-list.ts';
import { readFault } from './fault-parsing.ts';
import { readPage } from './page.ts';
import type { SimulatorRecord } from './record.ts';
import type { StartedConversation, Steering } from './steering.ts';

type SteeringCall = (fields: Fields) => unknown;

/** Steering over HTTP: `POST /simulator/…` with a JSON body, `GET /simulator/record` and `/simulator/state`. */
export class SteeringCalls {
  readonly #steering: Steering;
  readonly #record: SimulatorRecord;
  readonly #calls: Readonly<Record<string, SteeringCall>>;

  constructor(steering: Steering, record: SimulatorRecord, authorize: AuthorizeEndpoint) {
    this.#steering = steering;
    this.#record = record;
    this.#calls = {
      ...conversationCalls(steering),
      fault: (fields) => {
        steering.fault(readFault(fields));
      },
      'sign-in': (fields) => {
        authorize.mode = readChoice(fields, 'mode', ['page', 'auto', 'refuse']);
      },
      'clear-record': () => {
        record.clear();
      },
    };
  }

  handle(request: HttpRequest, path: string): HttpResponse {
    const name = path.replace(/^\/simulator\/?/u, '');
    if (request.method === 'GET') return this.#read(name);
    const call = Object.entries(this.#calls).find(([known]) => known === name)?.[1];
    if (call === undefined) return problem(404, `There is nothing to steer under "${name}".`);
    if (request.method !== 'POST') return emptyResponse(405, { allow: 'POST' });
    // A page of another site can send a form here, but not JSON.
    if (request.headers['content-type']?.startsWith('application/json') !== true) {
      return problem(415, 'Steering takes JSON: set the content type to application/json.');
    }
    const fields = parseJson(request.body);
    if (!isFields(fields)) return problem(400, 'The body must be a JSON object.');
    try {
      return jsonResponse(200, call(fields) ?? {});
    } catch (error) {
      if (error instanceof SteeringError) return problem(400, error.message);
      throw error;
    }
  }

  #read(name: string): HttpResponse {
    switch (name) {
      case '':
        return htmlResponse(200, readPage());
      case 'record':
        return jsonResponse(200, this.#record);
      case 'state':
        return jsonResponse(200, this.#steering.state());
      case 'faults':
        return jsonResponse(
          200,
          Object.entries(faultKinds).map(([kind, { args, effect }]) => ({ kind, args, effect })),
        );
      default:
        return problem(404, `There is nothing to read under "${name}".`);
    }
  }
}

function conversationCalls(steering: Steering): Record<string, SteeringCall> {
  const id = (fields: Fields) => readText(fields, 'conversationId');
  const user = (fields: Fields) => readOptionalText(fields, 'userId');
  const added = ({ id: messageId }: { id: string }) => ({ messageId });
  return {
    start: (fields) => steering.start(readStart(fields)),
    message: (fields) =>
      added(steering.message(id(fields), fields['text'] === null ? null : readText(fields, 'text'))),
    reply: (fields) => added(steering.reply(id(fields), readText(fields, 'text'), user(fields))),
    bot: (fields) => added(steering.botMessage(id(fields), readText(fields, 'text'))),
    typing: (fields) => {
      steering.typing(id(fields));
    },
    receipt: (fields) => {
      const status = readChoice(fields, 'status', messageStatuses);
      steering.receipt(id(fields), readText(fields, 'messageId'), status);
    },
    offer: (fields) => {
      steering.offer(id(fields), readText(fields, 'userId'));
    },
    answer: (fields) => {
      steering.answer(id(fields), user(fields));
    },
    decline: (fields) => {
      steering.decline(id(fields), user(fields));
    },
    hold: (fields) => {
      steering.hold(id(fields), readFlag(fields, 'held'), user(fields));
    },
    park: (fields) => {
      steering.park(id(fields), readFlag(fields, 'parked'), user(fields));
    },
    transfer: (fields) => {
      const userId = user(fields);
      steering.transfer(
        id(fields),
        userId === undefined ? { queueId: readText(fields, 'queueId') } : { userId },
      );
    },
    status: (fields) => {
      steering.status(id(fields));
    },
    end: (fields) => {
      steering.end(id(fields));
    },
    'wrap-up': (fields) => {
      steering.wrapUp(id(fields));
    },
  };
}

function readStart(fields: Fields): StartedConversation {
  const start: StartedConversation = {
    media: readChoice(fields, 'media', mediaKinds, 'message'),
    type: readChoice(fields, 'type', messageTypes, 'webmessaging'),
    answered: fields['answered'] === true,
  };
  for (const key of ['customerName', 'subject', 'userId', 'text', 'queueId'] as const) {
    if (fields[key] === null && key === 'queueId') start.queueId = null;
    else if (fields[key] !== undefined) start[key] = readText(fields, key);
  }
  return start;
}

function problem(status: number, message: string): HttpResponse {
  return jsonResponse(status, { message });
}
