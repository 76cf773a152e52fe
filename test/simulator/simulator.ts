import { Chance } from './chance.ts';
import { Conversations } from './conversations/conversations.ts';
import { createDirectory, simulatedAgent, type Directory } from './conversations/directory.ts';
import { Messages } from './conversations/messages.ts';
import { Traffic } from './conversations/traffic.ts';
import { Channels } from './notifications/channels.ts';
import { DirectSockets } from './notifications/direct-sockets.ts';
import { Publisher } from './notifications/publisher.ts';
import { directPath, SocketDoor } from './notifications/socket-door.ts';
import { Subscriptions } from './notifications/subscriptions.ts';
import type { ConnectAnswer, Peer } from './notifications/wire.ts';
import { AuthorizationCodes } from './oauth/authorization-codes.ts';
import { AuthorizeEndpoint } from './oauth/authorize-endpoint.ts';
import type { OAuthClient } from './oauth/clients.ts';
import { TokenEndpoint } from './oauth/token-endpoint.ts';
import { Tokens, type Token } from './oauth/tokens.ts';
import { completeOptions, type SimulatorOptions } from './options.ts';
import { Api } from './rest/api.ts';
import { conversationCalls } from './rest/conversation-calls.ts';
import type { HttpRequest, HttpResponse } from './rest/http.ts';
import { messageCalls } from './rest/message-calls.ts';
import { notificationCalls } from './rest/notification-calls.ts';
import { organizationCalls } from './rest/organization-calls.ts';
import { RateLimits } from './rest/rate-limits.ts';
import { ServiceTime } from './service-time.ts';
import { FaultInjector } from './steering/fault-injector.ts';
import { Faults } from './steering/faults.ts';
import { SimulatorRecord } from './steering/record.ts';
import { SteeringCalls } from './steering/steering-calls.ts';
import { Steering } from './steering/steering.ts';

/** What a client needs to know to use the simulator. */
export interface ReadyLine {
  apiUrl: string;
  loginUrl: string;
  directUrl: string;
  clientId: string;
  clientSecret: string;
  /** A user token of the simulated agent. */
  accessToken: string;
  userId: string;
}

/**
 * A Genesys Cloud in memory: no network, no time but the injected clock's, no chance but the seed's.
 * `server.ts` puts a real port in front of it, `in-process.ts` the engine's own interfaces.
 */
export class Simulator {
  readonly ready: ReadyLine;
  readonly directory: Directory;
  /** What was sent, and to whom: the oracle of every test. */
  readonly record = new SimulatorRecord();
  /** What people do in the simulated contact centre, and the faults. */
  readonly steering: Steering;
  readonly #origin: string;
  readonly #time: ServiceTime;
  readonly #chance: Chance;
  readonly #api: Api;
  readonly #tokenEndpoint: TokenEndpoint;
  readonly #authorize: AuthorizeEndpoint;
  readonly #steeringCalls: SteeringCalls;
  readonly #door: SocketDoor;

