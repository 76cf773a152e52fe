import { mount } from 'svelte';
import type { Api } from '../preload/contract.ts';
import './ui/base.css';
import { presentAlerts } from './alerts/present-alerts.ts';
import App from './App.svelte';
import { WindowState } from './window-state.svelte.ts';

/** What the preload script exposes. */
declare const api: Api;

const target = document.querySelector('#app');
if (target === null) throw new Error('index.html has no element #app.');

const state = new WindowState(api);
presentAlerts(api, window.Notification, (id) => {
  state.show({ kind: 'conversation', id });
});
mount(App, { target, props: { state } });
void state.start();
