// autocannon as a load generator for MCP: an id of its own for each request, and every answer parsed and checked, as mcpops does.
// node autocannon-checked.cjs MODULE URL CONNECTIONS SECONDS
const [modulePath, url, connections, seconds] = process.argv.slice(2);
const autocannon = require(modulePath);

let id = 100000000000;
let wrong = 0;
const request = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  setupRequest(next, context) {
    context.id = ++id;
    next.body = `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}}`;
    return next;
  },
  onResponse(status, body, context) {
    let answer = null;
    try {
      answer = JSON.parse(body);
    } catch {
      // Counted below.
    }
    if (status !== 200 || answer?.id !== context.id || !answer.result || answer.result.isError) {
      wrong++;
    }
  },
};

autocannon({ url, connections: +connections, duration: +seconds, requests: [request] }, (error, result) => {
  if (error || wrong > 0 || result.non2xx > 0) {
    throw error ?? new Error(`${wrong} answers were wrong, ${result.non2xx} refused`);
  }
  console.log(JSON.stringify({ requests: { average: result.requests.average } }));
});
