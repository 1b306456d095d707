import type { Problem, Reason } from "./types";

/** The server said no, and why. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }

  get reason(): Reason {
    return this.problem.reason;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** No answer came: the network is away, or what answered is not the server. The request may still have been carried out. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Whether the same request, sent again with the same key, may yet succeed; any other refusal is final for that key. */
export function worthRetrying(error: unknown): boolean {
  if (error instanceof Unreachable) {
    return true;
  }
  return (
    error instanceof Refused &&
    (error.status >= 500 || error.reason === "slow-down" || error.reason === "idempotency-key-in-use")
  );
}

/** Reads a refusal; what is not a problem document, such as a proxy's page, is told as unreachable. */
export async function refusal(response: Response): Promise<Refused | Unreachable> {
  try {
    const problem: unknown = await response.json();
    if (isProblem(problem)) {
      return new Refused(problem);
    }
  } catch {
    // not JSON: told below
  }
  return new Unreachable(`HTTP ${response.status} without a problem document`);
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Problem).reason === "string" &&
    typeof (value as Problem).status === "number"
  );
}
