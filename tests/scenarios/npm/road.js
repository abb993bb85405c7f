// Sends ten messages to the engine, one after the other on one connection, and receives what it delivers.
//   node road.js PORT-OF-THE-INPUT PORT-OF-THE-OUTPUT
const hl7 = require('simple-hl7');

const [inputPort, outputPort] = process.argv.slice(2).map(Number);
const count = 10;
const answers = [];
const received = [];

const finish = () => {
  if (answers.length < count || received.length < count) return;
  console.log(JSON.stringify({ answers, received }));
  process.exit(0);
};
setTimeout(() => {
  console.error(`gave up after 30 s: ${answers.length} answers, ${received.length} received`);
  process.exit(1);
}, 30000);

const receiver = hl7.tcp();
receiver.use((req, res, next) => {
  received.push(req.msg.header.getField(8).toString());
  next();
});
receiver.use((req, res) => {
  res.end();
  finish();
});
receiver.use((err, req, res, next) => {
  console.error(err);
  process.exit(1);
});
receiver.start(outputPort);

const sender = hl7.Server.createTcpClient({ host: '127.0.0.1', port: inputPort, keepalive: true });
const send = (number) => {
  const message = new hl7.Message('NPM', 'WARD', 'VAGUS', 'H', '20260301090000', '', ['ADT', 'A01'], `NPM-${number}`, 'P', '2.5');
  message.addSegment('EVN', 'A01', '20260301090000');
  message.addSegment('PID', '1', '', ['0012345', '', '', 'H', 'MR'], '', ['Sample', 'Ida']);
  sender.send(message, (err, ack) => {
    if (err) {
      console.error(err);
      process.exit(1);
    }
    const msa = ack.getSegment('MSA');
    answers.push([msa.getField(1).toString(), msa.getField(2).toString()]);
    // After the callback: the client takes the next message only then.
    if (answers.length < count) setImmediate(() => send(answers.length));
    finish();
  });
};
send(0);
