// The camera as a reader of QR codes: the browser's own detector where there is one, else jsQR
// (Apache-2.0, jsqr-license.txt) in a worker, fetched only then.
// Of the picture that is looked at, in turn: what is missed at one size is mostly seen at another.
const WIDTHS = [640, 480, 1000, 560, 800, 720];

const nativeReader = async () => {
  if (!('BarcodeDetector' in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes('qr_code')) return null;
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return {
    read: async (canvas) => (await detector.detect(canvas)).map((code) => code.rawValue)[0] ?? null,
    close: () => {},
  };
};

function workerReader() {
  const worker = new Worker(new URL('qr-worker.js', import.meta.url));
  return {
    read: (canvas) =>
      new Promise((resolve, reject) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = reject;
        worker.postMessage({ data, width, height }, [data.buffer]);
      }),
    close: () => worker.terminate(),
  };
}

const nextFrame = () => new Promise((resolve) => setTimeout(resolve, 100));

// Throws what getUserMedia throws. found(text) is told each text that is read, and says
// whether it was the one that was looked for.
export async function openCamera(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
    audio: false,
  });
  const reader = (await nativeReader()) ?? workerReader();
  const canvas = document.createElement('canvas');
  let open = true;
  const close = () => {
    open = false;
    for (const track of stream.getTracks()) track.stop();
    reader.close();
  };
  const look = async () => {
    for (let turn = 0; open; turn++) {
      await nextFrame();
      if (!open || video.videoWidth === 0) continue;
      canvas.width = Math.min(WIDTHS[turn % WIDTHS.length], video.videoWidth);
      canvas.height = Math.round((video.videoHeight * canvas.width) / video.videoWidth);
      canvas.getContext('2d', { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
      const text = await reader.read(canvas);
      if (text && open && found(text)) close();
    }
  };
  video.srcObject = stream;
  await video.play();
  look().catch(close);
  return close;
}
