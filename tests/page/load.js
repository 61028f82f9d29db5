// Changes objects at a rate, from a process of its own, so that it takes no time of the test's.
//
//   node load.js URL OBJECTS RATE SECONDS      with the token in TOKEN; URL has the path of the world
//
// Prints one line of JSON: how many changes were made, in how many seconds, and how many were refused. The last change is to the object
// `load-0`, whose label `last` is then `yes`.

import { Agent, request } from "node:http";

const [url, objects, rate, seconds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const agent = new Agent({ keepAlive: true, maxSockets: 24 });
const headers = { Authorization: `Bearer ${process.env.TOKEN}`, "Content-Type": "application/merge-patch+json" };
let [made, refused, open] = [0, 0, 0];

function change(object, labels) {
  open += 1;
  return new Promise((done) => {
    const asked = request(`${url}/api/v1/namespaces/default/configmaps/load-${object}?fieldManager=load`, { method: "PATCH", agent, headers }, (answer) => {
      answer.resume().on("end", () => {
        if (answer.statusCode === 200) made += 1;
        else refused += 1;
        open -= 1;
        done();
      });
    });
    asked.on("error", () => {
      refused += 1;
      open -= 1;
      done();
    });
    asked.end(JSON.stringify({ metadata: { labels } }));
  });
}

const begun = performance.now();
let sent = 0;
await new Promise((done) => {
  const timer = setInterval(() => {
    const passed = (performance.now() - begun) / 1_000;
    // What a slow server has not answered yet is not added to without end.
    while (sent < Math.min(passed, seconds) * rate && open < 2_000) change(sent % objects, { step: String(sent++) });
    if (passed >= seconds && open === 0) done(clearInterval(timer));
  }, 5);
});
const took = (performance.now() - begun) / 1_000;
await change(0, { last: "yes" });
agent.destroy();
console.log(JSON.stringify({ made, took, refused }));
