/** What the tray shows. The icon tells the state by its shape; the tooltip says it in words. */
export interface TrayView {
  icon: 'idle' | 'unread' | 'reconnecting' | 'blocked' | 'signedOut' | 'doNotDisturb';
  /** Unread messages, for the badge and the tooltip. */
  unread: number;
  tooltip: string;
  /** The first, disabled line of the menu: the connection in a few words. */
  headline: string;
  doNotDisturb: boolean;
  signedIn: boolean;
}
