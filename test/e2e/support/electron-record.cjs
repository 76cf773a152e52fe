// Required by Electron before the application: keeps what a test cannot ask Electron for, and opens nothing.
const { dialog, net, shell, Tray } = require('electron');

const record = { trays: new Map(), openedUrls: [], errorBoxes: [], isOnline: true };
globalThis.testRecord = record;

function keep(tray, change) {
  const known = record.trays.get(tray) ?? { imagePath: null, imageDataUrl: '', toolTip: '', menu: null };
  record.trays.set(tray, { ...known, ...change });
}

function follow(method, change) {
  const original = Tray.prototype[method];
  Tray.prototype[method] = function (value) {
    keep(this, change(value));
    return original.call(this, value);
  };
}

follow('setToolTip', (toolTip) => ({ toolTip }));
follow('setContextMenu', (menu) => ({ menu }));
follow('setImage', (image) =>
  typeof image === 'string'
    ? { imagePath: image, imageDataUrl: '' }
    : { imagePath: null, imageDataUrl: image.toDataURL() },
);
const destroy = Tray.prototype.destroy;
Tray.prototype.destroy = function () {
  record.trays.delete(this);
  return destroy.call(this);
};

shell.openExternal = async (url) => {
  record.openedUrls.push(url);
};
shell.openPath = async (path) => {
  record.openedUrls.push(path);
  return '';
};
dialog.showErrorBox = (title, content) => {
  record.errorBoxes.push({ title, content });
};
net.isOnline = () => record.isOnline;
