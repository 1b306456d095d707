package io.onsale.proof.sim;

/** What must be true and is not. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which promise is broken. */
  enum Kind {
    /** Two own one seat, or a seat is sold that is off sale. */
    OWNER,
    /** A buyer or an identity has more than the limit. */
    LIMIT,
    /** A hold outlives its deadline, or ends before it. */
    EXPIRY,
    /** A hold ends twice, or otherwise than it may. */
    ENDING,
    /** A version is left out or used twice. */
    VERSION,
    /** Free, held, sold and blocked seats are not all seats. */
    CAPACITY,
    /** The same request is not answered as the first time. */
    RESEND,
    /** Another answer than the model's. */
    ANSWER,
    /** Another state than the model's. */
    STATE,
    /** A node that got the same log answers otherwise, or has another state. */
    REPLICA,
    /** A node that restarted has another state than before. */
    RESTART,
    /** The engine threw. */
    FAULT
  }

  private final Kind kind;

  Failure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Failure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
