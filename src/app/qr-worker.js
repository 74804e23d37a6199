// One picture in, the text of its QR code out, or null.
importScripts('jsqr.js');

onmessage = ({ data: { data, width, height } }) => {
  const code = self.jsQR(data, width, height, { inversionAttempts: 'attemptBoth' });
  postMessage(code ? code.data : null);
};
