// What people do to an engine asks first, needs a reason, and says what came of it. What they may not do is not offered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { log_in, open_page, tab_mib, worked_ms } from './browser.mjs';
import { password } from './mock/server.mjs';
import { as, browser, mock } from './on_mock.mjs';


const confirm = async (page, word) => {
  await page.getByRole('dialog').getByLabel('Reason').fill('asked by the ward');
  await page.getByRole('dialog').getByRole('button', { name: word, exact: true }).click();
};
// Without a reason; the engine would refuse it too.
const asks_for_nothing = async (page, press) => {
  const posts = () => mock.engine.requests.filter((line) => line.startsWith('POST'));
  const before = posts();
  await press();
  await page.waitForTimeout(300);
  assert.deepEqual(posts(), before);
};
const output = (name) => mock.engine.status.outputs.find((each) => each.name === name);
const input = (name) => mock.engine.status.inputs.find((each) => each.name === name);

test('an operator holds and releases an output, pauses and resumes an input, with keys', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/adt_topic`);
    await page.getByRole('button', { name: 'Hold' }).waitFor();
    await page.keyboard.press('h');
    await asks_for_nothing(page, () => page.getByRole('dialog').getByRole('button', { name: 'Hold', exact: true }).click());
    await confirm(page, 'Hold');
    await page.getByText('adt_topic is held.').waitFor();
    assert.equal(output('adt_topic').hold.reason, 'asked by the ward');
    await page.getByRole('button', { name: 'Release' }).waitFor();
    await page.keyboard.press('h');
    await confirm(page, 'Release');
    await page.getByText('adt_topic is sending again.').waitFor();
    await page.goto(`${mock.url}#/connections/adt_in`);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press('p');
    await confirm(page, 'Pause');
    await page.getByText('adt_in is paused.').waitFor();
    assert.equal(input('adt_in').paused.by, 'operator.test');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    await page.keyboard.press('p');
    await confirm(page, 'Resume');
    await page.getByText('adt_in is taking messages.').waitFor();
  }));

test('a status that was taken before the one that is shown does not take its place', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/adt_topic`);
    await page.getByRole('button', { name: 'Hold' }).waitFor();
    const before = structuredClone(mock.engine.status);
    await page.keyboard.press('h');
    await confirm(page, 'Hold');
    await page.getByRole('button', { name: 'Release' }).waitFor();
    await page.evaluate(() => {
      window.offered = [];
      new MutationObserver(() => window.offered.push(document.querySelector('.aside').innerText)).observe(document.querySelector('.aside'), { subtree: true, childList: true, characterData: true });
    });
    for (const send of mock.engine.streams) send('status', before);
    output('adt_topic').pending = 777;
    await page.getByText('777 waiting').waitFor(); // of the next one
    assert.deepEqual((await page.evaluate(() => window.offered)).filter((words) => words.includes('Hold')), []);
    // Another engine begins to count anew.
    Object.assign(mock.engine.status, { no: 0, started_us: mock.engine.status.started_us + 1 });
    output('adt_topic').pending = 778;
    await page.getByText('778 waiting').waitFor();
    Object.assign(output('adt_topic'), { hold: null, pending: 0, state: 'sending', words: before.outputs.find((each) => each.name === 'adt_topic').words });
  }));

test('skipping a head says that it breaks the order', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/pas`);
    await page.getByRole('button', { name: 'Skip the head' }).click();
    await page.getByText('This breaks the order:').waitFor();
    await confirm(page, 'Skip it');
    await page.getByText('Message 7KQ0000000010388 is among the failures.').waitFor();
  }));

test('an admin disables a user with a reason, and enables them again', () =>
  as('admin.test', async (page) => {
    await page.goto(`${mock.url}#/system`);
    const disabled = () => mock.engine.users.find((each) => each.name === 'n.support').disabled ?? false;
    await page.getByRole('button', { name: 'Disable n.support' }).click();
    await asks_for_nothing(page, () => page.getByRole('dialog').getByRole('button', { name: 'Disable', exact: true }).click());
    assert.equal(disabled(), false);
    await confirm(page, 'Disable');
    await page.getByText('n.support is disabled.').waitFor();
    assert.equal(disabled(), true);
    await page.getByText('support, disabled').waitFor();
    await page.getByRole('button', { name: 'Enable n.support' }).click();
    await confirm(page, 'Enable');
    await page.getByText('n.support is enabled.').waitFor();
    assert.equal(disabled(), false);
  }));

