// Debian's Chromium, and what a page must never do: complain in its console, or be refused something by the browser's policy.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const packages = createRequire(new URL('../../dashboard/package.json', import.meta.url));
const { chromium } = packages('playwright-core');
export const { AxeBuilder } = packages('@axe-core/playwright');

const patience_ms = 45_000; // generous, for a loaded machine

export const open_browser = () => chromium.launch({ executablePath: process.env.VAGUS_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

export async function open_page(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience_ms);
  const complaints = [];
  // A refusal that the page shows is no complaint: the browser says every answer above 399 in its console.
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  return { page, complaints, close: () => context.close() };
}

export async function log_in(page, url, user, password) {
  await page.goto(url);
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

// One person's visit, in a browser that knows nothing of others'.
export async function visit(browser, url, user, password, act) {
  const { page, complaints, close } = await open_page(browser);
  try {
    await log_in(page, url, user, password);
    await act(page);
    if (complaints.length > 0) throw new Error(`the browser complains: ${complaints.join(' ')}`);
  } finally {
    await close();
  }
}

// For the page so many seconds pass at once, in which nobody touches it.
export const pass = (page, seconds) =>
  page.evaluate((ms) => {
    const now = Date.now;
    Date.now = () => now() + ms;
  }, seconds * 1000);

// Milliseconds of a processor that the page's main thread has for what is done: other processes have no part in them.
export async function worked_ms(page, act) {
  const tab = await page.context().newCDPSession(page);
  await tab.send('Performance.enable', { timeDomain: 'threadTicks' });
  const so_far = async () => (await tab.send('Performance.getMetrics')).metrics.find((each) => each.name === 'ThreadTime').value * 1000;
  const before = await so_far();
  await act();
  return (await so_far()) - before;
}

// MiB of the page's process that no other process shares (Linux, proc(5): smaps_rollup), once what nobody holds any more is collected.
export async function tab_mib(browser, page) {
  const tab = await page.context().newCDPSession(page);
  await tab.send('HeapProfiler.collectGarbage');
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const own = processInfo
    .filter((each) => each.type === 'renderer')
    .map((each) => readFileSync(`/proc/${each.id}/smaps_rollup`, 'utf8').matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm))
    .map((lines) => [...lines].reduce((sum, line) => sum + Number(line[1]), 0) / 1024);
  return Math.max(...own);
}

// What axe finds on a page, in words: nothing is wanted.
export const found_by = async (axe) => (await axe.setLegacyMode(true).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' ')}`);
