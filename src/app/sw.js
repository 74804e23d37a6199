// The shell from the store, so that the app opens without a network; everything else, each
// answer of the centre's above all, from the network alone. Another bundle, another store.
const STORE = 'ddopa-@BUNDLE@';
const BASE = '/app/@BUNDLE@/';
const SHELL = [
  'app.css', 'api.js', 'camera.js', 'encode.js', 'flow.js', 'icon.svg', 'main.js',
  'manifest.webmanifest', 'problems.js', 'rules.js', 'screens.js', 'sign.js', 'texts.js',
  'ui.js', 'use.js', 'use-screens.js', 'vault.js',
];

addEventListener('install', (event) => {
  const fill = async () => {
    const store = await caches.open(STORE);
    await store.addAll(['/', ...SHELL.map((name) => BASE + name)]);
    await skipWaiting();
  };
  event.waitUntil(fill());
});

addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(tidy());
});

const isPage = (url) => url.pathname === '/' || url.pathname.startsWith('/E/');

async function answer(request, url) {
  const store = await caches.open(STORE);
  if (!isPage(url)) return (await store.match(request)) ?? fetch(request);
  try {
    return await fetch(request); // the newest version, where there is a network
  } catch (error) {
    const kept = await store.match('/');
    if (kept) return kept;
    throw error;
  }
}

addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === location.origin && event.request.method === 'GET';
  if (ours && (isPage(url) || url.pathname.startsWith(BASE)))
    event.respondWith(answer(event.request, url));
});
