// node screenshots.mjs FOLDER: a picture of each page that docs/dashboard.md shows.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { log_in, open_browser, open_page } from './browser.mjs';
import { password, start } from './mock/server.mjs';

const to = process.argv[2];
const pictures = [
  ['overview', 'overview', 'light'], ['overview-dark', 'overview', 'dark'], ['message', 'messages/7KQ0000000010380?side=trace', 'light'], ['messages', 'messages?within=1h', 'light'],
  ['wall', 'wall', 'dark'], ['queue', 'queues/pas', 'light'], ['failures', 'failures', 'light'], ['routes', 'routes', 'light'], ['config', 'config', 'dark'],
];
const settled_ms = 600; // the stream's first second, charts drawn

await mkdir(to, { recursive: true });
const mock = await start(process.env.VAGUS_DASHBOARD);
const browser = await open_browser();
for (const colorScheme of ['light', 'dark']) {
  const { page, close } = await open_page(browser, { colorScheme });
  await log_in(page, mock.url, 'admin.night', password);
  for (const [name, address] of pictures.filter((each) => each[2] === colorScheme)) {
    await page.goto(`${mock.url}#/${address}`);
    await page.waitForTimeout(settled_ms);
    await page.screenshot({ path: join(to, `${name}.png`) });
  }
  await close();
}
await browser.close();
await mock.stop();
