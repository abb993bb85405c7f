// What an editor shows for a file of a configuration: starts yaml-language-server, opens the file, and asks.
//   node editor.js FOLDER FILE < [{"text": ..., "complete": [line, column]} | {"text": ..., "hover": [line, column]} | {"text": ...}]
// For each: the labels of the completion, the text of the hover, or the messages of what is marked. Lines count from 0.
const { spawn } = require("child_process");
const { readFileSync } = require("fs");
const path = require("path");
const rpc = require("vscode-jsonrpc/node");
const { pathToFileURL } = require("url");

const [folder, file] = process.argv.slice(2);
const root = pathToFileURL(path.resolve(folder)).href;
const server = spawn(process.execPath, [require.resolve("yaml-language-server/bin/yaml-language-server"), "--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const link = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));

// The server judges a text some time after it has got it.
const judged = new Map();
link.onNotification("textDocument/publishDiagnostics", (heard) => judged.get(heard.uri)?.(heard.diagnostics));
function judgementOf(uri) {
  return new Promise((done) => judged.set(uri, done));
}
link.onRequest("workspace/configuration", (asked) =>
  asked.items.map((item) => (item.section === "yaml" ? { validate: true, hover: true, completion: true } : {})));
link.onRequest("client/registerCapability", () => null);
link.listen();

async function answer(question, number) {
  // A name of its own for each, beside the file: closing a document is a judgement too, an empty one.
  const uri = pathToFileURL(path.resolve(folder, file)).href.replace(/\.yaml$/, `_${number}.yaml`);
  const textDocument = { uri, languageId: "yaml", version: 1, text: question.text };
  const judgement = judgementOf(uri);
  link.sendNotification("textDocument/didOpen", { textDocument });
  const marked = await judgement;
  const [line, character] = question.complete || question.hover || [0, 0];
  const at = { textDocument: { uri }, position: { line, character } };
  let said = marked.map((each) => each.message);
  if (question.complete) said = (await link.sendRequest("textDocument/completion", at)).items.map((each) => each.label);
  if (question.hover) said = ((await link.sendRequest("textDocument/hover", at)) || { contents: { value: "" } }).contents.value;
  return said;
}

(async () => {
  await link.sendRequest("initialize", {
    processId: process.pid, rootUri: root, workspaceFolders: [{ uri: root, name: "project" }],
    capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  link.sendNotification("initialized", {});
  const answers = [];
  for (const question of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answer(question, answers.length + 1));
  console.log(JSON.stringify(answers));
  server.kill();
  process.exit(0);
})();