test('failures of one cause are retried together, after a count', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/failures`);
    await page.getByRole('button', { name: 'Retry AE 101: required field missing' }).click();
    await page.getByText('They arrive out of order: pas has had 2 newer messages of the same keys.').waitFor();
    await confirm(page, 'Retry');
    await page.getByText('3 sent once more.').waitFor();
    await page.getByRole('link', { name: 'AE 101: required field missing' }).waitFor({ state: 'detached' });
  }));

test('a failure that began with a revision shows what that changed, and leads back', () =>
  as('admin.test', async (page) => {
    await page.goto(`${mock.url}#/failures`);
    await page.getByText('First failure since revision').waitFor();
    await page.getByRole('button', { name: 'What it changed' }).click();
    await page.getByText('missing: fail }').waitFor();
    await page.getByRole('button', { name: 'Roll back to 9b1c2d3' }).click();
    await confirm(page, 'Roll back');
    await page.getByText('Revision 9b1c2d3 runs.').waitFor();
  }));

test('a viewer sees masked values and no acts; a reason shows the values', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${mock.url}#/queues/pas`);
    await page.getByRole('heading', { name: 'pas' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Hold' }).count(), 0);
    await page.goto(`${mock.url}#/messages/7KQ0000000010380`);
    await page.getByText('Family Name').waitFor();
    assert.equal(await page.getByText('Marker').count(), 0);
    await page.keyboard.press('v');
    await confirm(page, 'Show values');
    await page.getByText('Marker').waitFor();
  }));

test('10,000 rows scroll, with the keyboard and without a stutter', () =>
  as('viewer.test', async (page) => {
    await page.goto(`${mock.url}#/messages?within=1h`);
    const box = page.getByRole('region', { name: 'Messages found' });
    await box.getByRole('link', { name: '7KQ0000000010500' }).waitFor();
    for (let look = 0; look < 1000 && !(await page.getByText('10,000 so far').count()); ++look) {
      await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(50);
    }
    await page.getByText('10,000 so far').waitFor();
    assert.ok((await page.locator('tbody tr').count()) < 150, 'only the rows in sight are there');
    let worst = 0;
    const jump = async (element) => {
      let longest = 0;
      let last = performance.now();
      for (let step = 0; step < 60; ++step) {
        element.scrollTop = (element.scrollHeight / 60) * step;
        await new Promise(requestAnimationFrame);
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
      return longest;
    };
    const work = (await worked_ms(page, async () => (worst = await box.evaluate(jump)))) / 60;
    const mib = await tab_mib(browser, page);
    console.log(`# 60 jumps over 10,000 rows: ${work.toFixed(0)} ms of work each, the longest frame ${worst.toFixed(0)} ms; the tab's memory: ${mib.toFixed(0)} MiB`);
    assert.ok(work < 100, `a frame is ${work} ms of work`);
    assert.ok(mib < 100, `the tab has ${mib} MiB`);
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.activeElement?.textContent === '7KQ0000000000501');
    await page.keyboard.press('k');
    await page.waitForFunction(() => document.activeElement?.textContent === '7KQ0000000000502');
  }));

// Tabs agree on who listens by messages to one another, and the page of the test before may still be leaving.
async function streams_are(count) {
  for (let look = 0; look < 450 && mock.engine.streams.size !== count; ++look) await new Promise((then) => setTimeout(then, 100));
  assert.equal(mock.engine.streams.size, count);
}

test('two tabs share one stream, and hidden ones have none', async () => {
  const { page, close } = await open_page(browser);
  await log_in(page, mock.url, 'viewer.test', password);
  const second = await page.context().newPage();
  await second.goto(mock.url);
  await second.getByText('live', { exact: true }).waitFor();
  await streams_are(1);
  await page.waitForTimeout(1200); // a second one would have opened
  assert.equal(mock.engine.streams.size, 1);
  for (const each of [page, second])
    await each.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
  await streams_are(0);
  await close();
});

test('only new alerts are spoken', () =>
  as('viewer.test', async (page) => {
    await page.getByText('feed silent').first().waitFor();
    assert.equal(await page.locator('[aria-live=assertive]').innerText(), '');
    mock.engine.alerts.push({ ...mock.engine.alerts[0], id: 'a9', subject: 'orders_in', words: 'orders_in is silent for 11 min.' });
    await page.waitForFunction(() => document.querySelector('[aria-live=assertive]').textContent === 'Alert: orders_in is silent for 11 min.');
  }));
