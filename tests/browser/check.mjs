// Opens HTML reports in a Chromium and uses them as a person would: `cargo xtask browser` runs it.
//
// It speaks the DevTools protocol over two pipes, so that it needs nothing but Node and the browser.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [browser, folder] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "securegate-browser-"));
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--remote-debugging-pipe",
  `--user-data-dir=${profile}`, "--window-size=1280,900", "about:blank",
];
const child = spawn(browser, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const started = Date.now();
const limit = setTimeout(() => { console.error("error: no end after 120 s"); finish(1); }, 120_000);

function finish(code) {
  clearTimeout(limit);
  child.once("exit", () => {
    // Helpers of the browser may write for a moment yet; a folder left over does no harm.
    try { rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }); } catch { /* left */ }
    process.exit(code);
  });
  child.kill();
}

// The protocol: JSON texts, each ended by a zero byte.
let last = 0;
let rest = "";
const decoder = new TextDecoder();
const waiting = new Map();
const listeners = new Set();
child.stdio[4].on("data", (bytes) => {
  const parts = (rest + decoder.decode(bytes, { stream: true })).split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(message.error.message)); else resolve(message.result);
    } else {
      for (const listener of listeners) listener(message);
    }
  }
});
const call = (method, params = {}, sessionId = undefined) =>
  new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    child.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
  });

/** A page of its own, with everything that it does which a report must not do. */
async function open(name, { script = true, scheme = "light", width = 1280 } = {}) {
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => call(method, params, sessionId);
  const faults = [];
  const url = pathToFileURL(join(folder, name)).href;
  let loaded;
  const load = new Promise((resolve) => { loaded = resolve; });
  listeners.add((message) => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === "Page.loadEventFired") loaded();
    if (method === "Runtime.exceptionThrown") faults.push(`exception: ${params.exceptionDetails.text}`);
    if (method === "Page.javascriptDialogOpening") {
      faults.push(`dialog: ${params.message}`);
      send("Page.handleJavaScriptDialog", { accept: false });
    }
    if (method === "Network.requestWillBeSent" && params.request.url !== url) faults.push(`request: ${params.request.url}`);
    if (method === "Log.entryAdded" && params.entry.level === "error") faults.push(`log: ${params.entry.text}`);
  });
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  await send("Emulation.setScriptExecutionDisabled", { value: !script });
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  await send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false });
  const begun = Date.now();
  await send("Page.navigate", { url });
  await load;
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };
  const screenshot = async (file) => {
    const { data } = await send("Page.captureScreenshot", { format: "png", captureBeyondViewport: false });
    writeFileSync(join(folder, file), Buffer.from(data, "base64"));
  };
  const press = async (key, code, text) => {
    await send("Input.dispatchKeyEvent", { type: "keyDown", key, windowsVirtualKeyCode: code, text });
    await send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
  };
  const type = (text) => send("Input.insertText", { text });
  return { evaluate, screenshot, press, type, faults, milliseconds: Date.now() - begun };
}

let failed = 0;
let passed = 0;
function check(what, holds, detail = "") {
  if (holds) { passed += 1; return; }
  failed += 1;
  console.error(`FAILED: ${what}${detail === "" ? "" : `: ${JSON.stringify(detail)}`}`);
}

const rows = `[...document.querySelectorAll("#rows tr")].map((row) => ({
  severity: row.children[0].textContent, rule: row.children[1].textContent,
  place: row.children[2].textContent, text: row.children[3].textContent }))`;
// The page waits a little after the last key before it searches. Where it runs no scripts it has no timers.
const settle = () => new Promise((resolve) => setTimeout(resolve, 250));