  constructor(options: SimulatorOptions) {
    const settings = completeOptions(options);
    const time = new ServiceTime(options.clock, settings.clockAheadMs);
    const chance = Chance.stream(settings.seed, 'service');
    const faults = new Faults();
    const { record } = this;
    this.#origin = settings.origin;
    this.#time = time;
    this.#chance = chance;
    this.directory = createDirectory(Chance.stream(settings.seed, 'organization'));

    const channels = new Channels(time, chance, record);
    const subscriptions = new Subscriptions(channels, this.directory);
    const direct = new DirectSockets(time, settings.directOverlapMs);
    const tokens = new Tokens(time, chance, (token) => {
      endToken(token, channels, direct);
    });
    const publisher = new Publisher(channels, direct, record, time, chance);

    const trafficChance = Chance.stream(settings.seed, 'traffic');
    const conversations = new Conversations(
      trafficChance,
      () => time.now(),
      (change) => {
        publisher.publish(change);
      },
    );
    const messages = new Messages(trafficChance, conversations);

    const client: OAuthClient = {
      id: chance.uuid(),
      secret: chance.hex(40),
      redirectUris: ['http://localhost'],
    };
    const codes = new AuthorizationCodes(time, chance, tokens);
    this.#tokenEndpoint = new TokenEndpoint(client, tokens, codes, settings, faults);
    this.#authorize = new AuthorizeEndpoint(client, codes, this.directory, settings.signIn);

    const socketOrigin = settings.origin.replace(/^http/u, 'ws');
    const routes = [
      ...notificationCalls(channels, subscriptions, socketOrigin),
      ...organizationCalls(this.directory, tokens),
      ...messageCalls(conversations),
      ...conversationCalls(conversations),
    ];
    this.#api = new Api(routes, tokens, new RateLimits(time, faults, settings.requestsPerMinute), faults);
    this.#door = new SocketDoor({
      settings,
      time,
      chance,
      tokens,
      channels,
      subscriptions,
      direct,
      faults,
      record,
    });
    const injector = new FaultInjector({
      time,
      chance,
      tokens,
      channels,
      door: this.#door,
      faults,
      record,
    });
    this.steering = new Steering(conversations, messages, this.directory, injector);
    this.#steeringCalls = new SteeringCalls(this.steering, record, this.#authorize);

    const agent = simulatedAgent(this.directory);
    const token = tokens.issue(
      { clientId: client.id, userId: agent.id, scopes: null, permissions: settings.userPermissions },
      settings.tokenSeconds * 1_000,
    );
    this.ready = {
      apiUrl: settings.origin,
      loginUrl: settings.origin,
      directUrl: `${socketOrigin}${directPath}`,
      clientId: client.id,
      clientSecret: client.secret,
      accessToken: token.value,
      userId: agent.id,
    };

    const traffic = new Traffic(conversations, messages, this.directory, trafficChance, time, {
      conversations: settings.conversations,
      rate: settings.rate,
    });
    traffic.start();
    for (const fault of settings.faults) injector.schedule(fault);
  }

  /** The service's time, as it stands in `Date` headers. */
  get date(): string {
    return new Date(this.#time.now()).toUTCString();
  }

  /** Answers one HTTP request: OAuth, REST, steering. Never throws for what a client sends. */
  handle(request: HttpRequest): HttpResponse {
    const { pathname, searchParams } = this.#parse(request.url);
    const contextId = this.#chance.uuid();
    const response = this.#route(request, pathname, searchParams, contextId);
    response.headers['date'] = this.date;
    response.headers['inin-correlation-id'] = contextId;
    if (!pathname.startsWith('/simulator')) {
      this.record.requests.push({
        at: this.#time.now(),
        method: request.method,
        path: pathname,
        status: response.status,
      });
    }
    return response;
  }

  /** A client opens a WebSocket. @param url path and query. */
  connect(url: string, peer: Peer): ConnectAnswer {
    return this.#door.connect(this.#parse(url), peer);
  }

  /** Ends every timer. Sockets are not told. */
  close(): void {
    this.#time.close();
  }

  /** What is no path leads to one that nobody serves. */
  #parse(url: string): URL {
    return new URL(url.startsWith('/') ? `${this.#origin}${url}` : `${this.#origin}/not-a-path`);
  }

  #route(request: HttpRequest, path: string, query: URLSearchParams, contextId: string): HttpResponse {
    if (path === '/oauth/token') return this.#tokenEndpoint.handle(request);
    if (path === '/oauth/authorize') return this.#authorize.authorize(request, query);
    if (path === '/logout') return this.#authorize.logout(query);
    if (/^\/simulator(?:\/|$)/u.test(path)) return this.#steeringCalls.handle(request, path);
    return this.#api.handle(request, path, query, contextId);
  }
}

/** With the token, its channels and sockets end (docs/genesys-cloud.md §4, docs/direct-protocol.md §4). */
function endToken(token: Token, channels: Channels, direct: DirectSockets): void {
  for (const channel of channels.all()) if (channel.token === token) channels.kill(channel, 'token', 'close');
  for (const socket of direct.all())
    if (socket.token === token) socket.wire.close(1008, 'the token has ended');
}
