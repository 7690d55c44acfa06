// Reads pages as the peer does: jsdom, Readability, Turndown. A line with a number on standard input reads all pages that often;
// the answer is the milliseconds that it took.
'use strict';
const { createRequire } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const readline = require('node:readline');

const [folder, modules] = process.argv.slice(2);
const load = createRequire(path.join(modules, 'package.json'));
const { JSDOM, VirtualConsole } = load('jsdom');
const { Readability } = load('@mozilla/readability');
const TurndownService = load('turndown');
const quiet = new VirtualConsole();

const pages = fs.readdirSync(folder).sort().map(name => zlib.gunzipSync(fs.readFileSync(path.join(folder, name))).toString('utf8'));

function readAll() {
  let length = 0;
  for (const html of pages) {
    const dom = new JSDOM(html, { url: 'https://example.org/', virtualConsole: quiet });
    const article = new Readability(dom.window.document).parse();
    if (article) {
      length += article.textContent.length + new TurndownService().turndown(article.content).length;
    }
    dom.window.close();
  }
  return length;
}

readline.createInterface({ input: process.stdin }).on('line', line => {
  const started = process.hrtime.bigint();
  let length = 0;
  for (let time = 0; time < Number(line); time++) {
    length += readAll();
  }
  console.log(`${Number(process.hrtime.bigint() - started) / 1e6} ${length}`);
});
