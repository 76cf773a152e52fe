import { mount } from 'svelte';
import './ui/base.css';
import { presentAlerts } from './alerts/present-alerts.ts';
import App from './App.svelte';
import { WindowState } from './window-state.svelte.ts';

const target = document.querySelector('#app');
if (target === null) throw new Error('index.html has no element #app.');

const state = new WindowState(window.api);
presentAlerts(window.api, window.Notification, (id) => {
  state.show({ kind: 'conversation', id });
});
mount(App, { target, props: { state } });
void state.start();
