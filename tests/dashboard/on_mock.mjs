// A mock of the engine and a browser, for all tests of one file: there before the first and gone after the last.
import { after, before } from 'node:test';
import { open_browser, visit } from './browser.mjs';
import { password, start } from './mock/server.mjs';

export let mock, browser;
before(async () => {
  mock = await start(process.env.VAGUS_DASHBOARD);
  browser = await open_browser();
});
after(async () => {
  await browser.close();
  await mock.stop();
});

export const as = (user, act) => visit(browser, mock.url, user, password, act);