async function usesTheSample() {
  const page = await open("sample.html");
  const all = await page.evaluate(rows);
  const expected = JSON.parse(await page.evaluate("document.getElementById('data').textContent")).findings.length;
  check("all findings are drawn", all.length === expected && expected > 5, all.length);
  check("the status says so", (await page.evaluate("document.getElementById('status').textContent")).endsWith(`of ${expected} findings`));
  await page.screenshot("sample-light.png");

  // By keyboard: a slash goes to the search, Escape clears it.
  await page.press("/", 191, "/");
  check("a slash goes to the search", await page.evaluate("document.activeElement.id") === "search");
  await page.type("trailing COMMA");
  await settle();
  let shown = await page.evaluate(rows);
  check("the search keeps what has all words", shown.length === 1 && shown[0].rule === "json/trailing-comma", shown);
  await page.press("Escape", 27);
  await settle();
  check("Escape clears the search", (await page.evaluate(rows)).length === expected);
  await page.type("no such words anywhere");
  await settle();
  check("nothing matches", (await page.evaluate("document.getElementById('status').textContent")) === "No finding matches.");
  await page.press("Escape", 27);

  await page.evaluate("document.getElementById('show-error').click()");
  shown = await page.evaluate(rows);
  check("errors can be hidden", shown.length > 0 && shown.every((row) => row.severity !== "error"), shown);
  await page.evaluate("document.getElementById('show-error').click()");

  const sort = (column) => page.evaluate(`document.querySelector('th[data-sort="${column}"] button').click()`);
  const aria = (column) => page.evaluate(`document.querySelector('th[data-sort="${column}"]').getAttribute("aria-sort")`);
  const values = async (name) => (await page.evaluate(rows)).map((row) => row[name]);
  for (const [column, name] of [["rule", "rule"], ["message", "text"]]) {
    await sort(column);
    const up = await values(name);
    check(`sorted by ${column}`, await aria(column) === "ascending");
    await sort(column);
    const down = await values(name);
    check(`sorted by ${column} the other way`, await aria(column) === "descending");
    if (name === "rule") {
      check("rules ascend", JSON.stringify(up) === JSON.stringify([...up].sort()), up);
      check("rules descend", JSON.stringify(down) === JSON.stringify([...down].sort().reverse()), down);
    }
    check(`the order by ${column} differs`, up[0] !== down[0]);
  }
  await sort("severity");
  check("errors come first", (await values("severity"))[0] === "error");
  await sort("place");
  const lines = (await values("place")).map((place) => Number(place.split(":")[1]));
  check("lines ascend as numbers", lines.every((line, index) => index === 0 || lines[index - 1] <= line), lines);

  await page.evaluate(`(() => { const rule = document.getElementById("rule");
    rule.value = [...rule.options].find((option) => option.textContent.startsWith("contract/enum")).value;
    rule.dispatchEvent(new Event("change")); })()`);
  shown = await page.evaluate(rows);
  check("a rule is chosen", shown.length > 0 && shown.every((row) => row.rule === "contract/enum"), shown);
  await page.evaluate("document.getElementById('rule').value = ''; document.getElementById('rule').dispatchEvent(new Event('change'))");
  await page.evaluate("document.querySelector('g[data-rule=\"json/duplicate-key\"]').focus()");
  await page.press("Enter", 13, "\r");
  shown = await page.evaluate(rows);
  check("a bar of the chart chooses its rule by keyboard", shown.length > 0 && shown.every((row) => row.rule === "json/duplicate-key"), shown);
  await page.press("Enter", 13, "\r");
  check("and chooses all again", (await page.evaluate(rows)).length === expected);

  const ground = "getComputedStyle(document.body).backgroundColor";
  const light = await page.evaluate(ground);
  await page.evaluate("document.getElementById('theme').click()");
  check("the button turns it dark", await page.evaluate(ground) !== light);
  check("nothing was amiss", page.faults.length === 0, page.faults);

  const dark = await open("sample.html", { scheme: "dark" });
  check("dark where the system is", await dark.evaluate(ground) !== light);
  await dark.screenshot("sample-dark.png");
  const narrow = await open("sample.html", { width: 420 });
  check("no wider than a telephone", await narrow.evaluate("document.documentElement.scrollWidth") <= 420, await narrow.evaluate("document.documentElement.scrollWidth"));
  await narrow.screenshot("sample-narrow.png");
  const plain = await open("sample.html", { script: false });
  check("readable without script", (await plain.evaluate(rows)).length === expected);
  check("no controls without script", await plain.evaluate("[...document.querySelectorAll('.needs-script')].every((part) => part.hidden)"));
  check("nothing was amiss without script", plain.faults.length === 0, plain.faults);
}

async function isNotFooled() {
  for (const script of [true, false]) {
    const page = await open("hostile.html", { script });
    await settle();
    check("no code of a payload ran", await page.evaluate("typeof window.owned") === "undefined");
    check("only our scripts", await page.evaluate("document.scripts.length") === 2);
    check("no element of a payload", await page.evaluate("document.querySelectorAll('img, iframe, object, embed, link, base, form, a, marquee').length") === 0);
    const shown = await page.evaluate(rows);
    check("the payload is shown as text", shown.some((row) => row.text.includes("<img src=x onerror=")), shown.length);
    check("nothing was amiss", page.faults.length === 0, page.faults);
    if (script) await page.screenshot("hostile.png");
  }
}

async function bearsManyFindings() {
  const page = await open("many.html");
  const status = () => page.evaluate("document.getElementById('status').textContent");
  const total = await page.evaluate("JSON.parse(document.getElementById('data').textContent).findings.length");
  check("100,000 findings", total === 100_000, total);
  check("a page at a time", (await page.evaluate(rows)).length === 100);
  check("loads within five seconds", page.milliseconds < 5000, page.milliseconds);
  await page.evaluate("document.getElementById('next').click()");
  check("the next page", (await status()).startsWith("101–200 of 100,000"), await status());
  const search = await page.evaluate(`new Promise((resolve) => {
    const box = document.getElementById("search");
    box.value = "record 99999";
    const begun = performance.now();
    box.dispatchEvent(new Event("input"));
    const look = () => document.getElementById("status").textContent.includes("match")
      ? resolve(performance.now() - begun) : setTimeout(look, 5);
    look();
  })`);
  check("a search takes less than a second", search < 1000, search);
  check("one is found", (await page.evaluate(rows)).length === 1, await status());
  const sort = await page.evaluate(`(() => { document.getElementById("search").value = "";
    const begun = performance.now();
    document.querySelector('th[data-sort="message"] button').click();
    return performance.now() - begun; })()`);
  check("sorting takes less than two seconds", sort < 2000, sort);
  check("nothing was amiss", page.faults.length === 0, page.faults);
  console.log(`many: loaded in ${page.milliseconds} ms, searched in ${Math.round(search)} ms, sorted in ${Math.round(sort)} ms`);
}

try {
  await usesTheSample();
  await isNotFooled();
  await bearsManyFindings();
} catch (error) {
  failed += 1;
  console.error(`FAILED: ${error.stack}`);
}
console.log(`browser: ${passed} passed, ${failed} failed, in ${Date.now() - started} ms`);
finish(failed === 0 ? 0 : 1);
