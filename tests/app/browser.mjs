// A browser that plays the citizen's phone, driven by lines of JSON: {"do": WHAT, …} in, one
// line of JSON out for each, {"ok":true,…} or {"ok":false,"why":…}. What it does:
//   go {url}           opens an address          reload {}         loads the page again
//   press {text}       the button with that text fill {id,text}    types into a field
//   choose {id,value} of a list
//   see {text}         waits until it is shown   text {id}         what stands there
//   picture {file}     of the screen             report {}         requests, bytes, errors
//   tab {url}          another tab, then back: what it showed
//   axe {}             violations of WCAG        offline {on}      the network is away: true or false
// Arguments: PROGRAM (chromium, firefox-esr), SPKI (base64 of SHA-256 of the centre's key), LANGUAGE, [CAMERA.y4m]
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const [executablePath, spki, lang, camera] = process.argv.slice(2);
const WAIT_MS = 30000 * Number(process.env.SCREEN_DRIVE_SLOW ?? 1);
const chromiumArguments = () => [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--ignore-certificate-errors-spki-list=${spki}`,
  ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : []),
];
const firefox = executablePath.includes('firefox');
const how = firefox
  ? { browser: 'firefox', acceptInsecureCerts: true } // it knows no key to trust alone
  : { args: chromiumArguments() };
const browser = await puppeteer.launch({ executablePath, ...how });
const page = await browser.newPage();
const viewport = { width: 360, height: 800, deviceScaleFactor: 2 };
if (firefox) await page.setViewport({ width: 450, height: 800 }); // no narrower window there
else
  await page.emulate({
    viewport: { ...viewport, isMobile: true, hasTouch: true },
    userAgent: 'Mozilla/5.0 (Linux; Android 14; test) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
  });
await page.evaluateOnNewDocument((language) => {
  const there = location.protocol === 'https:'; // the empty page before it keeps nothing
  if (there && !localStorage.getItem('language')) localStorage.setItem('language', language);
}, lang);

const hosts = new Set();
const errors = [];
let bytes = 0; // counted by Chromium alone
if (!firefox) {
  const network = await page.createCDPSession();
  await network.send('Network.enable');
  network.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
}
page.on('request', (request) => hosts.add(new URL(request.url()).host));
page.on('pageerror', (error) => errors.push(String(error)));
// A 401 is the centre's way of handing out a nonce (RFC 9449 §8).
page.on('console', (message) => {
  const text = message.text();
  if (message.type() === 'error' && !text.includes('status of 401')) errors.push(text);
});

const shows = (text) => page.waitForFunction((t) => document.body.innerText.includes(t), { timeout: WAIT_MS }, text);
const buttonOf = (text) =>
  page.waitForFunction(
    (t) => [...document.querySelectorAll('button')].find((b) => b.innerText.trim() === t),
    { timeout: WAIT_MS },
    text,
  );

const acts = {
  go: ({ url }) => page.goto(url),
  reload: () => page.reload(),
  press: async ({ text }) => (await buttonOf(text)).click(),
  fill: async ({ id, text }) => {
    const input = await page.waitForSelector(`#${id}`, { timeout: WAIT_MS });
    await input.click({ count: 3 });
    await input.type(text);
  },
  choose: async ({ id, value }) => {
    await page.waitForSelector(`#${id}`, { timeout: WAIT_MS });
    await page.select(`#${id}`, value);
  },
  see: ({ text }) => shows(text),
  text: async ({ id }) => {
    const element = await page.waitForSelector(`#${id}`, { timeout: WAIT_MS });
    return { text: await element.evaluate((e) => e.value ?? e.innerText) };
  },
  picture: ({ file }) => page.screenshot({ path: file }),
  report: () => ({ hosts: [...hosts], bytes, errors }),
  tab: async ({ url }) => {
    const other = await browser.newPage();
    await other.goto(url);
    await other.waitForSelector('h1', { timeout: WAIT_MS });
    const text = await other.evaluate('document.body.innerText');
    await other.close();
    return { text };
  },
  offline: ({ on }) => page.setOfflineMode(on === 'true'),
  axe: async () => {
    if (!(await page.evaluate('typeof axe === "object"')))
      await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
    const { violations } = await page.evaluate('axe.run()');
    return { violations: violations.map((v) => `${v.id}: ${v.nodes[0].html}`) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    const result = await acts[order.do](order);
    const told = result && Object.getPrototypeOf(result) === Object.prototype ? result : {};
    console.log(JSON.stringify({ ok: true, ...told }));
  } catch (error) {
    const shown = await page.evaluate('document.body.innerText').catch(() => '');
    console.log(JSON.stringify({ ok: false, why: String(error), shown, errors }));
  }
}
await browser.close();
