// What the page knows of how everything stands, and that it says so when it does not know.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { as, mock } from './on_mock.mjs';
import { Problem } from './mock/api.mjs';

const top = (page, words) => page.locator('header.top').getByText(words).waitFor({ timeout: 20_000 });
const refused = new Problem(503, 'starting', 'The engine is starting.');
const one_more = (id) => mock.engine.alerts.push({ ...mock.engine.alerts[0], id, subject: 'orders_in' });

let first; // the alerts of the mock
afterEach(() => {
  mock.engine.refuses.clear();
  mock.engine.hangs.clear();
  mock.engine.silent_alerts = false;
  mock.engine.alerts = structuredClone(first);
});
beforeEach(() => (first ??= structuredClone(mock.engine.alerts)));

test('alerts that are not known are not taken for none, and those that were missed are asked for', async () => {
  mock.engine.silent_alerts = true;
  mock.engine.refuses.set('GET /alerts', refused);
  await as('operator.test', async (page) => {
    await top(page, 'alerts not known');
    await top(page, 'live');
    await page.getByText('It is not known which alerts are open.').waitFor();
    assert.equal(await page.getByText(/no problem known|Nothing is wrong/).count(), 0);
    await page.goto(`${mock.url}#/alerts`);
    await page.getByText('It is not known which alerts are open.').waitFor();
    mock.engine.refuses.clear();
    await top(page, '3 problems');
    one_more('a5');
    await top(page, '4 problems');
    mock.engine.refuses.set('GET /alerts', refused);
    one_more('a6');
    await top(page, 'alerts not known'); // the four are of before
    mock.engine.refuses.clear();
    await top(page, '5 problems');
  });
});

test('an older answer about alerts does not replace a newer one', () =>
  as('viewer.test', async (page) => {
    let answer;
    await page.route('**/api/v1/alerts', (route) => (answer = () => route.fulfill({ json: { no: 1, open: [], recent: [] } })));
    await page.reload();
    await top(page, '3 problems'); // by the stream
    await answer();
    await page.waitForTimeout(500);
    await top(page, '3 problems');
  }));

test('a runbook that the engine does not show is named, and leads nowhere', () =>
  as('viewer.test', async (page) => {
    mock.engine.alerts[0].runbook = 'docs/monitoring.md#feed-silent';
    for (const place of ['overview', 'alerts']) {
      await page.goto(`${mock.url}#/${place}`);
      await page.getByText('docs/monitoring.md#feed-silent').waitFor();
      assert.equal(await page.locator('a[href*="monitoring.md"]').count(), 0);
    }
  }));

test('a stream that says nothing is opened anew', () =>
  as('viewer.test', async (page) => {
    await top(page, 'live');
    for (const send of mock.engine.streams) send.mute = true;
    await top(page, /engine not heard for \d+ s/);
    await top(page, 'live');
    assert.ok([...mock.engine.streams].every((send) => !send.mute));
  }));

test('too many pages listen: the page says so, and asks', () =>
  as('viewer.test', async (page) => {
    mock.engine.refuses.set('GET /events', new Problem(429, 'too_many', 'too many pages listen: close some of them'));
    for (const send of mock.engine.streams) send.end();
    await top(page, /looked at every few seconds: too many pages listen/);
    mock.engine.alerts[0].snoozed = mock.engine.alerts[3].snoozed;
    await top(page, '2 problems');
    assert.equal(mock.engine.streams.size, 0);
    mock.engine.alerts[0].snoozed = null;
    mock.engine.refuses.clear();
    await top(page, 'live');
    await top(page, '3 problems');
  }));

const asked_for_streams = () => mock.engine.requests.filter((line) => line === 'GET /events').length;
const streams = () => [mock.engine.streams.size, asked_for_streams()];
async function streams_are(page, ...wanted) {
  for (let look = 0; look < 150 && streams().join() !== wanted.join(); ++look) await page.waitForTimeout(100); // a page of before may still be leaving
  assert.deepEqual(streams(), wanted);
}

for (const [how, end] of [['is closed', (page) => page.close()], ['dies without a word', (page) => page.goto('chrome://crash').catch(() => undefined)]])
  test(`of two tabs one listens for both, and the other goes on when that ${how}`, () =>
    as('viewer.test', async (page) => {
      await top(page, 'live');
      const other = await page.context().newPage();
      await other.goto(mock.url);
      await top(other, 'live');
      await other.waitForTimeout(1000);
      const asked = asked_for_streams();
      await streams_are(other, 1, asked);
      await end(page);
      await streams_are(other, 1, asked + 1);
      one_more('a7');
      await top(other, '4 problems');
      await top(other, 'live');
      await streams_are(other, 1, asked + 1);
    }));

test('a reload is told to whoever comes back after it', () =>
  as('admin.test', async (page) => {
    const { status } = mock.engine;
    await top(page, 'live');
    mock.engine.refuses.set('GET /events', refused);
    for (const send of mock.engine.streams) send.end();
    await page.waitForTimeout(500);
    Object.assign(status, { revision: '1122334455667788', revision_since_us: Date.now() * 1000 });
    mock.engine.refuses.clear();
    await page.getByText('reload 1122334').waitFor({ timeout: 20_000 });
  }));

test('an answer that never comes is said after two minutes', () =>
  as('admin.test', async (page) => {
    mock.engine.hangs.add('GET /audit');
    await page.clock.install();
    await page.goto(`${mock.url}#/audit`);
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    await page.clock.fastForward(119_000);
    assert.equal(await page.locator('.trouble').count(), 0);
    await page.clock.fastForward(2000);
    await page.getByText('The engine has not answered for two minutes.').waitFor();
  }));
