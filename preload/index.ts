import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Api, EventName, Events, RequestName, Requests } from './contract.ts';

/** The two ways of `ipcRenderer` that are used, held to the contract. */
interface MainProcess {
  invoke<Name extends RequestName>(
    name: Name,
    request: Requests[Name]['request'],
  ): Promise<Requests[Name]['response']>;
  on<Name extends EventName>(
    name: Name,
    listener: (event: IpcRendererEvent, payload: Events[Name]) => void,
  ): unknown;
  off<Name extends EventName>(
    name: Name,
    listener: (event: IpcRendererEvent, payload: Events[Name]) => void,
  ): unknown;
}

const main: MainProcess = ipcRenderer;

/** The listener gets the payload alone: the event of Electron carries the sender, which the page must not have. */
function subscribe<Name extends EventName>(
  name: Name,
  listener: (payload: Events[Name]) => void,
): () => void {
  const forward = (_event: IpcRendererEvent, payload: Events[Name]) => {
    listener(payload);
  };
  main.on(name, forward);
  return () => void main.off(name, forward);
}

const api: Api = {
  getView: () => main.invoke('getView', null),
  signIn: (request) => main.invoke('signIn', request),
  cancelSignIn: () => main.invoke('cancelSignIn', null),
  signOut: () => main.invoke('signOut', null),
  retryConnection: () => main.invoke('retryConnection', null),
  openConversation: (request) => main.invoke('openConversation', request),
  closeConversation: () => main.invoke('closeConversation', null),
  markSeen: (request) => main.invoke('markSeen', request),
  muteConversation: (request) => main.invoke('muteConversation', request),
  stopWatching: (request) => main.invoke('stopWatching', request),
  openInGenesys: (request) => main.invoke('openInGenesys', request),
  setWatch: (request) => main.invoke('setWatch', request),
  setAlerts: (request) => main.invoke('setAlerts', request),
  setGeneral: (request) => main.invoke('setGeneral', request),
  searchQueues: (request) => main.invoke('searchQueues', request),
  setDoNotDisturb: (request) => main.invoke('setDoNotDisturb', request),
  claimAlert: (request) => main.invoke('claimAlert', request),
  reportAlert: (request) => main.invoke('reportAlert', request),
  sendTestAlert: () => main.invoke('sendTestAlert', null),
  getAlertHelp: () => main.invoke('getAlertHelp', null),
  getDeliveries: () => main.invoke('getDeliveries', null),
  onViewChanged: (listener) => subscribe('viewChanged', listener),
  onShowAlert: (listener) => subscribe('showAlert', listener),
  onCloseAlert: (listener) => subscribe('closeAlert', listener),
  onShowConversation: (listener) => subscribe('showConversation', listener),
};

contextBridge.exposeInMainWorld('api', api);
