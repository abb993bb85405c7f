// Every page opens, in light and dark, and axe finds nothing on it; the browser has nothing to say either.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder, found_by, log_in, open_browser, open_page } from './browser.mjs';
import { password, start } from './mock/server.mjs';

const pages = [
  ['overview', 'Overview'], ['connections', 'Connections'], ['connections/lab_in', 'lab_in'], ['routes', 'Routes'], ['messages?control=MSG200380', 'Messages'],
  ['messages/7KQ0000000010380?side=trace', 'Message 7KQ0000000010380'], ['messages/7KQ0000000010380?tab=hex&side=diff', 'Message 7KQ0000000010380'], ['queues', 'Queues'], ['queues/pas', 'pas'],
  ['failures', 'Failures'], ['failures/g2', 'Failures of one cause'], ['alerts', 'Alerts'], ['config', 'Config'], ['config/routes%2Fadt.yaml?line=9', 'routes/adt.yaml'], ['try', 'Try'], ['audit', 'Audit'], ['system', 'System'],
];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let mock, browser, shown;
before(async () => {
  mock = await start(process.env.VAGUS_DASHBOARD);
  browser = await open_browser();
  shown = await open_page(browser);
});
after(async () => {
  await browser.close();
  await mock.stop();
});

test('nobody sees anything without logging in', async () => {
  const { page } = shown;
  await page.goto(mock.url);
  await page.getByLabel('Password').waitFor();
  assert.deepEqual(await found_by(new AxeBuilder({ page }).withTags(tags)), []);
  await page.getByLabel('User').fill('admin.test');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('User or password is wrong.').waitFor();
  await log_in(page, mock.url, 'admin.test', password);
});

for (const [address, heading] of pages)
  test(`${address} opens, and axe finds nothing`, async () => {
    const { page } = shown;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${mock.url}#/${address}`);
    await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('main .empty')?.textContent.startsWith('Asking'));
    assert.deepEqual(await found_by(new AxeBuilder({ page }).withTags(tags)), []);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await found_by(new AxeBuilder({ page }).withRules(['color-contrast'])), []);
  });

test('a chart shows the hour behind, and the reload in it', async () => {
  const { page } = shown;
  await page.goto(`${mock.url}#/overview`);
  const chart = page.getByRole('img', { name: /^Messages a minute\. in \d+ a minute.* 1 reload\.$/ });
  await chart.getByText('reload 4f2a91c').waitFor();
  const { width, height } = await chart.boundingBox();
  for (const line of ['line-1', 'line-2']) {
    const points = (await chart.locator(`polyline.${line}`).getAttribute('points')).split(' ').map((point) => point.split(',').map(Number));
    assert.equal(points.length, 60);
    assert.equal(points.at(-1)[0], width, 'now is at the right edge');
    assert.ok(points.every(([x, y]) => x >= 0 && x <= width && y > 0 && y < height), `${line} is inside`);
  }
});

test('the browser has nothing to complain of', () => assert.deepEqual(shown.complaints, []));
