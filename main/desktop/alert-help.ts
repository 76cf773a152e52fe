export interface AlertHelpOptions {
  platform: NodeJS.Platform;
  /** $XDG_CURRENT_DESKTOP on Linux: names with colons between. */
  desktop: string;
}

const WINDOWS = [
  'Open Settings > System > Notifications. Turn notifications on, and turn on Conversation Tray in the list of apps.',
  'On the same page, turn off Do not disturb, or add Conversation Tray to the priority notifications. On Windows 10 it is Settings > System > Focus assist.',
  'Automatic rules silence notifications while a screen is shared, an app fills the screen or a game runs. Turn them off there too.',
  'If Conversation Tray is not in the list, start it once from the Start menu: Windows shows notifications only of installed apps.',
];

const MACOS = [
  'Open System Settings > Notifications > Conversation Tray. Allow notifications and choose the style Alerts or Banners.',
  'Turn off Focus in the menu bar, or allow Conversation Tray in System Settings > Focus.',
  'Notifications stay away while the display is mirrored or shared: System Settings > Notifications, "Allow notifications when mirroring or sharing the display".',
];

const GNOME = [
  'Click the clock in the top bar and turn off Do Not Disturb.',
  'Open Settings > Notifications > Conversation Tray. Turn on Notifications and Notification Popups.',
  'GNOME holds notifications back while a window fills the screen; they are in the list under the clock.',
];

const KDE = [
  'Click the bell in the system tray and turn off Do not disturb.',
  'Open System Settings > Notifications > Application Settings > Conversation Tray and turn on Show popups.',
  'On the same page, look whether Do not disturb turns itself on while screens are mirrored or shared.',
];

const OTHER_LINUX = [
  'Check that a notification service runs: "notify-send test" in a terminal must show a notification. If it does not, install one, for example dunst.',
  'If dunst runs, "dunstctl set-paused false" ends a pause.',
  'Look in the settings of your desktop for notifications or do not disturb.',
];

/** What to look at, step by step, where a test alert was not seen on this system. */
export function alertHelp({ platform, desktop }: AlertHelpOptions): readonly string[] {
  switch (platform) {
    case 'win32':
      return WINDOWS;
    case 'darwin':
      return MACOS;
    default:
      return linuxHelp(desktop.toLowerCase().split(':'));
  }
}

function linuxHelp(desktops: readonly string[]): readonly string[] {
  if (desktops.includes('kde')) return KDE;
  if (desktops.includes('gnome') || desktops.includes('unity')) return GNOME;
  return OTHER_LINUX;
}
