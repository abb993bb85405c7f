// Nothing is done twice or to more than was shown: not by a key pressed once too often, a lost answer, two people, or the clock of a PC.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { make } from './mock/data.mjs';
import { as, mock } from './on_mock.mjs';

beforeEach(() => Object.assign(mock.engine, make(), { made: [] }));

const reason = 'asked by the ward';
const dialog_of = (page) => page.getByRole('dialog');
const button = (page, name) => dialog_of(page).getByRole('button', { name, exact: true });
const give_reason = (page) => dialog_of(page).getByLabel('Reason').fill(reason);
const confirm = async (page, word) => {
  await give_reason(page);
  await button(page, word).click();
};
const output = (name) => mock.engine.status.outputs.find((each) => each.name === name);
const failed = '7KQ0000000010380';
const good = '7KQ0000000010379';
const cause = 'AE 101: required field missing';

// What the page asked for, with the body.
function asked(page, ending) {
  const seen = [];
  page.on('request', (request) => request.method() === 'POST' && request.url().endsWith(ending) && seen.push(request.postDataJSON()));
  return seen;
}
// The engine does it, and its answer is lost on the way.
const lose_answers = (page, path) =>
  page.route(`**/api/v1${path}`, async (route) => {
    await route.fetch();
    await route.abort();
  });
const in_doubt = async (page, word) => {
  await dialog_of(page).getByText('It is not known whether this was done').waitFor();
  assert.ok(await button(page, word).isDisabled(), 'not a second time');
  await dialog_of(page).getByLabel('Reason').press('Enter');
};

for (const verb of ['Retry', 'Discard'])
  test(`${verb} of a cause waits for its count, and means what was counted`, () =>
    as('operator.test', async (page) => {
      const counts = verb === 'Retry' ? '**/dead/preview' : '**/dead/count';
      const sent = asked(page, `/dead/${verb.toLowerCase()}`);
      await page.goto(`${mock.url}#/failures`);
      let count;
      await page.route(counts, (route) => (count = route));
      const open = async () => {
        count = undefined;
        await page.getByRole('button', { name: `${verb} ${cause}` }).click();
        await give_reason(page);
        for (let look = 0; look < 2000 && !count; ++look) await page.waitForTimeout(20);
        assert.ok(count, 'it is counted');
      };
      await open();
      assert.ok(await button(page, verb).isDisabled(), 'not before the count');
      await dialog_of(page).getByLabel('Reason').press('Enter');
      await count.abort();
      await dialog_of(page).getByText('The engine does not answer').waitFor();
      assert.ok(await button(page, verb).isDisabled(), 'nor without one');
      await dialog_of(page).getByLabel('Reason').press('Enter');
      await page.waitForTimeout(200);
      await button(page, 'Cancel').click();
      assert.deepEqual(sent, []);
      await open();
      await count.continue();
      await dialog_of(page).getByText(verb === 'Retry' ? '3 ready.' : '3 are closed.').waitFor();
      assert.equal(await dialog_of(page).getByText('out of order').count(), verb === 'Retry' ? 1 : 0);
      await button(page, verb).click();
      await page.getByText(verb === 'Retry' ? '3 sent once more.' : '3 discarded.').waitFor();
      assert.deepEqual(sent.map(({ through }) => through), ['3:10500']);
    }));

test('what goes on in pages cannot be looked away from, and says how much was done when it fails', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/failures`);
    const sent = asked(page, '/dead/discard');
    let third;
    await page.route('**/dead/discard', (route) =>
      sent.length === 3 ? (third = route) : route.fulfill({ json: { done: Array.from({ length: 100 }, () => ({ id: failed, name: 'pas' })), not: [], next: `3:${sent.length}00` } }));
    await page.getByRole('button', { name: `Discard ${cause}` }).click();
    await dialog_of(page).getByText('3 are closed.').waitFor();
    await confirm(page, 'Discard');
    await dialog_of(page).getByText('Under way: 200 so far').waitFor();
    for (const _ of [1, 2, 3]) await page.keyboard.press('Escape');
    assert.ok(await button(page, 'Cancel').isDisabled());
    await third.abort();
    await dialog_of(page).getByText('200 are done, and perhaps a hundred more.').waitFor();
    assert.deepEqual(sent.map(({ through, after }) => [through, after]), [['3:10500', undefined], ['3:10500', '3:100'], ['3:10500', '3:200']]);
    await page.keyboard.press('Escape');
    await dialog_of(page).waitFor({ state: 'detached' });
  }));

test('an edited message is sent once by two presses', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages/${failed}`);
    await page.getByRole('button', { name: 'Fix and resend to pas' }).click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await text.fill((await text.inputValue()).replace('PV1|1|XX', 'PV1|1|I'));
    await give_reason(page);
    await page.route('**/edit', async (route) => {
      await page.waitForTimeout(200);
      await route.continue();
    });
    await button(page, 'Resend the changed message').dblclick();
    await page.getByText(/Sent as new message 7KQ\d+, to pas alone/).waitFor();
    await page.waitForTimeout(300);
    assert.equal(mock.engine.made.length, 1);
  }));

