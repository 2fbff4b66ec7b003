// The C++ library as a process: `const ask = library(program)`, then `await ask("parse_record", { text })`
// gives its answer, or undefined where it refused.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export function library(program) {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()(JSON.parse(line)));
  child.on("exit", (code, signal) => {
    if (waiting.length === 0) return;
    console.error(`the library's program ended: ${code ?? signal}`);
    process.exit(1);
  });
  const ask = async (op, fields) => {
    const answer = await new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${JSON.stringify({ op, ...fields })}\n`);
    });
    if (answer.code === "not_found" && answer.what === "there is no such operation") throw new Error(`${op}: ${answer.what}`);
    const { ok, ...rest } = answer;
    return ok ? rest : undefined;
  };
  return Object.assign(ask, { end: () => child.stdin.end() });
}
