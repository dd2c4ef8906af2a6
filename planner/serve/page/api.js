// Asks the server; a refusal is thrown with the sentences that it brings.

export class Refusal extends Error {
  constructor(status, body) {
    super("refused");
    this.status = status;
    this.body = body;
  }
}

async function ask(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch("/api/v1/" + path, options);
  } catch {
    throw new Refusal(0, { problems: [{ text: pairOf("gone") }] });
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, said);
  return said;
}

function pairOf(key) {
  const [vi, en] = app.content.words[key];
  return { vi, en };
}

export const read = (path) => ask("GET", path);
export const send = (path, body) => ask("POST", path, body);
export const end = (path) => ask("DELETE", path);

/** A text of the server in the reader's language. */
export function said(pair) {
  return typeof pair === "string" ? pair : [pair.vi, pair.en][app.language];
}