test('an edited message of which nobody knows whether it was sent is not sent again', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages/${failed}`);
    await page.getByRole('button', { name: 'Fix and resend to pas' }).click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await text.fill((await text.inputValue()).replace('PV1|1|XX', 'PV1|1|I'));
    await dialog_of(page).getByText('PV1|1|I|WARD7').waitFor();
    await give_reason(page);
    await lose_answers(page, `/messages/${failed}/edit`);
    await button(page, 'Resend the changed message').click();
    await in_doubt(page, 'Resend the changed message');
    await dialog_of(page).getByRole('link', { name: `Look at message ${failed}` }).waitFor();
    assert.equal(mock.engine.made.length, 1);
  }));

test('a resend of which nobody knows whether it was done is not done again', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages/${good}`);
    await page.getByRole('button', { name: 'Resend to adt_topic' }).click();
    await dialog_of(page).getByText('1 ready.').waitFor();
    await lose_answers(page, '/resend');
    await confirm(page, 'Resend');
    await in_doubt(page, 'Resend');
    await dialog_of(page).getByLabel('the same bytes').check();
    await dialog_of(page).getByLabel('through the rules of now').check(); // another count
    await dialog_of(page).getByText('1 ready.').waitFor();
    await in_doubt(page, 'Resend');
    assert.equal(mock.engine.made.length, 1);
    await page.keyboard.press('Escape');
    await dialog_of(page).waitFor({ state: 'detached' });
  }));

test('two presses make one token', () =>
  as('admin.test', async (page) => {
    await page.goto(`${mock.url}#/system`);
    const form = page.getByRole('form', { name: 'Make a token' });
    await form.getByLabel('Name').fill('monitoring');
    await page.route('**/tokens', async (route) => {
      await page.waitForTimeout(200);
      await route.continue();
    });
    await form.getByRole('button').dblclick();
    await page.getByText('vagus_made_up_for_a_test').waitFor();
    await page.waitForTimeout(300);
    assert.equal(mock.engine.tokens.filter((each) => each.name === 'monitoring').length, 1);
  }));

test('what another decided meanwhile is not undone by who did not see it', () =>
  as('operator.test', async (page) => {
    const theirs = (why) => ({ reason: why, by: 'c.ops', since_us: Date.now() * 1000, drains: false });
    await page.goto(`${mock.url}#/queues/pas`);
    await page.getByRole('button', { name: 'Hold' }).click();
    await dialog_of(page).getByLabel(/after the 41 that wait/).check();
    output('pas').hold = theirs('wrong patient ids, send nothing');
    await confirm(page, 'Hold');
    await dialog_of(page).getByText('is held by c.ops meanwhile: wrong patient ids, send nothing').waitFor();
    assert.equal(output('pas').hold.drains, false, 'what waits would be sent');
    await button(page, 'Cancel').click();

    await page.getByRole('button', { name: 'Release' }).click();
    output('pas').hold = theirs('another reason');
    await confirm(page, 'Release');
    await dialog_of(page).getByText('is held by c.ops meanwhile: another reason').waitFor();
    assert.equal(output('pas').hold.by, 'c.ops');
    await button(page, 'Cancel').click();

    await page.goto(`${mock.url}#/connections/adt_in`);
    const input = mock.engine.status.inputs[0];
    input.paused = theirs('first');
    await page.getByRole('button', { name: 'Resume' }).click();
    input.paused = theirs('second');
    await confirm(page, 'Resume');
    await dialog_of(page).getByText('is paused by c.ops meanwhile: second').waitFor();
    assert.equal(input.paused.reason, 'second');
  }));

test('a message that failed is retried, and once only, from however old a page', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages/${failed}`);
    await page.getByRole('button', { name: 'Retry pas' }).click();
    await dialog_of(page).getByText('1 ready.').waitFor();
    // Another retries the cause, and it is delivered.
    const row = mock.engine.messages.find((each) => each.id === failed);
    Object.assign(row, { deliveries: { ...row.deliveries, dead: 0 }, was_dead: 'retried' });
    await confirm(page, 'Retry');
    await dialog_of(page).getByText('it was delivered, retried or discarded').waitFor();
    assert.deepEqual(mock.engine.made, []);
    await button(page, 'Cancel').click();
    // It is still there: the page says what it is by now.
    Object.assign(row, { deliveries: { ...row.deliveries, dead: 1 } });
    await page.goto(`${mock.url}#/overview`);
    await page.goto(`${mock.url}#/messages/${failed}`);
    await page.getByRole('region', { name: 'Why it failed' }).waitFor();
    await page.keyboard.press('r');
    await dialog_of(page).getByText('1 ready.').waitFor();
    await confirm(page, 'Retry');
    await page.getByText('pas: sent once more.').waitFor();
    assert.deepEqual(mock.engine.made.map((each) => each.outputs), [['pas']]);
    await page.getByRole('region', { name: 'Why it failed' }).waitFor({ state: 'detached' });
  }));

