// Who is here, and what is left of whoever was here before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log_in } from './browser.mjs';
import { as, mock } from './on_mock.mjs';
import { Problem } from './mock/api.mjs';
import { password } from './mock/server.mjs';

const fill_in = async (page, user) => {
  await page.getByLabel('User').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByText(user).waitFor();
};
const leave = (page) => page.getByRole('button', { name: 'Leave' }).click();

test('what one person searched for is not there for the next', () =>
  as('support.test', async (page) => {
    await page.goto(`${mock.url}#/messages`);
    await page.getByLabel('When').selectOption('last day');
    await page.getByLabel('Patient or order').fill('4711001');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('region', { name: 'Messages found' }).getByText('7KQ0000000010380').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await leave(page);
    await fill_in(page, 'viewer.test');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByLabel('Patient or order').waitFor();
    assert.equal(await page.getByLabel('Patient or order').inputValue(), '');
    await page.getByRole('region', { name: 'Messages that come in' }).waitFor();
  }));

test('a dialog that was open when the session ended is not there for the next', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/adt_topic`);
    await page.getByRole('button', { name: 'Hold' }).first().waitFor();
    await page.keyboard.press('h');
    await page.getByRole('dialog').getByLabel('Reason').fill('a test');
    mock.engine.sessions.clear();
    await fill_in(page, 'admin.test');
    await page.waitForTimeout(300);
    assert.equal(await page.getByRole('dialog').count(), 0);
  }));

test('a run ends with its session: nothing more is sent in the name of the next', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ORM%5EO01`);
    await page.getByRole('button', { name: 'Resend all of these…' }).waitFor();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('pas', { exact: true }).check();
    await dialog.getByText(/\d+ ready\./).waitFor();
    await dialog.getByLabel('First only').fill('0');
    await dialog.getByLabel('Messages a second').fill('20');
    await dialog.getByLabel('Reason').fill('a test');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Stop' }).waitFor();
    mock.engine.sessions.clear();
    await fill_in(page, 'admin.test');
    const sent = mock.engine.made.length;
    await page.waitForTimeout(700);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(mock.engine.made.length, sent);
  }));

const login_page = (page) => page.getByLabel('Password').waitFor();
const nothing_stays = async (page) => assert.equal(await page.locator('header.top').count(), 0);
const asked = (what) => mock.engine.requests.filter((line) => line === what).length;

test('a session that the engine has ended leads to the login page, also when nothing is asked', () =>
  as('viewer.test', async (page) => {
    await page.getByText('live', { exact: true }).waitFor();
    mock.engine.sessions.clear(); // the mock ends its streams, as the engine does
    await login_page(page);
    const before = mock.engine.requests.length;
    await page.waitForTimeout(4000);
    assert.equal(mock.engine.requests.length, before, 'and nothing goes on asking');
  }));

test('whoever leaves is gone at once, and is told when the engine does not say so', () =>
  as('operator.test', async (page) => {
    const before = asked('DELETE /session');
    mock.engine.hangs.add('DELETE /session');
    await leave(page);
    await page.getByLabel('Password').waitFor({ timeout: 1000 });
    await nothing_stays(page);
    await page.getByText(/did not confirm that your session has ended: it does not answer/).waitFor();
    assert.equal(asked('DELETE /session'), before + 1);
    mock.engine.hangs.clear();
    await fill_in(page, 'operator.test');
    mock.engine.refuses.set('DELETE /session', new Problem(503, 'not_audited', 'The audit could not be written.'));
    await leave(page);
    await page.getByText(/did not confirm that your session has ended: The audit could not be written/).waitFor();
    mock.engine.refuses.clear();
    await fill_in(page, 'operator.test');
    await leave(page);
    await login_page(page);
    await page.waitForTimeout(300);
    assert.equal(await page.getByText(/did not confirm/).count(), 0);
  }));

test('a tab follows when another logs in as somebody else, and nothing stays of the former', () =>
  as('support.test', async (page) => {
    await page.goto(`${mock.url}#/queues/adt_topic`);
    await page.getByRole('heading', { name: 'adt_topic', level: 1 }).waitFor();
    await page.evaluate(() => (document.querySelector('main').dataset.of = 'the former'));
    const other = await page.context().newPage();
    await other.goto(mock.url);
    await leave(other);
    await login_page(page); // without a touch
    await fill_in(other, 'operator.test');
    await page.getByText('operator.test').waitFor();
    mock.engine.sessions.clear();
    await login_page(other);
    await login_page(page);
    await fill_in(page, 'support.test');
    await page.evaluate(() => (document.querySelector('main').dataset.of = 'the former'));
    // The engine takes the newer cookie at once; the word comes after it.
    await other.evaluate((password) => fetch('/api/v1/session', { method: 'POST', body: JSON.stringify({ user: 'viewer.test', password }) }).then(() => new BroadcastChannel('vagus-session').postMessage('came')), password);
    await page.getByText('viewer.test').waitFor();
    assert.equal(await page.locator('[data-of]').count(), 0);
  }));

test('a hand on one tab keeps the session for all of them, and the engine hears of it', async () => {
  mock.engine.idle_seconds = 12;
  mock.engine.sessions.clear();
  await as('viewer.test', async (page) => {
    const other = await page.context().newPage();
    await other.goto(mock.url);
    await other.getByText('live', { exact: true }).waitFor();
    const before = asked('GET /session');
    for (let turn = 0; turn < 20; ++turn) {
      await other.mouse.wheel(0, 10);
      await other.waitForTimeout(1000);
    }
    await page.getByText('viewer.test').waitFor();
    assert.ok(asked('GET /session') > before);
    await page.getByLabel('Password').waitFor({ timeout: 30_000 });
    assert.equal(mock.engine.sessions.size, 0);
  });
  mock.engine.idle_seconds = 900;
});
