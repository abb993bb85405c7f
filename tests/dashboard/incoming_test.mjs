// Messages as they come: what is shown is what came since it says so, and rows stay where a person is about to press.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { as, mock } from './on_mock.mjs';
import { Problem } from './mock/api.mjs';

afterEach(() => mock.engine.refuses.clear());

const list = (page) => page.getByRole('region', { name: 'Messages that come in' });
const ids = (page) => list(page).locator('tbody th a').allInnerTexts();
const focused = (page) => page.evaluate(() => document.activeElement?.textContent);
const frames = (page) => page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
const rows_are = (page, least) => page.waitForFunction((least) => document.querySelectorAll('tr[data-id]').length >= least, least);

async function opened(page) {
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByText(/Coming in now, since \d\d:\d\d:\d\d/).waitFor();
  await rows_are(page, 5);
}

test('who is refused the stream is told so, and it goes on when it can', () =>
  as('viewer.test', async (page) => {
    await page.getByText('live', { exact: true }).waitFor();
    mock.engine.refuses.set('GET /events', new Problem(429, 'too_many', 'too many pages listen: close some of them'));
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByText('Nothing comes in here: too many pages listen: close some of them').waitFor();
    mock.engine.refuses.clear();
    await page.getByText(/Coming in now, since/).waitFor();
    await rows_are(page, 5);
  }));

test('rows stay under the pointer, and those that came meanwhile are shown when asked for', () =>
  as('viewer.test', async (page) => {
    await opened(page);
    await list(page).locator('tbody th a').nth(2).hover();
    const before = await ids(page);
    await page.getByRole('button', { name: /^1\d newer/ }).waitFor();
    assert.deepEqual(await ids(page), before);
    await page.mouse.move(5, 5);
    const first_is_new = (page) => page.waitForFunction((first) => document.querySelector('tr[data-id]').dataset.id !== first, before[0]);
    await first_is_new(page);
    await page.getByRole('button', { name: /newer/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    before[0] = (await ids(page))[0];
    await page.getByRole('button', { name: /newer/ }).waitFor();
    assert.equal((await ids(page))[0], before[0]);
    await page.keyboard.press('n');
    await first_is_new(page);
  }));

test('the next row is the one below, also when others came above', () =>
  as('viewer.test', async (page) => {
    await opened(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await frames(page);
    const here = await focused(page);
    const all = await ids(page);
    await page.waitForTimeout(2500);
    assert.deepEqual(await ids(page), all, 'a list with the focus stays');
    await page.evaluate(() => document.activeElement.blur());
    await rows_are(page, all.length + 10);
    await page.keyboard.press('j');
    await frames(page);
    assert.equal(await focused(page), all[all.indexOf(here) + 1]);
  }));

test('nothing is left of before the page was hidden, as it does not know what came in between', () =>
  as('viewer.test', async (page) => {
    await opened(page);
    const set_hidden = (is_so) => page.evaluate((is_so) => {
      Object.defineProperty(document, 'hidden', { get: () => is_so, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, is_so);
    await page.evaluate(() => (document.before = [...document.querySelectorAll('tr[data-id]')].map((row) => row.dataset.id)));
    const seen = await ids(page);
    await set_hidden(true);
    mock.engine.messages.splice(0, 100); // others come by then
    await set_hidden(false);
    await rows_are(page, 5);
    const now = await ids(page);
    assert.equal(now.filter((id) => seen.includes(id)).length, 0);
  }));