test('a delivery that is no more what the page shows is not resent, nor edited and resent', () =>
  as('operator.test', async (page) => {
    const row = mock.engine.messages.find((each) => each.id === good);
    await page.goto(`${mock.url}#/messages/${good}`);
    await page.getByRole('button', { name: 'Resend to pas' }).click();
    await dialog_of(page).getByText('1 ready.').waitFor();
    row.was_dead = 'retried';
    await confirm(page, 'Resend');
    await dialog_of(page).getByText('pas is retried by now, and was delivered when you looked').waitFor();
    await button(page, 'Cancel').click();
    await page.getByRole('button', { name: 'Edit and resend' }).click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await dialog_of(page).getByLabel('pas', { exact: true }).check();
    row.was_dead = 'discarded';
    await confirm(page, 'Resend the changed message');
    await dialog_of(page).getByText('pas is discarded by now, and was retried when you looked').waitFor();
    await button(page, 'Resend the changed message').click(); // what was fetched behind it changes nothing
    await page.waitForTimeout(300);
    assert.deepEqual(mock.engine.made, []);
  }));

test('the key behind the one that opens a dialog is no key of the page', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/queues/pas`);
    await page.getByRole('button', { name: 'Skip the head' }).waitFor();
    const open = await page.evaluate(async () => {
      const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      press('h');
      await Promise.resolve().then(() => undefined); // before a frame is painted
      const there = document.querySelector('dialog[open]') !== null;
      press('s');
      return there;
    });
    assert.ok(open);
    await dialog_of(page).getByRole('heading', { name: 'Hold pas' }).waitFor();
    await page.waitForTimeout(200);
    assert.equal(await dialog_of(page).getByRole('heading').innerText(), 'Hold pas');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await dialog_of(page).getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog_of(page).waitFor({ state: 'detached' });
  }));

test('the last minutes are those of the engine, whatever the clock of the PC says', () =>
  as('viewer.test', async (page) => {
    await page.addInitScript(() => {
      const right = Date.now;
      Date.now = () => right() + 3600e3;
    });
    await page.goto('about:blank');
    await page.goto(`${mock.url}#/messages?type=ORM%5EO01`); // an address that was passed on is a search at once
    await page.getByRole('region', { name: 'Messages found' }).getByRole('link').first().waitFor();
    await page.getByLabel('Type').fill('ADT^A01');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('region', { name: 'Messages found' }).getByText('ADT^A01').first().waitFor();
  }));

test('what came after a search is not resent with what it found', () =>
  as('operator.test', async (page) => {
    await page.goto(`${mock.url}#/messages?type=ORM%5EO01`);
    await page.getByRole('button', { name: 'Resend all of these…' }).waitFor();
    const newest = mock.engine.messages[0];
    mock.engine.messages.unshift({ ...newest, id: '7KQ0000000010501', type: 'ORM^O01', received_us: Date.now() * 1000, deliveries: { pending: 0, delivered: 1, dead: 0 } });
    const counted = asked(page, '/resend/preview');
    await page.keyboard.press('r');
    await dialog_of(page).getByText('1 came after the search, and are left out.').waitFor();
    await dialog_of(page).getByLabel('pas', { exact: true }).check();
    await dialog_of(page).getByText(/\d+ ready\./).waitFor();
    assert.ok(counted[0].ids.length > 400 && !counted[0].ids.includes('7KQ0000000010501'));
  }));

test('a message of which an output had several parts is mended and resent all the same, and the failed parts are retried once', () =>
  as('operator.test', async (page) => {
    await page.route(`**/api/v1/messages/${failed}`, async (route) => {
      const answer = await route.fetch();
      const message = await answer.json();
      const part = message.deliveries.find((each) => each.to === 'pas');
      await route.fulfill({ response: answer, json: { ...message, deliveries: [part, ...message.deliveries, { ...part, state: 'delivered' }] } });
    });
    const retried = asked(page, '/dead/preview');
    await page.goto(`${mock.url}#/messages/${failed}`);
    await page.getByRole('heading', { name: `Message ${failed}` }).waitFor();
    await page.locator('.page-head').getByRole('button', { name: /^Retry/ }).click();
    await dialog_of(page).getByText(/\d ready/).waitFor();
    assert.equal(new Set(retried[0].ids).size, retried[0].ids.length);
    await button(page, 'Cancel').click();
    await page.getByRole('button', { name: 'Fix and resend to pas' }).first().click();
    const text = page.getByLabel('Message, a segment a line');
    await text.and(page.locator(':enabled')).waitFor();
    await text.fill((await text.inputValue()).replace('PV1|1|XX', 'PV1|1|I'));
    await confirm(page, 'Resend the changed message');
    await page.getByText(/Sent as new message 7KQ\d+, to pas alone/).waitFor();
  }));
