// The screen on a wall: read from afar, by everybody, for months, and honest about what it does not know.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder, found_by, log_in, open_browser, open_page, pass } from './browser.mjs';
import { password, start } from './mock/server.mjs';

const least_px = 20;
const screens = [{ width: 1920, height: 1080 }, { width: 1366, height: 768 }];

let mock, browser;
before(async () => (browser = await open_browser()));
after(() => browser.close());

async function on_wall(act) {
  mock = await start(process.env.VAGUS_DASHBOARD);
  const { page, complaints, close } = await open_page(browser, { viewport: screens[0] });
  try {
    await page.goto(`${mock.url}#/wall`);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
    await mock.stop();
  }
}

async function give(page, token) {
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
}
const shown = (page) => page.getByRole('table', { name: 'Outputs' }).waitFor();

test('it takes a token that may only look, keeps no session and no cookie, and has nothing to press', () =>
  on_wall(async (page) => {
    await give(page, 'vagus_tool');
    await page.getByText('This token has the role operator').waitFor();
    assert.equal(mock.engine.sessions.size, 0);
    await give(page, 'vagus_wall');
    await shown(page);
    assert.equal(mock.engine.sessions.size, 0, 'the login that told the role is ended');
    await page.waitForFunction(() => performance.getEntriesByType('resource').filter((each) => each.name.endsWith('/status')).length >= 3); // goes on by itself
    assert.equal(mock.engine.sessions.size, 0);
    assert.equal(mock.engine.streams.size, 0);
    assert.equal(await page.locator('a, button, input, select, textarea, summary, [tabindex="0"]').count(), 0);
    const storage = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
    assert.ok(!storage.includes('vagus_wall'));
    await page.evaluate(() => (location.hash = '#/messages')); // there is no way on from here
    await page.waitForTimeout(300);
    await shown(page);
    mock.engine.roles_of_tokens = {}; // an administrator removes it
    await page.getByLabel('Token').waitFor();
  }));

test('every state is a shape, a word and a colour, the worst first, without reasons; axe finds nothing, in light and dark', () =>
  on_wall(async (page) => {
    await give(page, 'vagus_wall');
    await shown(page);
    const outputs = page.getByRole('table', { name: 'Outputs' }).locator('tbody tr');
    assert.deepEqual(await outputs.locator('th').allInnerTexts(), ['pas', 'lis', 'fhir_main', 'adt_topic']);
    for (const row of await page.locator('tbody tr').all()) {
      assert.equal(await row.locator('.state svg').count(), 1);
      assert.ok((await row.locator('.state').innerText()).length > 1);
    }
    await page.getByRole('table', { name: '3 problems, 1 snoozed' }).getByText('lab_in is silent for 22 min').waitFor();
    const text = await page.locator('main').innerText();
    for (const reason of ['LIS upgrade', 'change 4711', 'upgrade runs until']) assert.ok(!text.includes(reason), reason);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await found_by(new AxeBuilder({ page })), [], colorScheme);
    }
  }));

const many = (row, count) => Array.from({ length: count }, (_, index) => ({ ...row, name: `${row.name}_${index}` }));

test('twenty rows fit without scrolling and are large; what does not fit is said with the worst of it', () =>
  on_wall(async (page) => {
    const { status, alerts } = mock.engine;
    const [bad, good] = [status.outputs[0], status.outputs[1]];
    mock.engine.alerts = many({ ...alerts[0], subject: 'lab_in_with_a_long_name' }, 4).map((alert, index) => ({ ...alert, id: `w${index}`, subject: `${alert.subject}_${index}` }));
    status.outputs = [...many(good, 12), ...many(bad, 4)];
    await give(page, 'vagus_wall');
    await shown(page);
    for (const size of screens) {
      await page.setViewportSize(size);
      const outputs = page.getByRole('table', { name: 'Outputs' }).locator('tbody tr');
      assert.equal(await outputs.count(), 16);
      const { bottom, font } = await outputs.last().evaluate((row) => ({ bottom: row.getBoundingClientRect().bottom, font: parseFloat(getComputedStyle(row).fontSize) }));
      assert.ok(bottom <= size.height, `the last row ends at ${bottom} of ${size.height}`);
      assert.ok(await page.evaluate(() => document.scrollingElement.scrollHeight <= innerHeight));
      const wanted = (least_px * size.height) / screens[0].height;
      assert.ok(font >= wanted, `letters of ${font} px on ${size.height}`);
    }
    status.outputs = [...many(good, 3), ...many(bad, 30)];
    await page.getByText('and 18 more').waitFor();
    await page.getByText(/the worst: refused the connection/).waitFor();
  }));

test('an engine that is not heard: the screen says since when, keeps what it had, and goes on by itself', () =>
  on_wall(async (page) => {
    await give(page, 'vagus_wall');
    await shown(page);
    mock.engine.down = true;
    await page.getByText(/^Not updated since \d\d:\d\d:\d\d, \d+ s ago: the engine is not heard$/).waitFor();
    await shown(page);
    assert.deepEqual(await found_by(new AxeBuilder({ page })), []);
    const size = page.viewportSize();
    assert.ok((await page.locator('tbody tr').last().boundingBox()).y < size.height);
    mock.engine.down = false;
    await page.getByText(/^Not updated since/).waitFor({ state: 'detached' });
  }));

test('alerts that do not come are not taken for none, and what stands there is of before', () =>
  on_wall(async (page) => {
    mock.engine.hangs.add('GET /alerts');
    await give(page, 'vagus_wall');
    await shown(page);
    await page.getByRole('table', { name: '1 problem' }).getByText('not known').waitFor();
    assert.equal(await page.getByText(/Nothing is wrong/).count(), 0);
    await page.getByText(/^Not updated since/).waitFor({ timeout: 20_000 });
    mock.engine.hangs.clear();
    await page.getByRole('table', { name: '3 problems, 1 snoozed' }).waitFor();
    await page.getByText(/^Not updated since/).waitFor({ state: 'detached' });
    mock.engine.hangs.add('GET /alerts');
    await page.getByText(/^Not updated since/).waitFor({ timeout: 20_000 });
    await page.getByRole('table', { name: '3 problems, 1 snoozed' }).waitFor();
  }));

test('with a person\'s session it follows the stream over a loss, and leaves with the session', () =>
  on_wall(async (page) => {
    await page.goto('about:blank');
    await log_in(page, mock.url, 'viewer.test', password);
    await page.getByRole('link', { name: 'Wall screen' }).click();
    await shown(page);
    mock.engine.down = true;
    for (const stream of mock.engine.streams) stream.end();
    await page.getByText(/^Not updated since/).waitFor();
    mock.engine.down = false;
    await page.getByText(/^Not updated since/).waitFor({ state: 'detached' });
    await pass(page, mock.engine.idle_seconds + 1);
    await page.getByLabel('Token').waitFor(); // nobody touched it
    assert.equal(mock.engine.sessions.size, 0);
  }));
