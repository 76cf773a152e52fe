import type { ShownMenuItem } from './api/tray.ts';

/** The icon in the tray as a person would see it. */
export interface TrayState {
  /** The file of the picture; null where it was made from bytes. */
  imagePath: string | null;
  imageDataUrl: string;
  toolTip: string;
  menu: readonly ShownMenuItem[];
}

export interface WindowState {
  id: number;
  url: string;
  isVisible: boolean;
  isFocused: boolean;
  isMinimized: boolean;
  isCrashed: boolean;
  isFlashing: boolean;
  bounds: { x: number; y: number; width: number; height: number };
}

/** What a test can ask of the host that runs the application: the request and the answer of each. */
export interface HostCommands {
  trays: { request: null; response: readonly TrayState[] };
  clickTray: { request: null; response: null };
  chooseTrayItem: { request: readonly string[]; response: null };
  windows: { request: null; response: readonly WindowState[] };
  /** Closes a window as a person does. */
  closeWindow: { request: number; response: null };
  crashRenderer: { request: number; response: null };
  power: { request: 'suspend' | 'resume'; response: null };
  setOnline: { request: boolean; response: null };
  setSystemDark: { request: boolean; response: null };
  openedUrls: { request: null; response: readonly string[] };
  errorBoxes: { request: null; response: readonly { title: string; content: string }[] };
  badgeCount: { request: null; response: number };
  /** Where a test can attach to the pages; null before there are any. */
  debuggingUrl: { request: null; response: string | null };
  quit: { request: null; response: null };
}

export type HostCommandName = keyof HostCommands;

/** How each command is carried out. */
export type HostActions = {
  readonly [Name in HostCommandName]: (
    request: HostCommands[Name]['request'],
  ) => HostCommands[Name]['response'];
};

/** A command on its way through the channel between the two processes. */
export interface CommandMessage {
  id: number;
  name: HostCommandName;
  request: unknown;
}

export type AnswerMessage = { id: number; response: unknown } | { id: number; error: string };

/** Whether something that came through the channel is an answer. */
export function isAnswer(message: unknown): message is AnswerMessage {
  return typeof message === 'object' && message !== null && 'id' in message;
}

function isCommand(message: unknown, actions: HostActions): message is CommandMessage {
  if (typeof message !== 'object' || message === null || !('name' in message)) return false;
  return typeof message.name === 'string' && message.name in actions;
}

/** Carries out what the test that started this process asks for; nothing where it was started by hand. */
export function obey(actions: HostActions): void {
  if (process.send === undefined) return;
  const answer = (message: AnswerMessage) => process.send?.(message, undefined, undefined, () => undefined);
  process.on('message', (message) => {
    if (!isCommand(message, actions)) return;
    const { id, name, request } = message;
    try {
      // Both sides are compiled against HostCommands.
      answer({ id, response: Reflect.apply(actions[name], undefined, [request]) });
    } catch (error) {
      answer({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
  // The channel alone does not keep the application running.
  process.channel?.unref();
}
